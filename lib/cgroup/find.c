/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which controller is where, and the paths that follow from it.
 */
#include "cgroup/find.h"

#include <errno.h>
#include <fcntl.h>
#include <mntent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/word.h"

static const struct {
	const char *v2, *v1;
} controller_names[CGROUP_CONTROLLERS] = {
	[CGROUP_MEMORY] = {"memory", "memory"}, [CGROUP_PIDS] = {"pids", "pids"},
	[CGROUP_CPU] = {"cpu", "cpu"},          [CGROUP_CPUSET] = {"cpuset", "cpuset"},
	[CGROUP_IO] = {"io", "blkio"},          [CGROUP_CPUACCT] = {"cpu", "cpuacct"},
};

const char *cgroup_controller_name(enum cgroup_controller controller, bool v2)
{
	return v2 ? controller_names[controller].v2 : controller_names[controller].v1;
}

static void look_at_mount(struct cgroups *c, const char *type, const char *path, const char *options)
{
	bool v2 = !strcmp(type, "cgroup2");
	char controllers[512] = "", file[512];

	if (!v2 && strcmp(type, "cgroup"))
		return;
	if (v2) {
		snprintf(file, sizeof(file), "%s/cgroup.controllers", path);
		if (fd_get(AT_FDCWD, file, controllers, sizeof(controllers)) < 0)
			return;
	}
	for (int i = 0; i < CGROUP_CONTROLLERS; i++) {
		struct cgroup_mount *m = &c->mounts[i];

		if (!word_in(v2 ? controllers : options, cgroup_controller_name(i, v2), v2 ? " " : ","))
			continue;
		if (m->found || strlen(path) >= sizeof(m->path))
			continue; /* a controller is in one hierarchy only; its first mount serves */
		m->found = true;
		m->v2 = v2;
		strcpy(m->path, path);
	}
}

/* Only systemd makes it, when it starts the unit, and it stays while a tenant's cgroup is in it. */
static bool has_slice(const struct cgroups *c)
{
	char path[300];
	int i = 0;

	while (i < CGROUP_CONTROLLERS && !c->mounts[i].found)
		i++;
	if (i == CGROUP_CONTROLLERS)
		return false;
	snprintf(path, sizeof(path), "%s/" CGROUP_SLICE, c->mounts[i].path);
	return access(path, F_OK) == 0;
}

const char *cgroup_base(const struct cgroups *c, const char *base)
{
	if (strcmp(base, CGROUP_AUTO))
		return base;
	return c->unit ? CGROUP_UNIT : CGROUP_PLAIN;
}

int cgroup_find(struct cgroups *c, struct err *e)
{
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	struct mntent *m, entry;
	char line[8192];

	*c = (struct cgroups){0};
	if (!mounts)
		return err_set(e, errno, "/proc/self/mounts");
	while ((m = getmntent_r(mounts, &entry, line, sizeof(line))))
		look_at_mount(c, m->mnt_type, m->mnt_dir, m->mnt_opts);
	endmntent(mounts);
	c->unit = has_slice(c);
	return 0;
}

size_t cgroup_places(const struct cgroups *c, const char *base, const char *name, unsigned int mask,
	struct cgroup_place places[CGROUP_CONTROLLERS])
{
	size_t n = 0;

	base = cgroup_base(c, base);
	for (int i = 0; i < CGROUP_CONTROLLERS; i++) {
		const struct cgroup_mount *m = &c->mounts[i];
		struct cgroup_place place = {.v2 = m->v2};
		const char *last = strrchr(m->path, '/');
		size_t k = 0;

		if (!m->found || !(mask & 1U << i))
			continue;
		snprintf(place.path, sizeof(place.path), "%s/%s/%s", m->path, base, name);
		/* v1: the name of its mount, where programs look for it: "memory", "cpu,cpuacct" */
		snprintf(place.name, sizeof(place.name), "%s", m->v2 ? "" : last + 1);
		while (k < n && strcmp(places[k].path, place.path))
			k++;
		if (k == n)
			places[n++] = place;
	}
	return n;
}
