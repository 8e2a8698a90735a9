/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * proc_view = lxcfs: is it there? Asked by a helper: a daemon that hangs must not hold a login.
 */
#include "lxcfs.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/fd.h"
#include "host/config_dir.h"
#include "host/helper.h"
#include "host/trusted_path.h"

/* In memory that the helper shares. */
struct question {
	const char *path;
	char real[PATH_MAX];
	struct err error;
};

/* Already a look at where it is mounted is a question to the daemon. */
static void ask(const void *data)
{
	struct question *q = *(struct question *const *)data;
	char *AUTO_FREE real = NULL;
	char file[PATH_MAX], text[16384];
	struct err e = ERR_NONE;
	struct statfs fs;

	close_range(0, ~0U, 0); /* should it never answer, neither the lock nor the session stays with us */
	if (trusted_path(q->path, &real, &e) < 0)
		; /* *e says why */
	else if (statfs(real, &fs) < 0)
		err_set(&e, errno, "%s", real);
	else if (fs.f_type != FUSE_SUPER_MAGIC)
		err_rule(&e, ENODEV, "lxcfs is not mounted at %s", real);
	else if (snprintf(file, sizeof(file), "%s/proc/meminfo", real) >= (int)sizeof(file))
		err_set(&e, ENAMETOOLONG, "%s", real);
	else if (fd_get(AT_FDCWD, file, text, sizeof(text)) < 0)
		err_set(&e, errno, "%s", file);
	else
		strcpy(q->real, real); /* shorter than file */
	q->error = e;
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

static int find(const struct login *l, char **path, struct err *why)
{
	struct question *q =
		mmap(NULL, sizeof(*q), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (q == MAP_FAILED)
		return err_set(why, ENOMEM, "proc_view");
	*q = (struct question){.path = l->policy.lxcfs};
	err_rule(&q->error, ETIMEDOUT, "lxcfs at %s does not answer", q->path);
	helper_run(0, login_share(l), ask, &q);
	*why = q->error;
	if (!why->code)
		*path = strdup(q->real);
	munmap(q, sizeof(*q));
	return why->code ? -1 : 0;
}

int lxcfs_find(const struct login *l, char **path, struct err *e)
{
	struct err why = ERR_NONE;
	int result = 0;

	*path = NULL;
	if (l->policy.proc_view == PROC_LXCFS) {
		result = strcmp(l->policy.lxcfs, "none") ? find(l, path, &why)
			: err_rule(&why, ENODEV, "[host] lxcfs = none");
		if (result < 0 && unavailable(l, &why, e) < 0)
			return -1;
	}
	if (l->policy.proc_view != PROC_LXCFS || result < 0)
		*path = strdup("");
	return *path ? 0 : err_set(e, ENOMEM, "proc_view");
}
