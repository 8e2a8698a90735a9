/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Projects of an overlay's directories: ioctl_xfs_fsgetxattr(2).
 */
#include "host/upper_project.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/fd.h"
#include "talk/paths.h"

#define UPPER "upper"

/* The inner one is overlayfs's own, made anew by each mount; a room that is alive makes things there. */
static const char *const works[] = {"work/work", "work"};

static int open_part(int own, const char *name)
{
	return openat(own, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* Where a file system knows no projects: none. */
static int get(int fd, struct fsxattr *x)
{
	memset(x, 0, sizeof(*x));
	return ioctl(fd, FS_IOC_FSGETXATTR, x) == 0 || errno == ENOTTY || errno == EOPNOTSUPP ? 0 : -1;
}

static bool is_same(const struct fsxattr *a, const struct fsxattr *b)
{
	return a->fsx_projid == b->fsx_projid && !((a->fsx_xflags ^ b->fsx_xflags) & FS_XFLAG_PROJINHERIT);
}

/* What else it has stays. */
static int put(int fd, const struct fsxattr *wanted)
{
	struct fsxattr x;

	if (get(fd, &x) < 0)
		return -1;
	if (is_same(&x, wanted))
		return 0;
	x.fsx_projid = wanted->fsx_projid;
	x.fsx_xflags &= ~(uint32_t)FS_XFLAG_PROJINHERIT;
	x.fsx_xflags |= wanted->fsx_xflags & FS_XFLAG_PROJINHERIT;
	return ioctl(fd, FS_IOC_FSSETXATTR, &x);
}

static int put_works(int own, const struct fsxattr *wanted, struct err *e)
{
	for (size_t i = 0; i < sizeof(works) / sizeof(works[0]); i++) {
		int AUTO_CLOSE fd = open_part(own, works[i]);

		if (fd < 0 && errno == ENOENT)
			continue;
		if (fd < 0 || put(fd, wanted) < 0)
			return err_set(e, errno, HOSTEL_UPPERS "/.../%s", works[i]);
	}
	return 0;
}

static bool is_empty(int directory)
{
	int copy = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = copy < 0 ? NULL : fdopendir(copy);
	size_t names = 0;

	while (dir && readdir(dir))
		names++;
	if (dir)
		closedir(dir);
	return dir && names <= 2; /* itself and its parent */
}

/* In two steps: chattr(1) sets no project where it cannot set +P, and files cannot have that. */
static int refuse(uint32_t project, struct err *e)
{
	return err_rule(e, EOPNOTSUPP, "what was changed of the image before would not be counted: hostel "
		"image reset; or, of D = " HOSTEL_UPPERS "/.../" UPPER ", chattr -R -p %u D; "
		"find D -type d -exec chattr +P {} +", project);
}

/* `work` comes first: what is made there from then on may go into both. */
static int enter(int own, int upper, const struct fsxattr *wanted, struct err *e)
{
	if (put_works(own, wanted, e) < 0)
		return -1;
	return put(upper, wanted) < 0 ? err_set(e, errno, HOSTEL_UPPERS "/.../" UPPER) : 0;
}

int upper_project_join(int own, uint32_t project, struct err *e)
{
	const struct fsxattr wanted = {.fsx_projid = project, .fsx_xflags = FS_XFLAG_PROJINHERIT};
	int AUTO_CLOSE upper = open_part(own, UPPER);
	struct err ignored = ERR_NONE;
	struct fsxattr before;

	if (upper < 0 || get(upper, &before) < 0)
		return err_set(e, errno, HOSTEL_UPPERS "/.../" UPPER);
	if (is_same(&before, &wanted))
		return put_works(own, &wanted, e);
	/* What is made in a directory that was there before would not be counted. */
	if (!is_empty(upper))
		return refuse(project, e);
	if (enter(own, upper, &wanted, e) < 0)
		return -1;
	/*
	 * Once more: what a room that is alive has made in between is seen now, and what it makes from
	 * now on is counted; what it was just making in `work` is refused by the kernel.
	 */
	if (is_empty(upper))
		return 0;
	(void)enter(own, upper, &before, &ignored);
	return refuse(project, e);
}

int upper_project_follow(int own, struct err *e)
{
	int AUTO_CLOSE upper = open_part(own, UPPER);
	struct fsxattr x;

	if (upper < 0 || get(upper, &x) < 0)
		return err_set(e, errno, HOSTEL_UPPERS "/.../" UPPER);
	return put_works(own, &x, e);
}
