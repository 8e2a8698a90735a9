/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The account phase's answer, kept for the session phase while nothing it is made of has changed.
 */
#include "known.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define JUST_NOW 2 /* seconds: coarser than any file system's times */

/* Which file it was: whoever changes it, in place or by rename(2), changes one of them. 0: there is none. */
struct stamp {
	ino_t inode;
	struct timespec changed;
};

enum { STAMPS = 3 };

struct known {
	struct login login;
	char *config;
	struct stamp stamps[STAMPS];
	pid_t pid;
	struct timespec when;
	bool taken;
};

/* Also what a suspended host slept counts: CLOCK_BOOTTIME, clock_gettime(2). */
static int age(const struct known *k)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	if (t.tv_sec - k->when.tv_sec > KNOWN_MILLISECONDS / 1000 + 1)
		return KNOWN_MILLISECONDS + 1;
	return (int)((t.tv_sec - k->when.tv_sec) * 1000 + (t.tv_nsec - k->when.tv_nsec) / 1000000);
}

static struct stamp stamp_of(const char *config, const char *directory, const char *name)
{
	char path[4096];
	struct stat st;

	if (snprintf(path, sizeof(path), "%s/%s%s.ini", config, directory, name) >= (int)sizeof(path) ||
	    stat(path, &st) < 0)
		return (struct stamp){0};
	return (struct stamp){st.st_ino, st.st_ctim};
}

/* hostel.ini, the plan, the tenant's own. */
static void take_stamps(const struct login *l, const char *config, struct stamp stamps[STAMPS])
{
	memset(stamps, 0, STAMPS * sizeof(*stamps));
	stamps[0] = stamp_of(config, "", "hostel");
	if (*l->policy.plan)
		stamps[1] = stamp_of(config, "plans/", l->policy.plan);
	stamps[2] = stamp_of(config, "tenants/", l->account.name);
}

static bool same(const struct stamp *a, const struct stamp *b)
{
	return a->inode == b->inode && a->changed.tv_sec == b->changed.tv_sec &&
	       a->changed.tv_nsec == b->changed.tv_nsec;
}

/* As a version control system must ask of its index: a change in the same tick shows in no time. */
static bool settled(const struct stamp stamps[STAMPS])
{
	const time_t t = time(NULL);

	for (int i = 0; i < STAMPS; i++)
		if (stamps[i].inode && stamps[i].changed.tv_sec > t - JUST_NOW)
			return false;
	return true;
}

static bool unchanged(const struct known *k)
{
	struct stamp stamps[STAMPS];

	take_stamps(&k->login, k->config, stamps);
	for (int i = 0; i < STAMPS; i++)
		if (!same(&stamps[i], &k->stamps[i]))
			return false;
	return true;
}

struct known *known_keep(struct login *l, const char *config)
{
	struct known *k = calloc(1, sizeof(*k));
	char *copy = strdup(config);

	if (k)
		take_stamps(l, config, k->stamps);
	if (!k || !copy || !settled(k->stamps)) {
		free(k);
		free(copy);
		return NULL;
	}
	k->login = *l;
	k->config = copy;
	k->pid = getpid();
	clock_gettime(CLOCK_BOOTTIME, &k->when);
	*l = (struct login){0};
	return k;
}

bool known_take(struct known *k, const char *user, const char *config, struct login *l)
{
	/* Another process is another login, for all that is known; and PAM's stack may ask twice. */
	if (k->taken || k->pid != getpid() || strcmp(k->config, config) ||
	    strcmp(k->login.account.name, user) || age(k) > KNOWN_MILLISECONDS || !unchanged(k))
		return false;
	*l = k->login;
	k->login = (struct login){0};
	k->taken = true;
	return true;
}

void known_free(struct known *k)
{
	if (!k->taken)
		login_free(&k->login);
	free(k->config);
	free(k);
}
