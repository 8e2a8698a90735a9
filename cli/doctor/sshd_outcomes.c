/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sshd -T for the tenants. Which of them can differ is read off the words of Match User and Match Group:
 * who is named by the same of them gets the same configuration.
 */
#include "sshd_outcomes.h"

#include <ctype.h>
#include <fnmatch.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/output.h"
#include "cli/tool.h"

#define SSHD "/usr/sbin/sshd"
#define CONFIG "/etc/ssh/sshd_config"
#define DEPTH_MAX 4
#define WORDS_MAX 64

/* A pattern of Match User or Group, without its '!'. */
struct word {
	bool group;
	char pattern[128];
};

struct reading {
	bool by_address;
	size_t count;
	struct word words[WORDS_MAX];
	bool too_many;
};

static void read_file(struct reading *r, const char *path, int depth);

static void add_words(struct reading *r, bool group, char *list)
{
	for (char *one; (one = strsep(&list, ","));) {
		one += *one == '!';
		if (r->count == WORDS_MAX) {
			r->too_many = true;
			return;
		}
		r->words[r->count].group = group;
		snprintf(r->words[r->count++].pattern, sizeof(r->words[0].pattern), "%s", one);
	}
}

/* "User a,b Address 10.0.0.0/8": criteria in pairs, but for "all". sshd_config(5) */
static void read_match(struct reading *r, char *rest)
{
	char *save = NULL;

	for (char *key = strtok_r(rest, " \t=\"", &save); key; key = strtok_r(NULL, " \t=\"", &save)) {
		char *value = strcasecmp(key, "all") ? strtok_r(NULL, " \t=\"", &save) : NULL;

		if (value && (!strcasecmp(key, "user") || !strcasecmp(key, "group")))
			add_words(r, !strcasecmp(key, "group"), value);
		else if (value)
			r->by_address = true;
	}
}

static void read_include(struct reading *r, char *rest, int depth)
{
	char *save = NULL;

	for (char *one = strtok_r(rest, " \t=\"", &save); one; one = strtok_r(NULL, " \t=\"", &save)) {
		char *AUTO_FREE pattern = text_of("%s%s", *one == '/' ? "" : "/etc/ssh/", one);
		glob_t found = {0};

		glob(pattern, 0, NULL, &found);
		for (size_t i = 0; i < found.gl_pathc; i++)
			read_file(r, found.gl_pathv[i], depth + 1);
		globfree(&found);
	}
}

static void read_file(struct reading *r, const char *path, int depth)
{
	FILE *file = depth < DEPTH_MAX ? fopen(path, "re") : NULL;
	char *AUTO_FREE line = NULL;
	size_t size = 0;

	while (file && getline(&line, &size, file) >= 0) {
		char *at = line + strspn(line, " \t");

		at[strcspn(at, "\n")] = '\0';
		if (!strncasecmp(at, "match", 5) && isspace((unsigned char)at[5]))
			read_match(r, at + 6);
		else if (!strncasecmp(at, "include", 7) && isspace((unsigned char)at[7]))
			read_include(r, at + 8, depth);
	}
	if (file)
		fclose(file);
}

/* Which of the words name this tenant: a bit each. */
static uint64_t named_by(const struct reading *r, const struct doctor_tenant *t)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < r->count; i++) {
		const struct word *w = &r->words[i];
		bool yes = !w->group && !fnmatch(w->pattern, t->name, 0);

		for (size_t k = 0; w->group && !yes && k < t->group_count; k++)
			yes = !fnmatch(w->pattern, t->groups[k], 0);
		bits |= (uint64_t)yes << i;
	}
	return bits;
}

static void ask(struct sshd_outcome *o)
{
	char *AUTO_FREE who =
		o->first ? text_of("user=%s,host=localhost,addr=127.0.0.1", o->first->name) : NULL;
	const char *const argv[] = {SSHD, "-T", o->first ? "-C" : NULL, who, NULL};
	static char said[65536];

	if (tool_run(argv, said, sizeof(said)) == 0) {
		o->text = text_of("%s", said);
		return;
	}
	said[strcspn(said, "\n")] = '\0';
	o->error = text_of("%.200s", *said ? said : "sshd -T failed");
}

static void sort_out(const struct doctor *d, struct sshd_outcomes *all)
{
	static struct reading r;
	uint64_t named[SSHD_OUTCOMES_MAX];

	read_file(&r, CONFIG, 0);
	all->by_address = r.by_address;
	for (size_t i = 0; i < d->tenant_count; i++) {
		const uint64_t bits = named_by(&r, &d->tenants[i]);
		size_t k = 0;

		while (k < all->count && named[k] != bits)
			k++;
		if (k == SSHD_OUTCOMES_MAX || r.too_many) {
			all->dropped++;
			continue;
		}
		if (k == all->count) {
			named[all->count++] = bits;
			all->v[k].first = &d->tenants[i];
		}
		all->v[k].tenants++;
	}
	if (!all->count)
		all->count = 1;
}

const struct sshd_outcomes *sshd_outcomes(const struct doctor *d)
{
	static struct sshd_outcomes all;
	static bool asked;

	if (asked)
		return &all;
	asked = true;
	all.there = access(SSHD, X_OK) == 0;
	if (!all.there)
		return &all;
	sort_out(d, &all);
	for (size_t i = 0; i < all.count; i++)
		ask(&all.v[i]);
	return &all;
}

bool sshd_next(const struct sshd_outcome *o, const char **at, const char *key, char *buffer, size_t size)
{
	const size_t n = strlen(key);
	const char *line = *at ? strchr(*at, '\n') : o->text;

	if (*at && line)
		line++;
	for (; line && *line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL)
		if (!strncasecmp(line, key, n) && (line[n] == ' ' || line[n] == '\n')) {
			const char *value = line + n + (line[n] == ' ');

			snprintf(buffer, size, "%.*s", (int)strcspn(value, "\n"), value);
			*at = line;
			return true;
		}
	return false;
}

const char *sshd_value(const struct sshd_outcome *o, const char *key, char *buffer, size_t size)
{
	const char *at = NULL;

	*buffer = '\0';
	sshd_next(o, &at, key, buffer, size);
	return buffer;
}
