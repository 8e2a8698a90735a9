/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading configuration: check the file that was opened, not the path.
 */
#include "host/config_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"

/* NULL if root alone can change it. */
static const char *distrust(const struct stat *st)
{
	if (st->st_uid != 0)
		return "does not belong to root";
	if (st->st_mode & S_IWGRP)
		return "is writable by its group (chmod g-w)";
	if (st->st_mode & S_IWOTH)
		return "is writable by others (chmod o-w)";
	return NULL;
}

int trusted_directory(const char *path, struct err *e)
{
	int AUTO_CLOSE dir = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const char *p = path;

	if (*path != '/')
		return err_rule(e, EINVAL, "%s: not an absolute path", path);
	while (dir >= 0) {
		char name[256];
		struct stat st;
		const char *why;
		size_t length;
		int next;

		if (fstat(dir, &st) < 0)
			break;
		why = distrust(&st);
		if (why)
			return err_rule(e, EPERM, "%.*s: %s", (int)(p - path) ? (int)(p - path) : 1,
				path, why);
		p += strspn(p, "/");
		length = strcspn(p, "/");
		if (!length)
			return fd_take(&dir);
		if (length >= sizeof(name))
			return err_set(e, ENAMETOOLONG, "%s", path);
		memcpy(name, p, length);
		name[length] = '\0';
		p += length;
		next = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (next < 0 && (errno == ENOTDIR || errno == ELOOP) &&
		    fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(st.st_mode))
			return err_rule(e, ELOOP, "%.*s: is a symbolic link", (int)(p - path), path);
		close(dir);
		dir = next;
	}
	return err_set(e, errno, "%s", path);
}

int config_in_force(const char *base, char path[CONFIG_PATH_SIZE], struct err *e)
{
	static const char sets[] = CONFIG_SETS "/";
	char set[64];
	ssize_t n;

	if ((size_t)snprintf(path, CONFIG_PATH_SIZE, "%s/" CONFIG_APPLIED, base) >= CONFIG_PATH_SIZE)
		return err_set(e, ENAMETOOLONG, "%.200s", base);
	n = readlink(path, set, sizeof(set));
	if (n < 0 && errno != ENOENT && errno != ENOTDIR)
		return err_set(e, errno, "%s", path);
	if (n < 0) {
		snprintf(path, CONFIG_PATH_SIZE, "%s", base);
		return 0;
	}
	set[(size_t)n < sizeof(set) ? n : 0] = '\0';
	if (strncmp(set, sets, sizeof(sets) - 1) || !set[sizeof(sets) - 1] ||
		set[sizeof(sets) - 1 + strspn(set + sizeof(sets) - 1, "0123456789")])
		return err_rule(e, EINVAL, "%s: does not lead to a set of hostel apply", path);
	snprintf(path, CONFIG_PATH_SIZE, "%s/%s", base, set);
	return 1;
}

int config_directory(const char *base, struct err *e)
{
	char path[CONFIG_PATH_SIZE];

	return config_in_force(base, path, e) < 0 ? -1 : trusted_directory(path, e);
}

const char *config_place(int directory, const char *path)
{
	struct stat st;

	if (strcmp(path, "hostel.ini") || fstatat(directory, path, &st, AT_SYMLINK_NOFOLLOW) == 0 ||
		errno != ENOENT || fstatat(directory, CONFIG_MARK, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return path;
	return "../../hostel.ini";
}

#define JUST_NOW 2 /* seconds: coarser than any file system's times */

void config_stamp_of(const struct stat *st, char stamp[CONFIG_STAMP_SIZE])
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	*stamp = '\0';
	if (!st)
		snprintf(stamp, CONFIG_STAMP_SIZE, "none");
	else if (st->st_ctim.tv_sec <= now.tv_sec - JUST_NOW)
		snprintf(stamp, CONFIG_STAMP_SIZE, "%llx %llx %llx %llx.%lx", (unsigned long long)st->st_dev,
			(unsigned long long)st->st_ino, (unsigned long long)st->st_size,
			(unsigned long long)st->st_ctim.tv_sec, (unsigned long)st->st_ctim.tv_nsec);
}

void config_stamp(int directory, const char *path, char stamp[CONFIG_STAMP_SIZE])
{
	struct stat st;

	*stamp = '\0';
	if (fstatat(directory, config_place(directory, path), &st, AT_SYMLINK_NOFOLLOW) == 0)
		config_stamp_of(&st, stamp);
	else if (errno == ENOENT)
		config_stamp_of(NULL, stamp);
}

static int complain(struct problems *ps, const char *path, int code, const char *what)
{
	problems_add(ps, path, 0, "", NULL, "%s", what);
	return code;
}

static int cannot_read(struct problems *ps, const char *path, int code)
{
	errno = code;
	problems_add(ps, path, 0, "", NULL, "%m");
	return code;
}

/* Only the last part may be a file; what lies between must be root's like the directory itself. */
static int open_below(int directory, const char *path, struct problems *ps, int *result)
{
	int AUTO_CLOSE dir = fcntl(directory, F_DUPFD_CLOEXEC, 0);
	const char *slash;

	while (dir >= 0 && (slash = strchr(path, '/'))) {
		char name[256];
		struct stat st;
		int next;

		if ((size_t)(slash - path) >= sizeof(name))
			return ENAMETOOLONG;
		memcpy(name, path, (size_t)(slash - path));
		name[slash - path] = '\0';
		next = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (next < 0)
			return errno == ENOENT ? ENOENT
				: complain(ps, name, errno, "is not a directory (or a symbolic link)");
		close(dir);
		dir = next;
		if (fstat(dir, &st) < 0)
			return errno;
		if (distrust(&st))
			return complain(ps, name, EPERM, distrust(&st));
		path = slash + 1;
	}
	/* Neither a FIFO nor a device may make us wait. */
	*result = openat(dir, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	return *result < 0 ? errno : 0;
}

static int read_config(void *context, const char *path, char **text, size_t *length,
	struct problems *ps)
{
	int AUTO_CLOSE fd = -1;
	struct stat st;
	const int directory = *(const int *)context;
	int n = open_below(directory, config_place(directory, path), ps, &fd);

	if (n == ELOOP)
		return complain(ps, path, n, "is a symbolic link: put the file itself here");
	if (n == EPERM || n == ENOENT || n == ENOTDIR)
		return n;
	if (n)
		return cannot_read(ps, path, n);
	if (fstat(fd, &st) < 0)
		return cannot_read(ps, path, errno);
	if (!S_ISREG(st.st_mode))
		return complain(ps, path, EINVAL, "is not a regular file");
	if (distrust(&st))
		return complain(ps, path, EPERM, distrust(&st));
	if (st.st_size > POLICY_FILE_SIZE_MAX ||
	    fd_read_file(fd, POLICY_FILE_SIZE_MAX, text, length) < 0) {
		n = st.st_size > POLICY_FILE_SIZE_MAX ? EFBIG : errno;
		if (n == EFBIG)
			problems_add(ps, path, 0, "", NULL, "is larger than %d KiB",
				POLICY_FILE_SIZE_MAX / 1024);
		else
			cannot_read(ps, path, n);
		return n;
	}
	return 0;
}

struct policy_reader config_reader(const int *directory)
{
	return (struct policy_reader){.read = read_config, .context = (void *)directory};
}
