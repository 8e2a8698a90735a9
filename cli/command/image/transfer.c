/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel image export and receive: a version with its signature, from host to host.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/tree.h"
#include "cli/image/work_directory.h"
#include "cli/output.h"
#include "common.h"
#include "image.h"
#include "image/adopt.h"
#include "image/archive.h"

static const char *const files[] = {"manifest", "signature", "image"};

static bool is_tar(const char *path)
{
	const size_t n = strlen(path);

	return n > 4 && !strcmp(path + n - 4, ".tar");
}

/* --- export
 * ------------------------------------------------------------------------------------------ */

static int export_tar(int dir, const char *path, struct err *e)
{
	int AUTO_CLOSE fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0)
		return err_set(e, errno, "%s", path);
	if (image_archive_write(dir, fd, e) < 0)
		return -1;
	return fsync(fd) < 0 ? err_set(e, errno, "%s", path) : 0;
}

static int export_directory(int dir, const char *path, struct err *e)
{
	int AUTO_CLOSE to = -1;

	if (mkdir(path, 0700) == 0)
		to = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (to < 0)
		return err_set(e, errno, "%s", path);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (image_archive_copy(dir, to, files[i], e) < 0)
			return -1;
	return fsync(to) < 0 ? err_set(e, errno, "%s", path) : 0;
}

/* Under another name first: what has the name is whole. */
static int export_to(const struct image_version *v, const char *path, struct err *e)
{
	char *AUTO_FREE fresh = text_of("%s.new", path);
	int result;

	if (access(path, F_OK) == 0)
		return err_rule(e, EEXIST, "%s is there already: name another file", path);
	if (tree_remove(AT_FDCWD, fresh) < 0) /* of an export that was killed */
		return err_set(e, errno, "%s", fresh);
	result = (is_tar(path) ? export_tar : export_directory)(v->dir, fresh, e);
	if (!result && rename(fresh, path) < 0)
		result = err_set(e, errno, "%s", path);
	if (result)
		tree_remove(AT_FDCWD, fresh);
	return result;
}

int image_export(const struct cli *c, int count, char **operands)
{
	struct image_config config;
	struct image_version v = {.dir = -1, .file = -1};
	struct err e = ERR_NONE;
	struct image_id id;
	int status = image_config_read(&config, c);

	(void)count;
	if (!status)
		status = image_operand("image export", operands[0], &id);
	if (!status && (image_version_open(&id, &config.rules, &v, &e) < 0 ||
			       image_version_allowed(&v, &config.rules, &e) < 0 ||
			       export_to(&v, operands[1], &e) < 0))
		status = image_failed("image export", &id, &e);
	image_version_close(&v);
	if (!status)
		image_answer(c, &id, "path", operands[1]);
	if (!status && !c->json)
		printf("%s@%" PRIu64 " is in %s, %s\n", id.name, id.version, operands[1],
			image_signed_name(v.sign));
	image_config_free(&config);
	return status;
}

/* --- receive
 * ------------------------------------------------------------------------------------------ */

struct work {
	int fd; /* as work_directory() makes it */
	char path[WORK_PATH_SIZE];
};

/* If it has become a version it has another name now. */
static void work_end(struct work *w)
{
	if (w->fd >= 0)
		tree_remove(AT_FDCWD, w->path);
	fd_close(&w->fd);
}

static int fetch(const char *from, int work, struct err *e)
{
	int AUTO_CLOSE in = open(from, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct statvfs fs;
	struct stat st;

	if (in < 0 || fstat(in, &st) < 0 || fstatvfs(work, &fs) < 0)
		return err_set(e, errno, "%s", from);
	if (S_ISREG(st.st_mode))
		return image_archive_read(
			in, work, (unsigned long long)fs.f_bavail * fs.f_frsize, e);
	if (!S_ISDIR(st.st_mode))
		return err_rule(e, EINVAL, "%s: is neither a file nor a directory", from);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (image_archive_copy(in, work, files[i], e) < 0)
			return -1;
	return 0;
}

int image_receive_verb(const struct cli *c, int count, char **operands)
{
	struct image_manifest m = {.size = 0};
	struct image_config config;
	struct err e = ERR_NONE;
	struct work w = {.fd = -1};
	int status = image_config_read(&config, c);

	(void)count;
	if (!status &&
		((w.fd = work_directory(w.path, &e)) < 0 || fetch(operands[0], w.fd, &e) < 0 ||
			image_receive(w.fd, w.path, &config.rules, c->allow_older, &m, &e) < 0)) {
		say("image receive: %s: %s", operands[0], e.message);
		status = e.code == ESTALE || e.code == EEXIST ? EXIT_GUARD
			 : e.code == ENOSPC		      ? EXIT_SYSTEM
							      : EXIT_FAILED;
		if (e.code == ESTALE)
			say_line("hostel image receive --allow-older takes it all the same");
	}
	work_end(&w);
	if (!status)
		image_answer(c, &m.id, NULL, NULL);
	if (!status && !c->json)
		printf("%s@%" PRIu64 " is here%s\n", m.id.name, m.id.version,
			c->allow_older ? "; new rooms get it by hostel image rollback" : "");
	image_config_free(&config);
	return status;
}
