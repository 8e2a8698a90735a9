/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PID 1 beside the tenant's processes, in the tenant's cgroup.
 */
#include "cgroup/split.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"

/*
 * Percent of a processor. With 100 busy processes PID 1 answers within 0.1 s anyway; below, ever later. Two
 * cgroups more for everybody would be too much for that.
 */
#define ENOUGH 100

/* The most that the kernel takes: cgroup-v2.rst; MAX_SHARES of kernel/sched/sched.h. */
#define WEIGHT_V2 "10000"
#define WEIGHT_V1 "262144"

const char *cgroup_tasks(bool v2)
{
	return v2 ? "cgroup.threads" : "tasks";
}

bool cgroup_split_wanted(const struct policy *p)
{
	return p->cpu_max < ENOUGH || (p->sum && p->sum->cpu_max < ENOUGH);
}

/* v2: the limits of memory and the like stay the tenant's own cgroup's, which may have processes, too. */
static int make_one(const char *directory, const char *name, bool v2, struct err *e)
{
	char path[700];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	if ((mkdir(path, 0755) < 0 && errno != EEXIST) || chmod(path, 0755) < 0)
		return err_set(e, errno, "mkdir %s", path);
	snprintf(path, sizeof(path), "%s/%s/cgroup.type", directory, name);
	return v2 && fd_put(AT_FDCWD, path, "threaded") < 0 ? err_set(e, errno, "%s", path) : 0;
}

int cgroup_split(const struct cgroups *c, const char *base, const char *name, struct cgroup_place *place,
	struct err *e)
{
	struct cgroup_place places[CGROUP_CONTROLLERS];
	char file[700];

	if (cgroup_places(c, base, name, 1U << CGROUP_CPU, places) != 1)
		return err_rule(e, ENOENT, "cgroup: there is no controller of processors");
	*place = places[0];
	if (make_one(place->path, CGROUP_INIT, place->v2, e) < 0 ||
	    make_one(place->path, CGROUP_PAYLOAD, place->v2, e) < 0)
		return -1;
	snprintf(file, sizeof(file), "%s/cgroup.subtree_control", place->path);
	if (place->v2 && fd_put(AT_FDCWD, file, "+cpu") < 0)
		return err_set(e, errno, "write +cpu to %s", file);
	snprintf(file, sizeof(file), "%s/" CGROUP_INIT "/%s", place->path,
		place->v2 ? "cpu.weight" : "cpu.shares");
	if (fd_put(AT_FDCWD, file, place->v2 ? WEIGHT_V2 : WEIGHT_V1) < 0)
		return err_set(e, errno, "%s", file);
	return 0;
}

/* The payload's only if nobody is left who would start a process there. */
void cgroup_split_remove(const char *directory)
{
	char path[700];

	snprintf(path, sizeof(path), "%s/" CGROUP_INIT, directory);
	if (rmdir(path) < 0 && errno != ENOENT)
		return;
	snprintf(path, sizeof(path), "%s/" CGROUP_PAYLOAD, directory);
	rmdir(path);
}
