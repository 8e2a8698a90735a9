/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel sync status: what is in force, and what the last time came to.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/fd.h"
#include "base/printable.h"
#include "cli/fleet/sets.h"
#include "cli/json.h"
#include "cli/output.h"
#include "cli/sync/settings.h"
#include "cli/sync/state.h"
#include "sync.h"

static void put_time(struct json *o, const char *key, int64_t seconds)
{
	if (seconds > 0)
		json_put_number(o, key, seconds);
	else
		json_put_null(o, key);
}

static void put_text(struct json *o, const char *key, const char *text)
{
	if (text && *text)
		json_put_text(o, key, text);
	else
		json_put_null(o, key);
}

static void print_json(
	const struct sync_settings *set, bool wanted, struct json *is, const struct sync_state *s)
{
	struct json *o = json_make_object();

	put_text(o, "url", wanted ? set->url : NULL);
	put_text(o, "branch", wanted ? set->branch : NULL);
	put_time(o, "tried", s->tried);
	put_time(o, "succeeded", s->succeeded);
	put_text(o, "code", s->code);
	put_text(o, "error", s->error);
	put_text(o, "refused", s->refused);
	if (is)
		json_put(o, "in_force", is);
	else
		json_put_null(o, "in_force");
	json_finish(o);
}

static void print_when(const char *what, int64_t seconds)
{
	char text[32] = "never";

	if (seconds > 0)
		print_time(text, sizeof(text), (uint64_t)seconds);
	printf("%-10s %s\n", what, text);
}

static void print_kept(const struct json *is)
{
	const struct json *kept = json_member(is, "kept"), *one;

	for (size_t i = 0; (one = json_at(kept, i)); i++) {
		char *AUTO_FREE line = make_printable(text_of("%s keeps what it has: %s",
			json_text(one, "tenant"), json_text(one, "mistake")));

		printf("%-10s %s\n", i ? "" : "mistakes", line);
	}
}

static void print_lines(const struct sync_settings *set, int there, const struct json *is,
	const struct sync_state *s)
{
	if (there > 0)
		printf("%-10s %s, branch %s%s%s\n", "from", set->url, set->branch,
			*set->path ? ", " : "", set->path);
	else
		printf("%-10s %s\n", "from", there ? SYNC_INI " has mistakes" : "there is no " SYNC_INI);
	if (!is) {
		printf("%-10s the host's own files\n", "in force");
	} else {
		char *AUTO_FREE origin = make_printable(text_of("%s", json_text(is, "origin")));

		printf("%-10s set %" PRId64, "in force", json_number(is, "set"));
		if (json_number(is, "version") >= 0)
			printf(", version %" PRId64, json_number(is, "version"));
		if (*json_text(is, "commit"))
			printf(", commit %.12s", json_text(is, "commit"));
		printf(", %" PRId64 " tenant%s, of %s\n", json_number(is, "tenants"),
			json_number(is, "tenants") == 1 ? "" : "s", origin);
		print_when("since", json_number(is, "applied"));
		print_kept(is);
	}
	print_when("tried", s->tried);
	print_when("succeeded", s->succeeded);
	if (*s->code)
		printf("%-10s %s: %s\n", "error", s->code, s->error); /* printable: fetch_answer(), say() */
}

int sync_status(const struct cli *c, int count, char **operands)
{
	struct json *is = sets_in_force(c);
	struct sync_settings set;
	struct sync_state state;
	const int there = sync_settings_read(&set, c);

	(void)count;
	(void)operands;
	sync_state_read(&state);
	if (c->json) {
		print_json(&set, there > 0, is, &state);
		if (*state.code)
			say("%s: %s", state.code, state.error);
	} else {
		print_lines(&set, there, is, &state);
		json_release(is);
	}
	sync_settings_free(&set);
	return there < 0 ? EXIT_POLICY : *state.code ? EXIT_FAILED : EXIT_FINE;
}
