/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a sandbox of an import sees of /etc: copies, because much of it is for root's eyes, and root inside is
 * nobody outside. What it is asked for decides what there is: who unpacks gets no key of a registry.
 */
#include "etc_copy.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"

#define FILE_MAX (4 << 20)
#define DEPTH_MAX 5
#define FILES_MAX 2000

enum { ALWAYS = 1, NETWORK = 2, INSTALLS = 4, CONVERTS = 8 };

/* Root's own, where links may lead: they are followed. */
static const struct {
	const char *path;
	int when;
} rows[] = {
	{"ld.so.cache", ALWAYS},
	{"localtime", ALWAYS},
	{"containers", CONVERTS},
	{"docker/certs.d", NETWORK},
	{"ssl/certs", NETWORK},
	{"pki/tls/certs", NETWORK},
	{"pki/ca-trust", NETWORK},
	{"resolv.conf", NETWORK},
	{"hosts", NETWORK},
	{"nsswitch.conf", NETWORK},
	{"gai.conf", NETWORK},
	{"host.conf", NETWORK},
	{"services", NETWORK},
	{"apt", INSTALLS},
	{"dpkg/dpkg.cfg", INSTALLS},
	{"debian_version", INSTALLS},
};

struct copying {
	const struct sandbox *sandbox;
	size_t count;
};

static int copy_one(struct copying *c, int from, const char *name, int to, int depth, struct err *e);

static int copy_file(struct copying *c, int from, const char *name, int to, struct err *e)
{
	int AUTO_CLOSE fd = openat(to, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	char AUTO_FREE *text = NULL;
	size_t size = 0;

	if (fd_read_file(from, FILE_MAX, &text, &size) < 0 || fd < 0 || fd_write_all(fd, text, size) < 0)
		return err_set(e, errno, "copy %s of /etc", name);
	/* The user that apt downloads as reads lists and keys of others. */
	if (fchmod(fd, c->sandbox->right == SANDBOX_INSTALLS ? 0644 : 0600) < 0 ||
		fchown(fd, c->sandbox->first, c->sandbox->first) < 0)
		return err_set(e, errno, "copy %s of /etc", name);
	return 0;
}

static int copy_directory(struct copying *c, int from, const char *name, int to, int depth, struct err *e)
{
	int AUTO_CLOSE inside = -1;
	int result = 0, copy = dup(from);
	DIR *dir = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *entry;

	if (!dir || (mkdirat(to, name, 0755) < 0 && errno != EEXIST))
		return err_set(e, errno, "copy %s of /etc", name);
	inside = openat(to, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (inside < 0 || fchown(inside, c->sandbox->first, c->sandbox->first) < 0)
		result = err_set(e, errno, "copy %s of /etc", name);
	while (!result && (entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			result = copy_one(c, from, entry->d_name, inside, depth + 1, e);
	closedir(dir);
	return result;
}

/* A file or a directory; what is missing or something else is left out. */
static int copy_one(struct copying *c, int from, const char *name, int to, int depth, struct err *e)
{
	int AUTO_CLOSE fd = openat(from, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct stat st;

	if (fd < 0)
		return errno == ENOENT || errno == ENXIO ? 0 : err_set(e, errno, "%s of /etc", name);
	if (fstat(fd, &st) < 0)
		return err_set(e, errno, "%s of /etc", name);
	if (++c->count > FILES_MAX || depth > DEPTH_MAX)
		return err_rule(e, E2BIG, "there is too much of it in /etc to be copied: %s", name);
	if (S_ISDIR(st.st_mode))
		return copy_directory(c, fd, name, to, depth, e);
	if (S_ISREG(st.st_mode) && st.st_size <= FILE_MAX)
		return copy_file(c, fd, name, to, e);
	return 0;
}

/* "docker/certs.d": the directories in front of it, too. */
static int copy_row(struct copying *c, int from, const char *path, int to, struct err *e)
{
	const char *slash = strchr(path, '/');
	int AUTO_CLOSE source = -1;
	int AUTO_CLOSE target = -1;
	char name[32];

	if (!slash)
		return copy_one(c, from, path, to, 0, e);
	snprintf(name, sizeof(name), "%.*s", (int)(slash - path), path);
	source = openat(from, name, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (source < 0)
		return 0;
	if (mkdirat(to, name, 0755) < 0 && errno != EEXIST)
		return err_set(e, errno, "%s of /etc", name);
	target = openat(to, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return target < 0 ? err_set(e, errno, "%s of /etc", name) : copy_row(c, source, slash + 1, target, e);
}

/* Names for 0 and, as apt wants it, its own user. */
static int write_names(int to, struct err *e)
{
	static const char *const files[][2] = {
		{"passwd", "root:x:0:0:root:/root:/bin/sh\n_apt:x:42:65534::/nonexistent:/usr/sbin/nologin\n"
			   "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"},
		{"group", "root:x:0:\nnogroup:x:65534:\n"},
	};

	for (size_t i = 0; i < 2; i++) {
		int AUTO_CLOSE fd = openat(to, files[i][0], O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);

		if (fd < 0 || fd_write_all(fd, files[i][1], strlen(files[i][1])) < 0)
			return err_set(e, errno, "/etc/%s", files[i][0]);
	}
	return 0;
}

int etc_copy(const struct sandbox *s, struct err *e)
{
	const int when = ALWAYS | (s->network ? NETWORK : 0) | (s->right == SANDBOX_READS ? CONVERTS : 0) |
			 (s->right == SANDBOX_INSTALLS ? INSTALLS : 0);
	int AUTO_CLOSE from = open("/etc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int AUTO_CLOSE to = -1;
	struct copying c = {.sandbox = s};
	int result;

	if (from < 0 || mkdir("etc", 0755) < 0)
		return err_set(e, errno, "/etc");
	to = open("etc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	result = to < 0 ? err_set(e, errno, "/etc") : write_names(to, e);
	for (size_t i = 0; !result && i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].when & when)
			result = copy_row(&c, from, rows[i].path, to, e);
	return result;
}
