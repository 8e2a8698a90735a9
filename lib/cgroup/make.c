/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The directories of a tenant, with the controllers on that the policy needs.
 */
#include "cgroup/make.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/word.h"
#include "cgroup/knobs.h"
#include "cgroup/owner.h"
#include "cgroup/split.h"
#include "effect.h"
#include "knobs.h"
#include "owner.h"

/* Hierarchies of v1 that every sandbox is in: make.h says why. */
static bool is_expected(const struct cgroups *c, int controller)
{
	return !c->mounts[controller].v2 && (controller == CGROUP_CPUSET || controller == CGROUP_CPUACCT);
}

unsigned int cgroup_needed(const struct cgroups *c, const struct policy *p)
{
	unsigned int mask = cgroup_asked(p);

	for (int i = 0; i < CGROUP_CONTROLLERS; i++)
		if (is_expected(c, i))
			mask |= 1U << i;
	for (int i = 0; i < CGROUP_CONTROLLERS; i++)
		if (!c->mounts[i].found)
			mask &= ~(1U << i);
	return mask;
}

unsigned int cgroup_reached(const struct cgroups *c, const struct policy *p)
{
	unsigned int mask = cgroup_asked(p);

	/* What is not there is refused, or warned of, by whoever writes it. */
	for (int i = 0; i < CGROUP_CONTROLLERS; i++)
		if (!c->mounts[i].found || c->mounts[i].v2 || is_expected(c, i))
			mask |= 1U << i;
	return mask;
}

static int make_directory(const char *path, struct err *e)
{
	/* Whatever the caller's umask is: hostel-init goes through it, and programs inside read it. */
	if (mkdir(path, 0755) == 0)
		return chmod(path, 0755) < 0 ? err_set(e, errno, "%s", path) : 0;
	return errno == EEXIST ? 0 : err_set(e, errno, "mkdir %s", path);
}

/* v2: children of `path` may use the controllers. Already on is the rule: then nothing is written. */
static int enable(const struct cgroups *c, unsigned int needed, const char *path, struct err *e)
{
	char file[600], on[256] = "";

	snprintf(file, sizeof(file), "%s/cgroup.subtree_control", path);
	if (fd_get(AT_FDCWD, file, on, sizeof(on)) < 0)
		return err_set(e, errno, "%s", file);
	for (int i = 0; i < CGROUP_CONTROLLERS; i++) {
		const char *name = cgroup_controller_name(i, true);
		char word[32];

		if (!(needed & 1U << i) || !c->mounts[i].v2 || word_in(on, name, " "))
			continue;
		snprintf(word, sizeof(word), "+%s", name);
		if (fd_put(AT_FDCWD, file, word) < 0)
			return err_set(e, errno, "write %s to %s", word, file);
	}
	return 0;
}

/* v1: a cpuset without processors and nodes takes no process; its parent's are no limit. */
static int inherit_cpuset(const char *path, struct err *e)
{
	static const char *const files[] = {"cpuset.cpus", "cpuset.mems"};

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		char file[700], text[4096] = "";

		snprintf(file, sizeof(file), "%s/%s", path, files[i]);
		if (fd_get(AT_FDCWD, file, text, sizeof(text)) < 0)
			return err_set(e, errno, "%s", file);
		if (*text)
			continue;
		snprintf(file, sizeof(file), "%s/../%s", path, files[i]);
		if (fd_get(AT_FDCWD, file, text, sizeof(text)) < 0)
			return err_set(e, errno, "%s", file);
		snprintf(file, sizeof(file), "%s/%s", path, files[i]);
		if (fd_put(AT_FDCWD, file, text) < 0)
			return err_set(e, errno, "write %s to %s", text, file);
	}
	return 0;
}

struct hierarchy {
	const struct cgroups *cgroups;
	enum cgroup_controller controller;
	unsigned int needed;
};

static int make_level(const struct hierarchy *h, const char *path, struct err *e)
{
	const struct cgroup_mount *m = &h->cgroups->mounts[h->controller];

	if (make_directory(path, e) < 0)
		return -1;
	return h->controller == CGROUP_CPUSET && !m->v2 ? inherit_cpuset(path, e) : 0;
}

/* MOUNT/BASE, part by part: BASE may be several directories deep. */
static int make_base(const struct hierarchy *h, const char *base, struct err *e)
{
	const struct cgroup_mount *m = &h->cgroups->mounts[h->controller];
	char path[512];
	size_t used = (size_t)snprintf(path, sizeof(path), "%s", m->path);

	for (const char *p = base; *p;) {
		size_t n = strcspn(p, "/");

		if (m->v2 && enable(h->cgroups, h->needed, path, e) < 0)
			return -1;
		used += (size_t)snprintf(path + used, sizeof(path) - used, "/%.*s", (int)n, p);
		if (used >= sizeof(path))
			return err_set(e, ENAMETOOLONG, "cgroup %s", base);
		if (make_level(h, path, e) < 0)
			return -1;
		if (!m->v2 && h->controller == CGROUP_MEMORY && p[n] == '\0' && cgroup_owner_part(base) &&
			cgroup_owner_counts_below(path, e) < 0)
			return -1;
		p += n;
		p += strspn(p, "/");
	}
	return m->v2 ? enable(h->cgroups, h->needed, path, e) : 0;
}

/* `hostel gc` may take an empty base away between two steps: once more from the top then. */
static int make_place(const struct hierarchy *h, const char *base, const char *path, struct err *e)
{
	for (int tries = 0;; tries++) {
		*e = ERR_NONE;
		if (make_base(h, base, e) == 0 && make_level(h, path, e) == 0)
			return 0;
		if (e->code != ENOENT || tries)
			return -1;
	}
}

static void add_warnings(struct cgroup_warnings *to, const struct cgroup_warnings *from)
{
	for (size_t i = 0; i < from->count && i < CGROUP_WARNINGS_MAX; i++)
		if (to->count + i < CGROUP_WARNINGS_MAX)
			strcpy(to->text[to->count + i], from->text[i]);
	to->count += from->count;
}

/*
 * The limits of the owner, once the tenant's own directory keeps the one of the owner in its place. Of a
 * sandbox that stands below another owner than the policy's (any more) nothing is written.
 */
static int write_owner(const struct cgroups *c, const char *base, const struct policy *p,
	struct cgroup_warnings *w, struct err *e)
{
	static const bool old[CGROUP_CONTROLLERS]; /* what a former file said is taken back */
	const size_t part = cgroup_owner_part(base);
	char above[CGROUP_BASE_SIZE], why[ERR_MESSAGE_SIZE];
	const struct cgroup_leaf owner = {c, above, base + strlen(base) - part + 1, true, old};

	if (!p->sum || !part || !cgroup_is_of_owner(base, p->owner))
		return 0;
	snprintf(above, sizeof(above), "%.*s", (int)(strlen(base) - part), base);
	if (cgroup_write_knobs(&owner, p->sum, w, e) == 0)
		return 0;
	strcpy(why, e->message);
	return err_rule(e, e->code, "owners/%s.ini: %.300s", p->owner, why);
}

int cgroup_make(const struct cgroups *c, const char *base, const char *name, const struct policy *p,
	struct cgroup_warnings *w, struct err *e)
{
	struct cgroup_warnings owner = {0};
	struct hierarchy h = {.cgroups = c, .needed = cgroup_needed(c, p)};
	bool fresh[CGROUP_CONTROLLERS] = {false};
	int unified = -1; /* the first controller of v2: its directory is that of all of them */
	int result;

	base = cgroup_base(c, base);
	for (int i = 0; i < CGROUP_CONTROLLERS; i++) {
		const struct cgroup_mount *m = &c->mounts[i];
		char path[600];

		if (!(h.needed & 1U << i))
			continue;
		if (m->v2 && unified >= 0) {
			fresh[i] = fresh[unified];
			continue;
		}
		h.controller = (enum cgroup_controller)i;
		unified = m->v2 ? i : unified;
		snprintf(path, sizeof(path), "%s/%s/%s", m->path, base, name);
		fresh[i] = access(path, F_OK) < 0;
		/* v2: one that is there may lack a controller that its policy needs since. */
		if ((fresh[i] || m->v2) && make_place(&h, base, path, e) < 0)
			return -1;
	}
	if (write_owner(c, base, p, &owner, e) < 0)
		return -1;
	result = cgroup_write_knobs(&(struct cgroup_leaf){c, base, name, false, fresh}, p, w, e);
	add_warnings(w, &owner);
	return result;
}

int cgroup_enter_v1(const struct cgroup_place *place)
{
	char file[600];

	snprintf(file, sizeof(file), "%s/tasks", place->path);
	return fd_put(AT_FDCWD, file, "0");
}

/* cgroup-v2.rst, "Core Interface Files". */
static bool is_populated(const char *path)
{
	char file[600], text[128];

	snprintf(file, sizeof(file), "%s/cgroup.events", path);
	return fd_get(AT_FDCWD, file, text, sizeof(text)) > 0 && strstr(text, "populated 1");
}

int cgroup_remove(const struct cgroups *c, const char *base, const char *name, struct err *e)
{
	struct cgroup_place places[CGROUP_CONTROLLERS];
	size_t n = cgroup_places(c, base, name, CGROUP_ALL, places);
	const bool owner = cgroup_owner_part(base) != 0;
	struct err ignored = ERR_NONE;
	int result = 0;

	/* Of one that somebody is in, nothing is taken: it may be another's of the same name by now. */
	if (c->mounts[CGROUP_MEMORY].found && c->mounts[CGROUP_MEMORY].v2 && n &&
	    !is_populated(places[0].path))
		cgroup_take_low_back(c->mounts[CGROUP_MEMORY].path, cgroup_base(c, base), name, &ignored);

	for (size_t i = 0; i < n; i++) {
		char *path = places[i].path;

		cgroup_split_remove(path);
		if (rmdir(path) < 0 && errno != ENOENT)
			result = err_set(e, errno, "rmdir %s", path);
		for (int up = 0; up <= owner; up++) {
			*strrchr(path, '/') = '\0';
			rmdir(path); /* others may live there */
		}
	}
	return result;
}

static int64_t read_number(const struct cgroup_mount *m, const char *base, const char *name,
	const char *file)
{
	char path[700], text[64];

	snprintf(path, sizeof(path), "%s/%s/%s/%s", m->path, base, name, file);
	if (fd_get(AT_FDCWD, path, text, sizeof(text)) < 0)
		return -1;
	return (int64_t)strtoll(text, NULL, 10);
}

void cgroup_usage(const struct cgroups *c, const char *base, const char *name, int64_t *memory,
	int64_t *pids)
{
	const struct cgroup_mount *m = &c->mounts[CGROUP_MEMORY];

	base = cgroup_base(c, base);
	*memory = read_number(m, base, name, m->v2 ? "memory.current" : "memory.usage_in_bytes");
	*pids = read_number(&c->mounts[CGROUP_PIDS], base, name, "pids.current");
}
