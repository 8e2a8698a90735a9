/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel watch status: what is in force, and which values are not.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/fd.h"
#include "base/printable.h"
#include "cli/fleet/sets.h"
#include "cli/output.h"
#include "cli/watch/settings.h"
#include "cli/watch/state.h"
#include "watch.h"

static void print_set(const struct json *is)
{
	char *AUTO_FREE origin = make_printable(text_of("%s", json_text(is, "origin")));
	const struct json *kept = json_member(is, "kept"), *one;

	if (!is) {
		printf("%-10s the host's own files\n", "in force");
		return;
	}
	printf("%-10s set %" PRId64 ", %" PRId64 " tenant%s, of %s\n", "in force", json_number(is, "set"),
		json_number(is, "tenants"), json_number(is, "tenants") == 1 ? "" : "s", origin);
	for (size_t i = 0; (one = json_at(kept, i)); i++) {
		char *AUTO_FREE line = make_printable(text_of(
			"%s keeps what it has: %s", json_text(one, "tenant"), json_text(one, "mistake")));

		printf("%-10s %s\n", i ? "" : "mistakes", line);
	}
}

static void print_values(const struct watch_state *s)
{
	const char *title = "values";

	for (const char *line = s->lines; *line; title = "") {
		const size_t n = strcspn(line, "\n");

		printf("%-10s %.*s\n", title, (int)n, line); /* printable: refused_print() */
		line += n + (line[n] == '\n');
	}
}

static void print_lines(
	const struct watch_settings *set, int there, const struct json *is, const struct watch_state *s)
{
	char when[32] = "never";

	if (there > 0)
		printf("%-10s %s, %s\n", "from", set->endpoints, set->prefix);
	else
		printf("%-10s %s\n", "from", there ? WATCH_INI " has mistakes" : "there is no " WATCH_INI);
	print_set(is);
	printf("%-10s %" PRId64 "; %" PRId64 " values are not taken, %" PRId64 " are missing in etcd\n",
		"revision", s->revision, s->refused, s->missing);
	print_values(s);
	if (s->reached)
		print_time(when, sizeof(when), (uint64_t)s->reached);
	printf("%-10s %s\n", "reached", when);
	if (*s->code)
		printf("%-10s %s: %s\n", "error", s->code, s->error);
}

int watch_status(const struct cli *c, int count, char **operands)
{
	struct watch_settings set;
	struct watch_state state;
	const int there = watch_settings_read(&set, c);

	(void)count;
	(void)operands;
	watch_state_read(&state);
	if (c->json) {
		json_finish(watch_state_json(&state, sets_in_force(c)));
	} else {
		struct json *is = sets_in_force(c);

		print_lines(&set, there, is, &state);
		json_release(is);
	}
	watch_settings_free(&set);
	return there < 0 ? EXIT_POLICY : *state.code ? EXIT_FAILED : EXIT_FINE;
}
