/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Root never resolves a path that a tenant has a hand in: symbolic links are followed only where
 * root alone could have made them.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/trusted_path.h"
#include "base/fd.h"
#include "host/config_dir.h"

#define LINKS_MAX 16

struct walk {
	int dir;             /* O_PATH of what was walked, `done` */
	char done[PATH_MAX]; /* without symbolic links; "" is / */
	char rest[PATH_MAX]; /* still to walk */
	int links;
};

static int start_again(struct walk *w)
{
	fd_close(&w->dir);
	w->done[0] = '\0';
	w->dir = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	return w->dir < 0 ? -1 : 0;
}

/* `name` in w->dir is a symbolic link: put its target in front of the rest. */
static int follow(struct walk *w, const char *name)
{
	char target[PATH_MAX], rest[PATH_MAX];
	ssize_t n = readlinkat(w->dir, name, target, sizeof(target) - 1);

	if (n < 0)
		return -1;
	target[n] = '\0';
	errno = ELOOP;
	if (++w->links > LINKS_MAX)
		return -1;
	errno = ENAMETOOLONG;
	/* The rest is empty or begins with a slash. */
	if (snprintf(rest, sizeof(rest), "%s%s", target, w->rest) >= (int)sizeof(rest))
		return -1;
	strcpy(w->rest, rest);
	return *target == '/' ? start_again(w) : 0;
}

/* `..` in a link of root's: walk again from the top, to one part less. */
static int go_up(struct walk *w)
{
	char *last = strrchr(w->done, '/');
	char rest[PATH_MAX];

	if (last)
		*last = '\0';
	errno = ENAMETOOLONG;
	if (snprintf(rest, sizeof(rest), "%s%s", w->done, w->rest) >= (int)sizeof(rest))
		return -1;
	strcpy(w->rest, rest);
	return start_again(w);
}

static int append(struct walk *w, const char *name)
{
	size_t used = strlen(w->done);

	errno = ENAMETOOLONG;
	return snprintf(w->done + used, sizeof(w->done) - used, "/%s", name) >=
			       (int)(sizeof(w->done) - used)
		       ? -1
		       : 0;
}

/* One part. 1: go on, 0: stop here and append the rest, -1: errno. */
static int step(struct walk *w)
{
	char name[NAME_MAX + 1];
	struct stat here, st;
	size_t skip = strspn(w->rest, "/"), length = strcspn(w->rest + skip, "/");
	int next;

	errno = ENAMETOOLONG;
	if (length > NAME_MAX)
		return -1;
	memcpy(name, w->rest + skip, length);
	name[length] = '\0';
	if (fstat(w->dir, &here) < 0)
		return -1;
	if (here.st_uid != 0 || here.st_mode & (S_IWGRP | S_IWOTH))
		return 0;
	memmove(w->rest, w->rest + skip + length, strlen(w->rest + skip + length) + 1);
	errno = EINVAL;
	if (!strcmp(name, ".."))
		return w->links && go_up(w) == 0 ? 1 : -1;
	if (!length || !strcmp(name, "."))
		return 1;
	if (fstatat(w->dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return -1;
	if (S_ISLNK(st.st_mode))
		return follow(w, name) < 0 ? -1 : 1;
	next = openat(w->dir, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (next < 0)
		return -1;
	close(w->dir);
	w->dir = next;
	return append(w, name) < 0 ? -1 : 1;
}

int trusted_path(const char *path, char **real, struct err *e)
{
	struct walk w = {.dir = -1};
	int n = 1;

	if (*path != '/' || strlen(path) >= sizeof(w.rest))
		return err_rule(e, EINVAL, "%s: not an absolute path of usual length", path);
	strcpy(w.rest, path);
	if (start_again(&w) < 0)
		return err_set(e, errno, "/");
	while (n > 0 && w.rest[strspn(w.rest, "/")])
		n = step(&w);
	if (n < 0)
		err_set(e, errno, "%s", path);
	fd_close(&w.dir);
	if (n < 0)
		return -1;
	if (!w.rest[strspn(w.rest, "/")]) /* nothing left but slashes */
		strcpy(w.rest, *w.done ? "" : "/");
	if (asprintf(real, "%s%s%s", w.done, *w.rest && *w.rest != '/' ? "/" : "", w.rest) < 0)
		return err_set(e, ENOMEM, "%s", path);
	return 0;
}
