/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The socket of a service with listen = unix.
 */
#include "listener.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/fd.h"

#define BACKLOG 511 /* as nginx and php-fpm have it */
#define DIRECTORY (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

/* A directory of root's with this group and mode. A symbolic link is none. */
static int make_directory(int at, const char *name, gid_t group, mode_t mode, struct err *e)
{
	int AUTO_CLOSE fd = -1;
	struct stat st;

	if (mkdirat(at, name, 0700) < 0 && errno != EEXIST)
		return err_set(e, errno, "%s", name);
	fd = openat(at, name, DIRECTORY);
	if (fd < 0 || fstat(fd, &st) < 0)
		return err_set(e, errno, "%s", name);
	if (st.st_uid != 0)
		return err_rule(e, EPERM, "%s is not root's", name);
	if ((st.st_gid != group && fchown(fd, 0, group) < 0) ||
	    ((st.st_mode & 07777) != mode && fchmod(fd, mode) < 0))
		return err_set(e, errno, "%s", name);
	return fd_take(&fd);
}

int listener_directory(const char *tenant, const char *group, struct err *e)
{
	const struct group *g = getgrnam(group);
	int AUTO_CLOSE top = -1;

	if (!g)
		return err_rule(e, ENOENT, "[host] web_group = %s: there is no such group", group);
	top = make_directory(AT_FDCWD, HOSTEL_WEBDIR, 0, 0755, e);
	return top < 0 ? -1 : make_directory(top, tenant, g->gr_gid, 0750, e);
}

/* Bound by a name in the working directory: the porch has no path that leads there. */
static int bind_here(int fd, const char *name, const struct listener_for *whom)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	char fresh[sizeof(address.sun_path)];

	snprintf(fresh, sizeof(fresh), "%s.new", name);
	memcpy(address.sun_path, fresh, sizeof(fresh));
	if (unlink(fresh) < 0 && errno != ENOENT)
		return -1;
	if (bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0 ||
	    chown(fresh, whom->uid, whom->gid) < 0 ||
	    chmod(fresh, whom->mode) < 0 || listen(fd, BACKLOG) < 0)
		return -1;
	return rename(fresh, name);
}

int listener_inner(int at, struct err *e)
{
	return make_directory(at, ".sockets", 0, 0711, e);
}

int listener_make(int directory, const char *name, const struct listener_for *whom, struct err *e)
{
	int AUTO_CLOSE fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	char file[64];
	int bound = -1;

	snprintf(file, sizeof(file), "%s.sock", name);
	if (fd < 0)
		return err_set(e, errno, "a socket");
	if (fchdir(directory) == 0)
		bound = bind_here(fd, file, whom);
	if (bound < 0)
		err_set(e, errno, "%s", file);
	if (chdir("/") < 0 && bound == 0)
		return err_set(e, errno, "/");
	return bound < 0 ? -1 : fd_take(&fd);
}

void listener_remove(int directory, const char *name)
{
	char file[64];

	snprintf(file, sizeof(file), "%s.sock", name);
	unlinkat(directory, file, 0);
}

void listener_clear(const char *tenant)
{
	int AUTO_CLOSE top = open(HOSTEL_WEBDIR, DIRECTORY);
	int fd = top < 0 ? -1 : openat(top, tenant, DIRECTORY);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;

	while (d && (entry = readdir(d)))
		if (*entry->d_name != '.')
			unlinkat(dirfd(d), entry->d_name, 0);
	if (d)
		closedir(d);
	if (top >= 0)
		unlinkat(top, tenant, AT_REMOVEDIR);
}
