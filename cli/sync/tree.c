/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The policies of a commit, as files.
 */
#include "tree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "base/fd.h"
#include "cli/fleet/set_path.h"
#include "cli/output.h"
#include "policy/reader.h"

#define ENTRY_MAX 1024

/* A stream that comes in pieces, cut at a byte. */
struct export {
	int to;
	FILE *wanted; /* lines "OBJECT PATH" for git cat-file */
	uint64_t files, bytes;
	char line[ENTRY_MAX];
	size_t used;
	/* of git cat-file */
	int file;
	uint64_t left; /* bytes of the file that are to come, and one behind them */
	struct err *e;
};

/* --- which files --------------------------------------------------------------------------------- */

/* Something that is as wrong there as it is here, and has no content. */
static int put_fault(struct export *x, const char *path, const char *mode, uint64_t size)
{
	int AUTO_CLOSE fd = -1;

	if (!strcmp(mode, "120000"))
		return symlinkat("-", x->to, path);
	if (strcmp(mode, "100644") && strcmp(mode, "100755"))
		return mkdirat(x->to, path, 0755);
	if (size <= POLICY_FILE_SIZE_MAX) /* a name that nobody can have */
		return mkdirat(x->to, path, 0755);
	fd = openat(x->to, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	return fd < 0 ? -1 : ftruncate(fd, POLICY_FILE_SIZE_MAX + 1);
}

/* "MODE TYPE OBJECT SIZE\tPATH" */
static int take_entry(struct export *x, char *line)
{
	char mode[8], type[8], object[72], size[24], *path = strchr(line, '\t');
	uint64_t bytes;

	if (!path || sscanf(line, "%7s %7s %71s %23s", mode, type, object, size) != 4)
		return err_rule(x->e, EINVAL, "git ls-tree said what it never does");
	path++;
	if (++x->files > TREE_FILES_MAX)
		return err_rule(x->e, EFBIG, "the commit has more than %d files", TREE_FILES_MAX);
	if (!set_path_is(path))
		return 0;
	bytes = strtoull(size, NULL, 10);
	if (strncmp(mode, "100", 3) || bytes > POLICY_FILE_SIZE_MAX || !set_path_can_be(path))
		return put_fault(x, path, mode, bytes) < 0 ? err_set(x->e, errno, "%s", path) : 0;
	x->bytes += bytes;
	if (x->bytes > TREE_BYTES_MAX)
		return err_rule(x->e, EFBIG, "the commit has more than 1 GiB of policies");
	return fprintf(x->wanted, "%s %s\n", object, path) < 0 ? err_set(x->e, errno, "list") : 0;
}

static int take_list(void *context, const char *bytes, size_t size)
{
	struct export *x = context;

	for (size_t i = 0; i < size; i++) {
		if (x->used == sizeof(x->line))
			return err_rule(x->e, ENAMETOOLONG, "a path of the commit is too long");
		x->line[x->used++] = bytes[i];
		if (bytes[i])
			continue;
		x->used = 0;
		if (take_entry(x, x->line) < 0)
			return -1;
	}
	return 0;
}

/* --- their bytes ----------------------------------------------------------------------------------- */

/* "OBJECT blob SIZE PATH" */
static int begin_file(struct export *x)
{
	char *type = strchr(x->line, ' '), *size = type ? strchr(type + 1, ' ') : NULL;
	char *path = size ? strchr(size + 1, ' ') : NULL;

	if (!path || strncmp(type, " blob ", 6) || !set_path_is(path + 1))
		return err_rule(x->e, EINVAL, "git cat-file said what it never does: %.80s", x->line);
	x->left = strtoull(size + 1, NULL, 10) + 1;
	if (x->left > POLICY_FILE_SIZE_MAX + 1)
		return err_rule(x->e, EFBIG, "%s", path + 1);
	x->file = openat(x->to, path + 1, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
	return x->file < 0 ? err_set(x->e, errno, "%s", path + 1) : 0;
}

static int take_content(void *context, const char *bytes, size_t size)
{
	struct export *x = context;

	while (size) {
		size_t n = size < x->left ? size : (size_t)x->left;

		if (!x->left) {
			if (x->used == sizeof(x->line))
				return err_rule(x->e, EINVAL, "git cat-file: a line without an end");
			x->line[x->used++] = *bytes == '\n' ? '\0' : *bytes;
			if (*bytes == '\n') {
				x->used = 0;
				if (begin_file(x) < 0)
					return -1;
			}
			bytes++;
			size--;
			continue;
		}
		/* The newline behind the file is not the file's. */
		if (fd_write_all(x->file, bytes, n == x->left ? n - 1 : n) < 0)
			return err_set(x->e, errno, "a file of the commit");
		x->left -= n;
		bytes += n;
		size -= n;
		if (!x->left)
			fd_close(&x->file);
	}
	return 0;
}

int tree_export(struct git *g, const char *commit, const char *path, int to, struct err *e)
{
	static const char *const directories[] = {"plans", "owners", "tenants"};
	char *AUTO_FREE tree = text_of("%s:%s", commit, path);
	const char *const list[] = {"ls-tree", "-r", "-l", "-z", "--full-tree", tree, NULL};
	const char *const cat[] = {
		"cat-file", "--batch=%(objectname) %(objecttype) %(objectsize) %(rest)", NULL};
	const int list_fd = memfd_create("list", MFD_CLOEXEC);
	FILE *wanted = list_fd < 0 ? NULL : fdopen(list_fd, "w+");
	struct export x = {.to = to, .wanted = wanted, .file = -1, .e = e};
	int result = -1;

	for (size_t i = 0; i < sizeof(directories) / sizeof(directories[0]); i++)
		if (mkdirat(to, directories[i], 0755) < 0)
			err_set(e, errno, "%s", directories[i]);
	if (!x.wanted)
		err_set(e, errno, "a list of files");
	if (!e->code && git_run(g, list, -1, take_list, &x) != 0 && !e->code)
		err_rule(e, ENOENT, "%s is not in the commit: %s", *path ? path : "its tree", g->said);
	if (!e->code && (fflush(x.wanted) || lseek(fileno(x.wanted), 0, SEEK_SET) < 0))
		err_set(e, errno, "a list of files");
	x.used = 0;
	if (!e->code && git_run(g, cat, fileno(x.wanted), take_content, &x) != 0 && !e->code)
		err_rule(e, EIO, "the commit cannot be read: %s", g->said);
	if (!e->code && (x.left || x.used))
		err_rule(e, EIO, "the commit is cut short");
	if (!e->code)
		result = 0;
	fd_close(&x.file);
	if (x.wanted)
		fclose(x.wanted);
	return result;
}
