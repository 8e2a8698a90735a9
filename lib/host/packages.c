/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dpkg's database: a file NAME.list for each package, a path in each line, and the file `status`, which is
 * replaced whenever a package is installed, changed or removed. dpkg-query(1) reads it in half a second.
 */
#include "host/packages.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/replace.h"

#define DATABASE "/var/lib/dpkg"
#define LIST_MAX (64 << 20)  /* bytes of one package's list */
#define KEPT_MAX (16 << 20)
#define LAST_LINE "end"      /* of the file that is kept: it was written to its end */

static const char kept_name[] = "packages";
static const char *const tops[] = {"/etc/", "/var/lib/"};

/* Where a package's services are told from: a file of this name directly below it. */
static const struct {
	const char *directory, *suffix;
} services[] = {
	{"/lib/systemd/system/", ".service"}, {"/usr/lib/systemd/system/", ".service"}, {"/etc/init.d/", ""},
};

/* The length of "/etc/NAME" at the begin of a line "/etc/NAME/more"; 0: it is elsewhere, or has a space. */
static size_t length_below_top(const char *line)
{
	for (size_t i = 0; i < sizeof(tops) / sizeof(tops[0]); i++) {
		size_t length = strlen(tops[i]);

		if (!strncmp(line, tops[i], length)) {
			size_t name = strcspn(line + length, "/\n ");

			return name && line[length + name] != ' ' ? length + name : 0;
		}
	}
	return 0;
}

static bool is_service(const char *path, size_t length)
{
	for (size_t i = 0; i < sizeof(services) / sizeof(services[0]); i++) {
		size_t before = strlen(services[i].directory), after = strlen(services[i].suffix);

		if (length > before + after && !memcmp(path, services[i].directory, before) &&
		    !memcmp(path + length - after, services[i].suffix, after) &&
		    !memchr(path + before, '/', length - before))
			return true;
	}
	return false;
}

static const char *next_line(const char *line)
{
	line += strcspn(line, "\n");
	return line + (*line == '\n');
}

static bool runs_service(const char *list)
{
	for (const char *line = list; *line; line = next_line(line))
		if (is_service(line, strcspn(line, "\n")))
			return true;
	return false;
}

static void put_line(FILE *out, const char *path, size_t length, const char *service)
{
	fprintf(out, "%.*s%s%s\n", (int)length, path, service ? " " : "", service ? service : "");
}

/* A line for each name below /etc and /var/lib; `package` only if it runs a service. */
static void draft_list(FILE *out, const char *list, const char *package)
{
	const char *last = "";
	size_t last_length = 0;

	for (const char *line = list; *line; line = next_line(line)) {
		size_t length = length_below_top(line);

		/* Its lines stand together. */
		if (!length || (length == last_length && !memcmp(line, last, length)))
			continue;
		last = line;
		last_length = length;
		put_line(out, line, length, package);
	}
}

/* Of "openssh-client:amd64.list" the package's name. false: it is another file. */
static bool package_name(const char *file, char name[256])
{
	const char *dot = strrchr(file, '.');

	if (!dot || strcmp(dot, ".list") || (size_t)(dot - file) >= 256)
		return false;
	memcpy(name, file, (size_t)(dot - file));
	name[dot - file] = '\0';
	name[strcspn(name, ":")] = '\0';
	return true;
}

static int draft_all(FILE *out, int info, struct err *e)
{
	DIR *dir = fdopendir(info);
	struct dirent *entry;
	int result = 0;

	if (!dir) {
		close(info);
		return err_set(e, errno, DATABASE "/info");
	}
	while (!result && (errno = 0, entry = readdir(dir))) {
		char *AUTO_FREE list = NULL;
		char name[256];
		int AUTO_CLOSE fd = -1;
		size_t length;

		if (!package_name(entry->d_name, name))
			continue;
		fd = openat(dirfd(dir), entry->d_name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
		if (fd >= 0 && fd_read_file(fd, LIST_MAX, &list, &length) == 0)
			draft_list(out, list, runs_service(list) ? name : NULL);
		/* It is being removed; or no package's: dpkg makes none of these. */
		else if (errno != ENOENT && errno != EISDIR && errno != ELOOP && errno != EFBIG)
			result = err_set(e, errno, DATABASE "/info/%s", entry->d_name);
	}
	if (!result && !entry && errno)
		result = err_set(e, errno, DATABASE "/info");
	closedir(dir);
	return result;
}

/* Those without a package behind them last: of several lines of a path the first is heeded. */
static int by_path(const void *a, const void *b)
{
	const struct package_path *x = a, *y = b;
	int order = strcmp(x->path, y->path);

	if (order || !x->service != !y->service)
		return order ? order : (!x->service) - (!y->service);
	return x->service ? strcmp(x->service, y->service) : 0;
}

/* p->text, which is cut into pieces, becomes p->v. */
static int parse(struct packages *p, struct err *e)
{
	char *rest = p->text, *line;
	size_t size = 1, kept = 0;

	for (const char *c = p->text; (c = strchr(c, '\n')); c++)
		size++;
	p->v = calloc(size, sizeof(*p->v));
	if (!p->v)
		return err_set(e, ENOMEM, "the list of packages");
	while ((line = strsep(&rest, "\n"))) {
		if (*line != '/')
			continue;
		p->v[p->count].path = strsep(&line, " ");
		p->v[p->count++].service = line;
	}
	qsort(p->v, p->count, sizeof(*p->v), by_path);
	for (size_t i = 0; i < p->count; i++)
		if (!kept || strcmp(p->v[kept - 1].path, p->v[i].path))
			p->v[kept++] = p->v[i];
	p->count = kept;
	return 0;
}

/* What the database's state is called: the first line of what is kept. */
static void stamp_of(const struct stat *st, char stamp[128])
{
	snprintf(stamp, 128, "1 %jx %jx %jx %jx.%jx\n", (uintmax_t)st->st_dev, (uintmax_t)st->st_ino,
		(uintmax_t)st->st_size, (uintmax_t)st->st_ctim.tv_sec, (uintmax_t)st->st_ctim.tv_nsec);
}

static bool read_kept(struct packages *p, int state, const char *stamp)
{
	int AUTO_CLOSE fd = openat(state, kept_name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	size_t length, ends = strlen("\n" LAST_LINE "\n");

	if (fd < 0 || fd_read_file(fd, KEPT_MAX, &p->text, &length) < 0)
		return false;
	if (!strncmp(p->text, stamp, strlen(stamp)) && length > ends &&
	    !strcmp(p->text + length - ends, "\n" LAST_LINE "\n"))
		return true;
	free(p->text);
	p->text = NULL;
	return false;
}

static int read_database(struct packages *p, const char *stamp, struct err *e)
{
	size_t length = 0;
	FILE *out;
	int info = open(DATABASE "/info", O_RDONLY | O_DIRECTORY | O_CLOEXEC), result;

	if (info < 0)
		return err_set(e, errno, DATABASE "/info");
	out = open_memstream(&p->text, &length);
	if (!out) {
		close(info);
		return err_set(e, ENOMEM, "the list of packages");
	}
	fputs(stamp, out);
	result = draft_all(out, info, e);
	fputs(LAST_LINE "\n", out);
	if (fclose(out) != 0)
		return err_set(e, ENOMEM, "the list of packages");
	return result;
}

/* Sorted and each path once: a tenth of what was read. */
static void keep(const struct packages *p, int state, const char *stamp)
{
	char *AUTO_FREE text = NULL;
	size_t length = 0;
	FILE *f = open_memstream(&text, &length);

	if (!f)
		return;
	fputs(stamp, f);
	for (size_t i = 0; i < p->count; i++)
		put_line(f, p->v[i].path, strlen(p->v[i].path), p->v[i].service);
	fputs(LAST_LINE "\n", f);
	/* In vain: the next login reads the database again. */
	if (fclose(f) == 0)
		(void)file_replace(state, kept_name, text, length);
}

int packages_load(struct packages *p, int state, struct err *e)
{
	struct stat st;
	char stamp[128];
	bool kept;

	*p = (struct packages){0};
	/* Looked at first: what changes meanwhile is read again next time. */
	if (stat(DATABASE "/status", &st) < 0)
		return errno == ENOENT || errno == ENOTDIR ? 0 : err_set(e, errno, DATABASE "/status");
	if (access(DATABASE "/info", F_OK) < 0 && errno == ENOENT)
		return 0; /* as some images are slimmed */
	p->known = true;
	stamp_of(&st, stamp);
	kept = state >= 0 && read_kept(p, state, stamp);
	if ((!kept && read_database(p, stamp, e) < 0) || parse(p, e) < 0) {
		packages_free(p);
		return -1;
	}
	if (!kept && state >= 0)
		keep(p, state, stamp);
	return 0;
}

void packages_free(struct packages *p)
{
	free(p->text);
	free(p->v);
	*p = (struct packages){0};
}

const struct package_path *packages_find(const struct packages *p, const char *path)
{
	for (size_t low = 0, high = p->count; low < high;) {
		size_t middle = (low + high) / 2;
		int order = strcmp(path, p->v[middle].path);

		if (!order)
			return &p->v[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}
