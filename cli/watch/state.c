/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What hostel watch knows.
 */
#include "state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "base/fd.h"
#include "base/replace.h"
#include "cli/output.h"
#include "host/state.h"
#include "talk/paths.h"

#define STATE_SIZE_MAX 262144
#define NUMBERS_SIZE_MAX (UINT64_C(512) << 20)

static int open_file(const char *name)
{
	char *AUTO_FREE path = text_of(HOSTEL_VARDIR "/%s", name);

	return open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
}

static int write_file(const char *name, const char *text, bool sync)
{
	struct err e = ERR_NONE;
	int AUTO_CLOSE var = state_directory(AT_FDCWD, HOSTEL_VARDIR, &e);

	if (var >= 0 && file_replace_lasting(var, name, text, strlen(text), 0600, sync) == 0)
		return 0;
	if (var < 0)
		say("%s", e.message);
	else
		say(HOSTEL_VARDIR "/%s: %s", name, strerror(errno));
	return -1;
}

static int64_t number_of(const struct json *o, const char *key)
{
	const int64_t n = json_number(o, key);

	return n < 0 ? 0 : n;
}

void watch_state_read(struct watch_state *s)
{
	int AUTO_CLOSE fd = open_file(HOSTEL_WATCH_STATE);
	char *AUTO_FREE text = NULL;
	const struct json *lines;
	struct json *o = NULL;
	const char *line;
	size_t length, used = 0;

	*s = (struct watch_state){0};
	if (fd >= 0 && fd_read_file(fd, STATE_SIZE_MAX, &text, &length) == 0)
		o = json_parse(text);
	if (!o)
		return;
	s->reached = number_of(o, "reached");
	s->revision = number_of(o, "revision");
	s->refused = number_of(o, "refused");
	s->missing = number_of(o, "missing");
	snprintf(s->code, sizeof(s->code), "%s", json_text(o, "code"));
	snprintf(s->error, sizeof(s->error), "%s", json_text(o, "error"));
	lines = json_member(o, "values");
	for (size_t i = 0; (line = json_element(lines, i)) && used + strlen(line) + 2 < sizeof(s->lines);
		i++)
		used += (size_t)snprintf(s->lines + used, sizeof(s->lines) - used, "%s\n", line);
	json_release(o);
}

static void put_text(struct json *o, const char *key, const char *text)
{
	if (*text)
		json_put_text(o, key, text);
	else
		json_put_null(o, key);
}

static void put_number(struct json *o, const char *key, int64_t n)
{
	if (n > 0)
		json_put_number(o, key, n);
	else
		json_put_null(o, key);
}

struct json *watch_state_json(const struct watch_state *s, struct json *set)
{
	struct json *o = json_make_object(), *lines = json_make_array();

	for (const char *line = s->lines; *line;) {
		const size_t n = strcspn(line, "\n");
		char *AUTO_FREE one = text_of("%.*s", (int)n, line);

		json_add_text(lines, one);
		line += n + (line[n] == '\n');
	}
	put_number(o, "reached", s->reached);
	put_number(o, "revision", s->revision);
	json_put_number(o, "refused", s->refused);
	json_put_number(o, "missing", s->missing);
	json_put(o, "values", lines);
	put_text(o, "code", s->code);
	put_text(o, "error", s->error);
	if (set)
		json_put(o, "in_force", set);
	else
		json_put_null(o, "in_force");
	return o;
}

int watch_state_write(const struct watch_state *s)
{
	char *AUTO_FREE line = json_line(watch_state_json(s, NULL));

	return write_file(HOSTEL_WATCH_STATE, line, false);
}

int watch_numbers_read(struct numbers *n)
{
	int AUTO_CLOSE fd = open_file(HOSTEL_WATCH_NUMBERS);
	char *AUTO_FREE text = NULL;
	size_t length;

	*n = (struct numbers){0};
	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd >= 0 && fd_read_file(fd, NUMBERS_SIZE_MAX, &text, &length) == 0) {
		numbers_take(n, text);
		return 0;
	}
	say(HOSTEL_VARDIR "/" HOSTEL_WATCH_NUMBERS ": %s", strerror(errno));
	return -1;
}

int watch_numbers_write(const struct numbers *n)
{
	char *AUTO_FREE text = numbers_text(n);

	return write_file(HOSTEL_WATCH_NUMBERS, text, true);
}
