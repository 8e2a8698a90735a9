/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * proc_view = lxcfs: is it there? Asked by a helper: a daemon that hangs must not hold a login.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "helper.h"
#include "hostel/config_dir.h"
#include "hostel/fd.h"
#include "sandbox.h"

struct view {
	const char *path;
	struct err error; /* in memory that the helper shares */
};

static void ask(const void *data)
{
	struct view *v = *(struct view *const *)data;
	char file[4200], text[16384];
	struct statfs fs;

	v->error.code = 0;
	if (statfs(v->path, &fs) < 0) {
		err_set(&v->error, errno, "%s", v->path);
	} else if (fs.f_type != FUSE_SUPER_MAGIC) {
		err_rule(&v->error, ENODEV, "lxcfs is not mounted at %s", v->path);
	} else {
		snprintf(file, sizeof(file), "%s/proc/meminfo", v->path);
		if (fd_get(AT_FDCWD, file, text, sizeof(text)) < 0)
			err_set(&v->error, errno, "%s", file);
	}
}

static int unavailable(const struct login *l, const struct err *why, struct err *e)
{
	char text[ERR_MESSAGE_SIZE];
	struct cgroup_warnings *w = l->warnings;

	snprintf(text, sizeof(text), "[filesystem] proc_view = lxcfs cannot be had on this host: %.250s",
		why->message);
	if (l->policy.when_unavailable != UNAVAILABLE_WARN || !w)
		return err_rule(e, EOPNOTSUPP, "%s", text);
	if (w->count < CGROUP_WARNINGS_MAX)
		snprintf(w->text[w->count], sizeof(w->text[0]), "%.199s", text);
	w->count++;
	return 0;
}

/* *lxcfs becomes its path, or "" where the view is the host's. */
int view_find(const struct login *l, char **lxcfs, struct err *e)
{
	struct err why = ERR_NONE;
	struct view *v;

	*lxcfs = NULL;
	if (l->policy.proc_view == PROC_LXCFS && !strcmp(l->policy.lxcfs, "none")) {
		err_rule(&why, ENODEV, "[host] lxcfs = none");
	} else if (l->policy.proc_view == PROC_LXCFS && trusted_path(l->policy.lxcfs, lxcfs, &why) == 0) {
		v = mmap(NULL, sizeof(*v), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
		if (v == MAP_FAILED)
			return err_set(e, ENOMEM, "proc_view");
		*v = (struct view){.path = *lxcfs};
		err_rule(&v->error, ETIMEDOUT, "lxcfs at %s does not answer", *lxcfs);
		helper_run(0, ask, &v);
		why = v->error;
		munmap(v, sizeof(*v));
	}
	if (why.code && unavailable(l, &why, e) < 0)
		return -1;
	if (why.code || !*lxcfs) {
		free(*lxcfs);
		*lxcfs = strdup("");
	}
	return *lxcfs ? 0 : err_set(e, ENOMEM, "proc_view");
}
