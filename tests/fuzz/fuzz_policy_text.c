/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzz a whole chain: the input is hostel.ini, plans/a.ini, plans/b.ini, tenants/alice.ini and owners/o.ini,
 * one behind the other with a 0x1e byte between them. What loads must encode, decode and reload.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/defaults.h"
#include "policy/encode.h"
#include "policy/load.h"
#include "policy/names.h"
#include "policy/policy.h"
#include "policy/print.h"
#include "policy/problems.h"
#include "policy/single.h"

#define FILE_COUNT 5
#define SEPARATOR 0x1e
#define TEXT_SIZE 65536

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct chain {
	const char *text[FILE_COUNT];
	size_t length[FILE_COUNT];
};

static const char *const names[FILE_COUNT] = {
	"hostel.ini", "plans/a.ini", "plans/b.ini", "tenants/alice.ini", "owners/o.ini"};

static int read_file(
	void *context, const char *path, char **text, size_t *length, struct problems *ps)
{
	const struct chain *c = context;

	(void)ps;
	for (size_t i = 0; i < FILE_COUNT; i++) {
		if (strcmp(path, names[i]) != 0 || !c->text[i])
			continue;
		*text = malloc(c->length[i] + 1);
		if (!*text)
			return ENOMEM;
		memcpy(*text, c->text[i], c->length[i]);
		*length = c->length[i];
		return 0;
	}
	return ENOENT;
}

static struct chain split(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct chain c = {0};

	for (size_t i = 0; i < FILE_COUNT; i++) {
		const char *end = size ? memchr(text, SEPARATOR, size) : NULL;

		c.text[i] = text;
		c.length[i] = end && i + 1 < FILE_COUNT ? (size_t)(end - text) : size;
		if (!end)
			break;
		size -= c.length[i] + (i + 1 < FILE_COUNT);
		text += c.length[i] + (i + 1 < FILE_COUNT);
	}
	return c;
}

static void check(bool right)
{
	if (!right)
		abort();
}

static void print_problems(const struct problems *ps)
{
	char line[1024];

	for (size_t i = 0; i < ps->count; i++) {
		int length = problem_print(line, sizeof(line), &ps->v[i]);

		check(length > 0 && (size_t)length < sizeof(line));
		for (const char *s = line; *s; s++)
			check(*s >= ' ' && *s <= '~');
	}
}

/*
 * What files set, as one hostel.ini; false if a line of it would be too long to be read. Defaults are left
 * out: written in a file, some are mistakes (egress with mode = host).
 */
static bool print_policy(const struct policy *p, char *text, size_t size, size_t *length)
{
	const char *section = "";

	*length = 0;
	for (unsigned int id = 0; id < FIELD_COUNT; id++) {
		const struct field_info *info = policy_field((enum field_id)id);
		char value[POLICY_LINE_SIZE_MAX];
		int value_length;

		if (!p->origin[id].line || info->scope == SCOPE_PLAN || info->scope == SCOPE_TENANT)
			continue;
		value_length = policy_print_field(p, (enum field_id)id, value, sizeof(value));
		if (value_length < 0 || (size_t)value_length + 32 >= sizeof(value))
			return false;
		if (strcmp(info->section, section) != 0)
			*length += (size_t)snprintf(
				text + *length, size - *length, "[%s]\n", info->section);
		section = info->section;
		*length += (size_t)snprintf(
			text + *length, size - *length, "%s = %s\n", info->key, value);
		check(*length < size);
	}
	return true;
}

static void check_policy(const struct policy *p, const struct policy_who *who)
{
	static char text[TEXT_SIZE];
	struct chain again = {.text = {[0] = text, [3] = "", [4] = ""}};
	const struct policy_reader reader = {read_file, &again};
	struct problems ps = {0};
	struct policy q;
	unsigned char *first;
	unsigned char *second;
	size_t first_length;
	size_t second_length;

	check(policy_encode(p, &first, &first_length) == 0);
	check(policy_decode(&q, first, first_length) == 0);
	policy_free(&q);
	if (print_policy(p, text, sizeof(text), &again.length[0])) {
		check(policy_load(&q, &reader, who, &ps) == 0);
		check(policy_encode(&q, &second, &second_length) == 0);
		check(first_length == second_length && memcmp(first, second, first_length) == 0);
		check(policy_names(&q, who) == policy_names(p, who));
		free(second);
		policy_free(&q);
	}
	free(first);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const groups[] = {"users", "web"};
	static const struct policy_who who = {.name = "alice",
		.uid = 2001,
		.home = "/home/alice",
		.shell = "/bin/sh",
		.groups = groups,
		.group_count = 2};
	static const struct policy zero;
	struct chain c = split(data, size);
	const struct policy_reader reader = {read_file, &c};
	struct problems ps = {0};
	struct policy p;

	if (policy_load(&p, &reader, &who, &ps) == 0) {
		check(ps.count == 0 && ps.dropped == 0);
		check_policy(&p, &who);
		policy_free(&p);
	} else {
		check(ps.count > 0);
		check(memcmp(&p, &zero, sizeof(p)) == 0);
	}
	print_problems(&ps);
	ps = (struct problems){0};
	if (policy_load_host(&p, &reader, &ps) == 0)
		policy_free(&p);
	else
		check(ps.count > 0 || !c.text[0]);
	for (size_t i = 0; i < FILE_COUNT; i++) {
		ps = (struct problems){0};
		check((policy_check_file(&reader, names[i], &ps) == 0) == (ps.count == 0));
		print_problems(&ps);
	}
	return 0;
}
