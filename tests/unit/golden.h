/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cases below tests/data/policy: a directory each, found by looking, so that a new case is only
 * new files. `who` says who logs in; the rest is a configuration directory.
 */
#ifndef GOLDEN_H
#define GOLDEN_H

#include <dirent.h>
#include <limits.h>

#include "policy_test.h"

struct golden {
	char directory[PATH_MAX];
	char text[1024]; /* of the file `who`, cut into pieces */
	const char *groups[16];
	struct policy_who who;
};

static inline void golden_set(struct golden *g, const char *key, char *value)
{
	if (strcmp(key, "name") == 0) {
		g->who.name = value;
	} else if (strcmp(key, "uid") == 0) {
		g->who.uid = (uint32_t)strtoul(value, NULL, 10);
	} else if (strcmp(key, "home") == 0) {
		g->who.home = value;
	} else if (strcmp(key, "shell") == 0) {
		g->who.shell = value;
	} else if (strcmp(key, "group") == 0) {
		assert_true(g->who.group_count < COUNT_OF(g->groups));
		g->groups[g->who.group_count++] = value;
	} else {
		fail_msg("%s/who: unknown key %s", g->directory, key);
	}
}

/* Lines "key value": name, uid, home, shell, and group for each group. */
static inline void golden_read_who(struct golden *g)
{
	char path[PATH_MAX + 8];
	char *text;
	char *rest = g->text;
	size_t length = 0;

	(void)snprintf(path, sizeof(path), "%s/who", g->directory);
	text = read_whole(path, &length);
	if (!text || length >= sizeof(g->text))
		fail_msg("%s cannot be read", path);
	memcpy(g->text, text, length + 1);
	free(text);
	g->who = (struct policy_who){.groups = g->groups};
	for (char *line = strsep(&rest, "\n"); line; line = strsep(&rest, "\n")) {
		char *key = strsep(&line, " ");

		if (*key)
			golden_set(g, key, line);
	}
}

static inline int golden_load(struct golden *g, struct policy *p, struct problems *ps)
{
	const struct policy_reader reader = {.read = directory_read, .context = g->directory};

	return policy_load(p, &reader, &g->who, ps);
}

static inline void golden_assert_text(const struct golden *g, const char *name, const char *text)
{
	char path[PATH_MAX + 16];
	char *expected;
	size_t length;

	(void)snprintf(path, sizeof(path), "%s/%s", g->directory, name);
	expected = read_whole(path, &length);
	if (!expected)
		fail_msg("%s cannot be read; it would be:\n%s", path, text);
	if (strcmp(expected, text) != 0)
		(void)fprintf(stderr, "%s differs; it would be:\n%s", path, text);
	assert_string_equal(expected, text);
	free(expected);
}

/* Call `run` with each case of tests/data/policy/KIND. Returns how many there are. */
static inline size_t golden_each(const char *kind, void (*run)(struct golden *g))
{
	struct dirent **entries;
	char directory[512];
	size_t count = 0;
	int found;

	(void)snprintf(directory, sizeof(directory), "%s/policy/%s", data_directory(), kind);
	found = scandir(directory, &entries, NULL, alphasort);
	if (found < 0)
		fail_msg("%s: %s", directory, strerror(errno));
	for (int i = 0; i < found; i++) {
		struct golden g;

		(void)snprintf(
			g.directory, sizeof(g.directory), "%s/%s", directory, entries[i]->d_name);
		if (entries[i]->d_name[0] != '.') {
			golden_read_who(&g);
			run(&g);
			count++;
		}
		free(entries[i]);
	}
	free(entries);
	return count;
}

#endif
