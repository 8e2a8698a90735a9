/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who is in which group. getgrouplist(3) reads all groups for each account: with ten thousand of both that is
 * minutes.
 */
#include "memberships.h"

#include <fcntl.h>
#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/word.h"
#include "cli/output.h"

#define NSSWITCH_MAX (64 << 10)

/* A directory need not list its groups. "compat" can be one, too. */
static bool is_local_service(const char *word)
{
	return *word == '[' || word_in("files systemd altfiles db", word, " ");
}

bool memberships_are_local(const char *nsswitch)
{
	char *AUTO_FREE text = text_of("%s", nsswitch);
	char *lines = NULL;
	bool seen = false;

	for (char *line = strtok_r(text, "\n", &lines); line; line = strtok_r(NULL, "\n", &lines)) {
		char *words = NULL, *word;

		line[strcspn(line, "#")] = '\0';
		word = strtok_r(line, " \t:", &words);
		if (!word || (strcmp(word, "group") && strcmp(word, "initgroups")))
			continue;
		seen = true;
		while ((word = strtok_r(NULL, " \t:", &words)))
			if (!is_local_service(word))
				return false;
	}
	return seen;
}

static int by_gid(const void *a, const void *b)
{
	const struct memberships_group *x = a, *y = b;

	return (x->gid > y->gid) - (x->gid < y->gid);
}

static int by_user(const void *a, const void *b)
{
	const struct memberships_member *x = a, *y = b;
	const int order = strcmp(x->user, y->user);

	return order ? order : (x->number > y->number) - (x->number < y->number);
}

static void add_member(struct memberships *m, size_t *size, const char *user, uint32_t gid)
{
	if (m->member_count == *size) {
		*size = *size ? 2 * *size : 256;
		m->members = reallocarray(m->members, *size, sizeof(*m->members));
		if (!m->members)
			out_of_memory();
	}
	m->members[m->member_count] =
		(struct memberships_member){text_of("%s", user), m->member_count, gid};
	m->member_count++;
}

static void read_groups(struct memberships *m)
{
	size_t groups = 0, members = 0;
	const struct group *g;

	setgrent();
	while ((g = getgrent())) {
		if (m->group_count == groups) {
			groups = groups ? 2 * groups : 256;
			m->groups = reallocarray(m->groups, groups, sizeof(*m->groups));
			if (!m->groups)
				out_of_memory();
		}
		m->groups[m->group_count++] =
			(struct memberships_group){g->gr_gid, text_of("%s", g->gr_name)};
		for (char **user = g->gr_mem; *user; user++)
			add_member(m, &members, *user, g->gr_gid);
	}
	endgrent();
	if (m->group_count)
		qsort(m->groups, m->group_count, sizeof(*m->groups), by_gid);
	if (m->member_count)
		qsort(m->members, m->member_count, sizeof(*m->members), by_user);
}

void memberships_read(struct memberships *m)
{
	int AUTO_CLOSE fd = open("/etc/nsswitch.conf", O_RDONLY | O_CLOEXEC);
	char *AUTO_FREE text = NULL;
	size_t length;

	*m = (struct memberships){0};
	m->whole = fd >= 0 && fd_read_file(fd, NSSWITCH_MAX, &text, &length) == 0 &&
		   memberships_are_local(text);
	if (m->whole)
		read_groups(m);
}

void memberships_free(struct memberships *m)
{
	for (size_t i = 0; i < m->group_count; i++)
		free(m->groups[i].name);
	for (size_t i = 0; i < m->member_count; i++)
		free(m->members[i].user);
	free(m->groups);
	free(m->members);
	*m = (struct memberships){0};
}

static const char *name_of(const struct memberships *m, uint32_t gid)
{
	const struct memberships_group key = {.gid = gid};
	const struct memberships_group *found =
		m->group_count ? bsearch(&key, m->groups, m->group_count, sizeof(key), by_gid) : NULL;

	return found ? found->name : NULL;
}

/* Where the account's groups begin. */
static size_t first_of(const struct memberships *m, const char *user)
{
	size_t low = 0, high = m->member_count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (strcmp(m->members[middle].user, user) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void add_group(const struct memberships *m, struct account *a, uint32_t gid)
{
	for (size_t i = 0; i < a->group_count; i++)
		if (a->groups[i] == gid)
			return;
	a->groups = reallocarray(a->groups, a->group_count + 1, sizeof(*a->groups));
	a->group_names = reallocarray(a->group_names, a->group_count + 1, sizeof(*a->group_names));
	if (!a->groups || !a->group_names)
		out_of_memory();
	a->groups[a->group_count] = gid;
	a->group_names[a->group_count++] = text_of("%s", name_of(m, gid));
}

int memberships_account(const struct memberships *m, const struct passwd *entry, struct account *a,
	struct err *e)
{
	if (!m->whole || !name_of(m, entry->pw_gid))
		return account_of(entry, a, e);
	if (account_entry(entry, a, e) < 0)
		return -1;
	add_group(m, a, entry->pw_gid);
	for (size_t i = first_of(m, a->name);
		i < m->member_count && !strcmp(m->members[i].user, a->name); i++)
		add_group(m, a, m->members[i].gid);
	return 1;
}
