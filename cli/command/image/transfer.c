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
#include "cli/image/finish.h"
#include "cli/image/import.h"
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

struct arrival {
	int fd; /* as work_directory() makes it */
	char path[WORK_PATH_SIZE];
};

/* If it has become a version it has another name now. */
static void arrival_end(struct arrival *w)
{
	if (w->fd >= 0)
		tree_remove(AT_FDCWD, w->path);
	fd_close(&w->fd);
}

struct judge {
	const char *from;
	const struct cli *cli;
	const struct image_config *config;
	enum image_signed sign;
};

/* What can be told before the image is here, so that nothing of what is refused fills the file system. */
static int judge(int dir, void *context, uint64_t *size, struct err *e)
{
	struct judge *j = context;
	struct image_version v;
	char most[32], has[32];
	struct statvfs fs;
	int result = image_version_read_head(fcntl(dir, F_DUPFD_CLOEXEC, 3), &j->config->rules, &v, e);

	if (!result)
		result = image_version_allowed(&v, &j->config->rules, e);
	if (!result)
		result = image_number_check(&v.m.id, j->cli->allow_older, e);
	*size = v.m.size;
	j->sign = v.sign;
	print_size(has, sizeof(has), (int64_t)v.m.size);
	print_size(most, sizeof(most), (int64_t)j->config->policy.image_max_size);
	if (!result && v.m.size > j->config->policy.image_max_size)
		result = err_rule(e, EFBIG, "it has %s, and [image] max_size is %s", has, most);
	if (!result && fstatvfs(dir, &fs) < 0)
		result = err_set(e, errno, "%s", HOSTEL_IMAGES);
	if (!result && v.m.size > (uint64_t)fs.f_bavail * fs.f_frsize)
		result = err_rule(e, ENOSPC, "it has %s, and less is free here", has);
	image_version_close(&v);
	return result;
}

static int fetch(const char *from, int work, struct judge *j, struct err *e)
{
	int AUTO_CLOSE in = open(from, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct stat st;

	if (in < 0 || fstat(in, &st) < 0)
		return err_set(e, errno, "%s", from);
	if (S_ISREG(st.st_mode))
		return image_archive_read(in, work, judge, j, e);
	if (!S_ISDIR(st.st_mode))
		return err_rule(e, EINVAL, "%s: is neither a file nor a directory", from);
	return image_archive_take(in, work, judge, j, e);
}

/* A sandbox's root for import_check(), and the file that it opens again. */
static int check_in(const struct judge *j, const struct arrival *w, const char *root)
{
	struct import im;
	int status = import_begin_check(&im, j->cli, "image receive", root);

	snprintf(im.manifest.source, sizeof(im.manifest.source), "%s", j->from);
	if (!status && fchownat(w->fd, "image", im.first, im.first, AT_SYMLINK_NOFOLLOW) < 0)
		status = import_failed(&im, strerror(errno));
	if (!status)
		status = import_check(&im, w->fd);
	if (!status && fchownat(w->fd, "image", 0, 0, AT_SYMLINK_NOFOLLOW) < 0)
		status = import_failed(&im, strerror(errno));
	return import_end(&im, status);
}

/* Of a stranger: looked at before the kernel of this host mounts it. */
static int check_strangers(const struct judge *j, const struct arrival *w)
{
	char *AUTO_FREE root = text_of("%s/root", w->path);
	int status;

	if (j->sign == IMAGE_SIGNED)
		return 0;
	if (mkdir(root, 0700) < 0) {
		say("image receive: %s: %s", root, strerror(errno));
		return EXIT_SYSTEM;
	}
	status = check_in(j, w, root);
	rmdir(root);
	return status;
}

static int receive(struct arrival *w, struct judge *j, struct image_manifest *m)
{
	struct err e = ERR_NONE;
	int status = 0;

	w->fd = work_directory(w->path, &e);
	if (w->fd >= 0 && fetch(j->from, w->fd, j, &e) == 0) {
		status = check_strangers(j, w);
		if (status || image_receive(w->fd, w->path, &j->config->rules, j->cli->allow_older, m,
				      &e) == 0)
			return status;
	}
	say("image receive: %s: %s", j->from, e.message);
	if (e.code == ESTALE)
		say_line("hostel image receive --allow-older takes it all the same");
	return e.code == ESTALE || e.code == EEXIST ? EXIT_GUARD
	       : e.code == ENOSPC		    ? EXIT_SYSTEM
						    : EXIT_FAILED;
}

int image_receive_verb(const struct cli *c, int count, char **operands)
{
	struct image_manifest m = {.size = 0};
	struct image_config config;
	struct judge j = {operands[0], c, &config, IMAGE_UNSIGNED};
	struct arrival w = {.fd = -1};
	int status = image_config_read(&config, c);

	(void)count;
	if (!status)
		status = receive(&w, &j, &m);
	arrival_end(&w);
	if (!status)
		image_answer(c, &m.id, NULL, NULL);
	if (!status && !c->json)
		printf("%s@%" PRIu64 " is here%s\n", m.id.name, m.id.version,
			c->allow_older ? "; new rooms get it by hostel image rollback" : "");
	image_config_free(&config);
	return status;
}
