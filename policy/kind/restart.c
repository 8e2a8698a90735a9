/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kinds PORT_OR_NONE and RESTART, of [service NAME].
 */
#include <string.h>

#include "digits.h"
#include "policy/kind.h"

/* A whole number in the field's range. */
static int read_count(const struct field *f, const char *text, uint64_t *n, struct complaint *c)
{
	const char *at = text;
	int error = number_read(&at, n, c);

	if (!error && *at)
		error = complain(c, "\"%.40s\": write a whole number", text);
	return error ? error : number_in_range(f, *n, UNIT_COUNT, c);
}

static KIND_PARSE(parse_port)
{
	uint64_t *port = member;

	*port = 0;
	return strcmp(text, "none") == 0 ? 0 : read_count(f, text, port, c);
}

static KIND_CHECK(check_port)
{
	const uint64_t port = *(const uint64_t *)member;

	return port ? number_in_range(f, port, UNIT_COUNT, c) : 0;
}

static KIND_PRINT(print_port)
{
	const uint64_t port = *(const uint64_t *)member;

	if (port)
		text_add(out, "%llu", (unsigned long long)port);
	else
		text_put(out, "none");
}

const struct kind kind_PORT_OR_NONE = {.parse = parse_port, .check = check_port, .print = print_port};

static const struct {
	const char *name;
	uint64_t value;
} restarts[] = {{"on-failure", RESTART_ON_FAILURE}, {"always", RESTART_ALWAYS}};

static KIND_PARSE(parse_restart)
{
	uint64_t *restart = member, count = 0;
	const size_t length = strcspn(text, ":");
	int error = 0;

	*restart = RESTART_NO;
	if (strcmp(text, "no") == 0)
		return 0;
	if (text[length])
		error = read_count(f, text + length + 1, &count, c);
	if (error)
		return error;
	for (size_t i = 0; i < sizeof(restarts) / sizeof(restarts[0]); i++)
		if (strlen(restarts[i].name) == length && !strncmp(text, restarts[i].name, length)) {
			*restart = restarts[i].value | count;
			return 0;
		}
	return complain(c, "write no, on-failure, on-failure:10, always or always:10");
}

static KIND_CHECK(check_restart)
{
	const uint64_t restart = *(const uint64_t *)member, count = restart & UINT32_MAX;

	return count ? number_in_range(f, count, UNIT_COUNT, c) : 0;
}

static KIND_PRINT(print_restart)
{
	const uint64_t restart = *(const uint64_t *)member, count = restart & UINT32_MAX;

	text_put(out, restart == RESTART_NO ? "no" : restart & RESTART_ALWAYS ? "always" : "on-failure");
	if (count)
		text_add(out, ":%llu", (unsigned long long)count);
}

const struct kind kind_RESTART = {.parse = parse_restart, .check = check_restart, .print = print_restart};
