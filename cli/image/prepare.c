/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A tree that came from outside, made one that rooms can be built on: what they mount on is there, as what it
 * is, and not as a link.
 *
 * Should: touch the tree by descriptors alone; openat2(2) keeps every name in it, whatever links it has.
 * Mustn't: believe any of it: names, depth, sizes and contents are somebody else's.
 */
#include "prepare.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.h"
#include "identify.h"
#include "sweep.h"

#define CONTENT_MAX (1 << 20)

/* What stands there instead of a directory. */
enum instead {
	REFUSED,  /* what is below it is the image's own: a link would show another tree in its place */
	REPLACED, /* nothing is lost: rooms have their own there, or it is empty */
	EMPTIED	  /* the same, and what was in it goes */
};

static const struct {
	const char *path;
	mode_t mode;
	enum instead instead;
} directories[] = {
	{"dev", 0755, EMPTIED},
	{"proc", 0755, EMPTIED},
	{"sys", 0755, EMPTIED},
	{"run", 0755, REPLACED},
	{"tmp", 01777, REPLACED},
	{"var", 0755, REFUSED},
	{"var/tmp", 01777, REPLACED},
	{"home", 0755, REPLACED},
	{"root", 0755, REPLACED},
	{"mnt", 0755, REPLACED},
	{"opt", 0755, REPLACED},
	{"srv", 0755, REPLACED},
	{"var/spool", 0755, REFUSED},
	{"var/spool/cron", 0755, REPLACED},
	{"etc", 0755, REFUSED},
};

static const char *const files[] = {"etc/passwd", "etc/group", "etc/hosts", "etc/hostname", "etc/resolv.conf",
	"etc/machine-id", "etc/nsswitch.conf"};

static const struct {
	const char *path, *target;
} links[] = {{"var/run", "/run"}, {"var/lock", "/run/lock"}};

static int __attribute__((format(printf, 1, 2))) refuse(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fputs("refused: ", stderr);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
	va_end(arguments);
	return -1;
}

/* The directory in front of the last name, without a link on the way; *name behind it. */
static int open_parent(int root, const char *path, const char **name)
{
	struct open_how how = {.flags = O_PATH | O_DIRECTORY | O_CLOEXEC,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV};
	const char *slash = strrchr(path, '/');
	char parent[64];

	*name = slash ? slash + 1 : path;
	snprintf(parent, sizeof(parent), "%.*s", slash ? (int)(slash - path) : 1, slash ? path : ".");
	return (int)syscall(SYS_openat2, root, parent, &how, sizeof(how));
}

static int make_directory(int parent, const char *name, mode_t mode)
{
	if (mkdirat(parent, name, 0755) < 0 || fchmodat(parent, name, mode, 0) < 0)
		return refuse("%s cannot be made: %s", name, strerror(errno));
	return 0;
}

static int prepare_directory(int root, size_t i)
{
	const char *path = directories[i].path, *name;
	int AUTO_CLOSE parent = open_parent(root, path, &name);
	struct stat st;

	if (parent < 0)
		return refuse("/%s cannot be reached: %s", path, strerror(errno));
	if (fstatat(parent, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? make_directory(parent, name, directories[i].mode)
				       : refuse("/%s: %s", path, strerror(errno));
	if (S_ISLNK(st.st_mode) && directories[i].instead != REFUSED) {
		if (unlinkat(parent, name, 0) < 0)
			return refuse("/%s: %s", path, strerror(errno));
		return make_directory(parent, name, directories[i].mode);
	}
	if (!S_ISDIR(st.st_mode))
		return refuse("/%s of the image is a %s, not a directory", path,
			S_ISLNK(st.st_mode) ? "link" : "file");
	if (directories[i].instead == EMPTIED && sweep_empty(parent, name) < 0)
		return refuse("/%s cannot be emptied: %s", path, strerror(errno));
	/* Whoever has no right in the image comes through, and to what everybody writes into. */
	if (directories[i].mode & S_ISVTX || !(st.st_mode & 0111))
		if (fchmodat(parent, name, directories[i].mode, 0) < 0)
			return refuse("/%s: %s", path, strerror(errno));
	return 0;
}

/* What a link leads to, if that is a file of the image: the image's hosts may be in /usr/etc. */
static char *content_of(int root, const char *path, size_t *size)
{
	struct open_how how = {.flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV};
	int AUTO_CLOSE fd = (int)syscall(SYS_openat2, root, path, &how, sizeof(how));
	char *text = NULL;
	struct stat st;

	*size = 0;
	if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) ||
		fd_read_file(fd, CONTENT_MAX, &text, size) < 0)
		return NULL;
	return text;
}

static int make_file(int parent, const char *name, const char *text, size_t size)
{
	int AUTO_CLOSE fd = openat(parent, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);

	if (fd < 0 || (size && fd_write_all(fd, text, size) < 0))
		return refuse("/etc/%s cannot be made: %s", name, strerror(errno));
	return 0;
}

static int prepare_file(int root, const char *path)
{
	const char *name;
	int AUTO_CLOSE parent = open_parent(root, path, &name);
	char AUTO_FREE *text = NULL;
	struct stat st;
	size_t size;

	if (parent < 0)
		return refuse("/%s cannot be reached: %s", path, strerror(errno));
	if (fstatat(parent, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? make_file(parent, name, NULL, 0)
				       : refuse("/%s: %s", path, strerror(errno));
	if (S_ISREG(st.st_mode))
		return 0;
	if (!S_ISLNK(st.st_mode))
		return refuse("/%s of the image is not a file", path);
	text = content_of(root, path, &size);
	if (unlinkat(parent, name, 0) < 0)
		return refuse("/%s: %s", path, strerror(errno));
	return make_file(parent, name, text, size);
}

static int prepare_link(int root, size_t i)
{
	const char *name;
	int AUTO_CLOSE parent = open_parent(root, links[i].path, &name);

	if (parent < 0 || (symlinkat(links[i].target, parent, name) < 0 && errno != EEXIST))
		return refuse("/%s: %s", links[i].path, strerror(errno));
	return 0;
}

int prepare_work(const void *data)
{
	const struct prepare *p = data;
	int AUTO_CLOSE root = open(p->root, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct sweep sweep = {.begun = p->begun};
	int result = root < 0 ? refuse("%s: %s", p->root, strerror(errno)) : 0;
	char text[96];

	for (size_t i = 0; !result && i < sizeof(directories) / sizeof(directories[0]); i++)
		result = prepare_directory(root, i);
	for (size_t i = 0; !result && i < sizeof(files) / sizeof(files[0]); i++)
		result = prepare_file(root, files[i]);
	for (size_t i = 0; !result && i < sizeof(links) / sizeof(links[0]); i++)
		result = prepare_link(root, i);
	if (!result && sweep_tree(&sweep, root) < 0)
		result = refuse("%s", sweep.why);
	if (result)
		return 1;
	printf(PREPARE_FILES "%llu\n", (unsigned long long)sweep.count);
	printf(PREPARE_ARCHITECTURE "%s\n", identify_architecture(root));
	printf(PREPARE_SYSTEM "%s\n", identify_system(root, text, sizeof(text)));
	return fflush(stdout) ? 1 : 0;
}
