/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * There with the tenant's ids, and back.
 */
#include "base/file_ids.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.h"

/* They return what was, never an error: asked again with what cannot be, they say what is. */
int file_ids(uint32_t uid, uint32_t gid)
{
	setfsgid(gid);
	setfsuid(uid);
	if ((uint32_t)setfsuid((uid_t)-1) == uid && (uint32_t)setfsgid((gid_t)-1) == gid)
		return 0;
	errno = EPERM;
	return -1;
}

int file_ids_open(uint32_t uid, uint32_t gid, const char *path, int flags, struct err *e)
{
	struct open_how how = {.flags = (uint64_t)flags | O_PATH | O_CLOEXEC,
		.resolve = RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS};
	int AUTO_CLOSE fd = file_ids(uid, gid) < 0 ? -1
		: (int)syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof(how));

	if (fd < 0)
		err_set(e, errno, "%s", path);
	if (file_ids(0, 0) < 0)
		return err_set(e, errno, "%s: from the tenant's ids back to root's", path);
	return fd_take(&fd);
}

/*
 * O_PATH with O_DIRECTORY triggers what autofs is to mount (follow_automount() of fs/namei.c), a path lookup
 * without it does not.
 */
int file_ids_open_source(uint32_t uid, uint32_t gid, const char *path, bool *file, struct err *e)
{
	int AUTO_CLOSE fd = file_ids_open(uid, gid, path, O_DIRECTORY, e);
	struct stat st;

	*file = fd < 0 && e->code == ENOTDIR;
	if (!*file)
		return fd_take(&fd);
	fd = file_ids_open(uid, gid, path, 0, e);
	if (fd >= 0 && fstat(fd, &st) < 0)
		return err_set(e, errno, "%s", path);
	if (fd >= 0 && !S_ISREG(st.st_mode))
		return err_rule(e, EINVAL, "%s is neither a directory nor a regular file: nothing else can "
			"be shown", path);
	if (fd >= 0)
		*e = ERR_NONE;
	return fd_take(&fd);
}
