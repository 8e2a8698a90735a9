/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzz cli/ini.c against the parser of policies: what is set is there, whatever the text; and a text that is
 * a policy stays one, with that value and no other change.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/ini.c"
#include "policy/defaults.h"
#include "policy/print.h"
#include "policy/problems.h"
#include "policy/single.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

char *text_of(const char *format, ...)
{
	va_list arguments;
	char *text = NULL;
	int n;

	va_start(arguments, format);
	n = vasprintf(&text, format, arguments);
	va_end(arguments);
	if (n < 0)
		abort();
	return text;
}

static int read_text(void *context, const char *path, char **text, size_t *length, struct problems *ps)
{
	(void)path;
	(void)ps;
	*text = strdup(context);
	*length = strlen(context);
	return *text ? 0 : ENOMEM;
}

static int load(struct policy *p, char *text)
{
	const struct policy_reader reader = {.read = read_text, .context = text};
	struct problems problems = {0};

	return policy_read_file(p, &reader, "tenants/alice.ini", &problems);
}

static void same_but_for(const struct policy *a, const struct policy *b, enum field_id one)
{
	static char x[65536], y[65536];

	for (unsigned int n = 0; n < FIELD_COUNT; n++) {
		const enum field_id id = (enum field_id)n;

		policy_print_field(a, id, x, sizeof(x));
		policy_print_field(b, id, y, sizeof(y));
		if (id != one && strcmp(x, y) != 0)
			abort();
	}
}

static void check_policy(char *before, char *set, char *unset)
{
	struct policy a, b, c;

	if (load(&a, before) == 0) {
		if (load(&b, set) != 0 || b.pids_max != 77)
			abort();
		same_but_for(&a, &b, FIELD_pids_max);
		if (load(&c, unset) != 0 || c.pids_max != 128)
			abort();
		same_but_for(&a, &c, FIELD_pids_max);
		policy_free(&b);
		policy_free(&c);
	}
	policy_free(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text, *set, *again, *unset, *got;

	if (size > 4096 || memchr(data, 0, size))
		return 0;
	text = strndup((const char *)data, size);
	set = ini_set(text, "resources", "pids.max", "77");
	again = ini_set(set, "resources", "pids.max", "77");
	unset = ini_unset(text, "resources", "pids.max");
	got = ini_get(set, "resources", "pids.max");
	if (!got || strcmp(got, "77") != 0 || strcmp(set, again) != 0)
		abort();
	free(got);
	got = ini_get(unset, "resources", "pids.max");
	if (got)
		abort();
	check_policy(text, set, unset);
	free(text);
	free(set);
	free(again);
	free(unset);
	return 0;
}
