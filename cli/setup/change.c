/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What one file of the host says, and shall say.
 */
#include "change.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/output.h"
#include "cli/tool.h"

#define FILE_SIZE_MAX (1 << 20)
#define BESIDE ".hostel-setup"
#define DIFF_SIZE_MAX (64 << 10)

int change_read(const char *path, char **text, struct err *e)
{
	int AUTO_CLOSE fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;
	size_t length;

	*text = NULL;
	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0 && errno == ELOOP)
		return err_rule(e, ELOOP,
			"%s is a symbolic link: whoever made it has to change what it leads to",
			path);
	if (fd < 0 || fstat(fd, &st) < 0)
		return err_set(e, errno, "%s", path);
	if (!S_ISREG(st.st_mode))
		return err_rule(e, EINVAL, "%s is no regular file", path);
	if (fd_read_file(fd, FILE_SIZE_MAX, text, &length) < 0)
		return err_set(e, errno, "%s", path);
	if (strlen(*text) == length)
		return 1;
	free(*text);
	*text = NULL;
	return err_rule(e, EINVAL, "%s is no text: it has a zero byte", path);
}

static char *copy_of(const char *text)
{
	return text ? text_of("%s", text) : NULL;
}

static bool same(const char *one, const char *two)
{
	return one && two ? !strcmp(one, two) : one == two;
}

void changes_add(struct changes *c, const char *path, const char *before, const char *after)
{
	struct change *more;

	if (same(before, after))
		return;
	more = reallocarray(c->v, c->count + 1, sizeof(*more));
	if (!more)
		out_of_memory();
	c->v = more;
	c->v[c->count++] = (struct change){copy_of(path), copy_of(before), copy_of(after)};
}

void changes_free(struct changes *c)
{
	for (size_t i = 0; i < c->count; i++) {
		free(c->v[i].path);
		free(c->v[i].before);
		free(c->v[i].after);
	}
	free(c->v);
	*c = (struct changes){0};
}

const struct change *changes_find(const struct changes *c, const char *path)
{
	for (size_t i = 0; i < c->count; i++)
		if (!strcmp(c->v[i].path, path))
			return &c->v[i];
	return NULL;
}

/* --- showing it ---------------------------------------------------------------------------------- */

static int memory_file(const char *text, char *path, size_t size)
{
	int fd = memfd_create("hostel-setup", MFD_CLOEXEC);

	if (fd < 0 || fd_write_all(fd, text, strlen(text)) < 0)
		out_of_memory();
	snprintf(path, size, "/proc/%d/fd/%d", (int)getpid(), fd);
	return fd;
}

void change_print(const struct change *c)
{
	char *AUTO_FREE said = malloc(DIFF_SIZE_MAX);
	char one[64], two[64];
	int before = memory_file(c->before ? c->before : "", one, sizeof(one));
	int after = memory_file(c->after ? c->after : "", two, sizeof(two));
	const char *const argv[] = {"diff", "-u", "--label", c->before ? c->path : "/dev/null",
		"--label", c->after ? c->path : "/dev/null", one, two, NULL};

	if (!said)
		out_of_memory();
	if (tool_run(argv, said, DIFF_SIZE_MAX) == 1)
		fputs(said, stdout);
	else
		say("%s: diff: %s", c->path, *said ? said : strerror(errno));
	close(before);
	close(after);
}

/* --- making it ----------------------------------------------------------------------------------- */

/* ACLs, labels: whatever the file has. One that the file system does not take is no reason to stop. */
static void copy_attributes(int from, int to)
{
	char names[4096], value[4096];
	ssize_t length = flistxattr(from, names, sizeof(names));

	for (const char *name = names; length > 0 && name < names + length;
		name += strlen(name) + 1) {
		ssize_t size = fgetxattr(from, name, value, sizeof(value));

		if (size >= 0)
			fsetxattr(to, name, value, (size_t)size, 0);
	}
}

/* Owner and mode of the file that is there; root's and 0644 of a new one. */
static int dress(const char *path, int fd)
{
	int AUTO_CLOSE old = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st = {.st_mode = 0644};

	if (old < 0 && errno != ENOENT)
		return -1;
	if (old >= 0 && fstat(old, &st) < 0)
		return -1;
	if (fchown(fd, st.st_uid, st.st_gid) < 0 || fchmod(fd, st.st_mode & 07777) < 0)
		return -1;
	if (old >= 0)
		copy_attributes(old, fd);
	return 0;
}

static int sync_directory(const char *path)
{
	char *AUTO_FREE copy = copy_of(path);
	int AUTO_CLOSE fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? -1 : fsync(fd);
}

static int write_whole(const char *path, const char *text)
{
	char *AUTO_FREE fresh = text_of("%s" BESIDE, path);
	int AUTO_CLOSE fd = -1;
	int error;

	unlink(fresh);
	fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd >= 0 && fd_write_all(fd, text, strlen(text)) == 0 && dress(path, fd) == 0 &&
		fsync(fd) == 0 && rename(fresh, path) == 0)
		return sync_directory(path);
	error = errno;
	unlink(fresh);
	errno = error;
	return -1;
}

static int turn(const char *path, const char *from, const char *to, struct err *e)
{
	char *AUTO_FREE present = NULL;

	if (change_read(path, &present, e) < 0)
		return -1;
	if (!same(present, from))
		return err_rule(e, EBUSY, "%s was edited meanwhile, and is left as it is", path);
	if (to ? write_whole(path, to) : unlink(path))
		return err_set(e, errno, "%s", path);
	return 0;
}

int change_make(const struct change *c, struct err *e)
{
	return turn(c->path, c->before, c->after, e);
}

int change_undo(const struct change *c, struct err *e)
{
	return turn(c->path, c->after, c->before, e);
}

void change_sweep(const char *path)
{
	char *AUTO_FREE fresh = text_of("%s" BESIDE, path);

	unlink(fresh);
}
