/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The floor's plan, read; in the program that measures and in its PID 1.
 */
#include "floor.h"

#include <stdio.h>
#include <string.h>

static int read_line(struct floor *f, const char *line)
{
	struct floor_mount *m = &f->mounts[f->mount_count];

	if (f->cgroup_count < FLOOR_CGROUPS_MAX &&
		sscanf(line, "cgroup %127s", f->cgroups[f->cgroup_count]) == 1)
		return f->cgroup_count++, 0;
	if (sscanf(line, "ids %u %u", &f->keeper, &f->uid) == 2)
		return 0;
	if (f->mount_count < FLOOR_MOUNTS_MAX &&
	    sscanf(line, "%7s %15s %127s %127s %7s", m->room, m->type, m->from, m->at, m->flags) == 5)
		return f->mount_count++, 0;
	return -1;
}

int floor_read(struct floor *f, const char *path)
{
	FILE *file = fopen(path, "re");
	char line[512];
	int result = file ? 0 : -1;

	memset(f, 0, sizeof(*f));
	while (file && !result && fgets(line, sizeof(line), file))
		result = read_line(f, line);
	if (file)
		fclose(file);
	return result;
}
