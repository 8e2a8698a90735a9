/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A set in the making.
 *
 * Should: read each file of the source once, so that what is judged is what is in force later. Mustn't:
 * follow a link of the source's, wait for what is no file, or write to a file that two sets share.
 */
#include "staged.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/config_file.h"
#include "cli/output.h"
#include "file_open.h"
#include "host/config_dir.h"
#include "policy/names.h"
#include "policy/reader.h"
#include "tombs.h"

#define MODE 0444 /* nobody is to edit them here */

static const char *const directories[] = {"plans", "owners", "tenants"};

/* Of one directory of policies: the source's, that in force, the new one; -1 where there is none. */
struct trio {
	const char *name;
	int source, old, fresh;
};

static int cannot(const char *what)
{
	say("%s: %s", what, strerror(errno));
	return EXIT_SYSTEM;
}

/* --- mistakes --------------------------------------------------------------------------------- */

void staged_mistake(struct staged *s, const char *tenant, const struct problem *p)
{
	char line[1024];

	if (!tenant) {
		s->strange++;
		return;
	}
	for (size_t i = s->kept_count; i > 0; i--)
		if (!strcmp(s->kept[i - 1].tenant, tenant))
			return;
	s->kept = reallocarray(s->kept, s->kept_count + 1, sizeof(*s->kept));
	if (!s->kept)
		out_of_memory();
	problem_print(line, sizeof(line), p);
	s->kept[s->kept_count++] = (struct kept){text_of("%s", tenant), make_printable(text_of("%s", line))};
}

static void complain(struct staged *s, const char *path, const char *what)
{
	char *AUTO_FREE tenant = diff_tenant(path);
	struct problems ps = {0};

	problems_add(&ps, path, 0, "", NULL, "%s", what);
	staged_mistake(s, tenant, &ps.v[0]);
	findings_take(&s->findings, s->shown, &ps, false);
}

/* --- files ------------------------------------------------------------------------------------ */

/*
 * What root alone may read, by a link that whoever owns the directory has made: fs.protected_hardlinks of
 * proc_sys_fs(5) refuses to make it, unless it is off.
 */
static bool is_link_to_anothers(int dir, const struct stat *st)
{
	struct stat d;

	return st->st_nlink > 1 && (fstat(dir, &d) < 0 || (d.st_uid && d.st_uid != st->st_uid));
}

/* The bytes of a file, up to the most that a policy may have: how many, or -1 with *why. */
static ssize_t read_file(int dir, const char *name, char *buffer, const char **why)
{
	int AUTO_CLOSE fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat st;
	size_t n = 0;
	ssize_t got = 1;

	if (fd < 0 || fstat(fd, &st) < 0) {
		*why = errno == ELOOP ? "is a symbolic link: put the file itself here" : strerror(errno);
		return -1;
	}
	if (!S_ISREG(st.st_mode)) {
		*why = "is not a regular file";
		return -1;
	}
	if (is_link_to_anothers(dir, &st)) {
		*why = "is a hard link to a file of another account: put a copy here";
		return -1;
	}
	while (n <= POLICY_FILE_SIZE_MAX && got) {
		got = read(fd, buffer + n, POLICY_FILE_SIZE_MAX + 1 - n);
		if (got < 0 && errno != EINTR)
			break;
		n += got > 0 ? (size_t)got : 0;
	}
	if (got >= 0 && n <= POLICY_FILE_SIZE_MAX)
		return (ssize_t)n;
	*why = got < 0 ? strerror(errno) : "is larger than 256 KiB";
	return -1;
}

static int write_file(int dir, const char *name, const char *bytes, size_t size)
{
	int AUTO_CLOSE fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0 || fd_write_all(fd, bytes, size) < 0 || fchmod(fd, MODE) < 0)
		return cannot(name);
	return 0;
}

/* What is in force, once more: the same file where it is a set's, else a copy of it. */
static int take_old(struct staged *s, const struct trio *t, const char *name, const char *bytes, size_t size)
{
	if (s->sets->applied && linkat(t->old, name, t->fresh, name, 0) == 0)
		return 0;
	return write_file(t->fresh, name, bytes, size);
}

static int copy_policy(struct staged *s, const struct trio *t, const char *name)
{
	char *AUTO_FREE path = text_of("%s/%s", t->name, name);
	const char *why = NULL, *ignored;
	const ssize_t n = read_file(t->source, name, s->buffer[0], &why);
	const ssize_t was = t->old < 0 ? -1 : read_file(t->old, name, s->buffer[1], &ignored);

	if (t->name == directories[2]) {
		s->tenants++;
		s->given++;
		s->known += was >= 0 && !tomb_is(s->buffer[1], (size_t)was);
	}
	if (n < 0) {
		complain(s, path, why);
		diffs_add(&s->changes, was < 0 ? DIFF_ADDED : DIFF_CHANGED, path);
		return 0;
	}
	if (was == n && !memcmp(s->buffer[0], s->buffer[1], (size_t)n))
		return take_old(s, t, name, s->buffer[0], (size_t)n);
	diffs_add(&s->changes, was < 0 ? DIFF_ADDED : DIFF_CHANGED, path);
	return write_file(t->fresh, name, s->buffer[0], (size_t)n);
}

/* Hidden files and what editors leave are nothing of ours. */
static bool is_policy(struct staged *s, const struct trio *t, const char *name)
{
	const size_t n = strlen(name);
	struct problems ps = {0};

	if (*name == '.' || name[n - 1] == '~')
		return false;
	if (n > 4 && !strcmp(name + n - 4, ".ini"))
		return true;
	problems_add(&ps, t->name, 0, "", name, "is not looked at: its name does not end in .ini");
	findings_take(&s->findings, s->shown, &ps, true);
	return false;
}

static int each(struct staged *s, const struct trio *t, int dir,
	int (*act)(struct staged *, const struct trio *, const char *))
{
	int fd = dir < 0 ? -1 : openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	int status = 0;

	if (dir < 0)
		return 0;
	if (!d)
		return cannot(t->name);
	for (errno = 0; !status && (entry = readdir(d)); errno = 0)
		if (act != copy_policy || is_policy(s, t, entry->d_name))
			status = act(s, t, entry->d_name);
	if (!status && errno)
		status = cannot(t->name);
	closedir(d);
	return status;
}

/* --- what the directory does not have --------------------------------------------------------------- */

/* It stays: the same file where there is a set in force, without a look at it. */
static int leave(struct staged *s, const struct trio *t, const char *name)
{
	const char *why = NULL;
	ssize_t n;

	if (s->sets->applied && linkat(t->old, name, t->fresh, name, 0) == 0)
		return 0;
	n = read_file(t->old, name, s->buffer[1], &why);
	if (n >= 0)
		return write_file(t->fresh, name, s->buffer[1], (size_t)n);
	say("%s/%s: %s", t->name, name, why);
	return EXIT_SYSTEM;
}

static int leave_tenant(struct staged *s, const struct trio *t, const char *name, const char *path)
{
	char *AUTO_FREE tenant = diff_tenant(path);

	s->known++;
	/* SET_GONE stays as well: a tenant that comes again, before its account does, is not meant by it. */
	if (tomb_may_go(s->fresh, tenant) && !file_is_open(s->sets->old, path)) {
		diffs_add(&s->changes, DIFF_REMOVED, path);
		return 0;
	}
	s->tenants++;
	s->given++;
	return leave(s, t, name);
}

/* --- what is not in the set any more ------------------------------------------------------------- */

static int close_tenant(struct staged *s, const struct trio *t, const char *name, const char *path)
{
	const char *ignored;
	const ssize_t n = read_file(t->old, name, s->buffer[1], &ignored);
	const bool tomb = n >= 0 && tomb_is(s->buffer[1], (size_t)n);
	char *AUTO_FREE tenant = diff_tenant(path);

	s->known += !tomb;
	if (tomb_may_go(s->fresh, tenant)) {
		diffs_add(&s->changes, DIFF_REMOVED, path);
		return 0;
	}
	s->tenants++;
	if (tomb)
		return take_old(s, t, name, s->buffer[1], (size_t)n);
	diffs_add(&s->changes, DIFF_CLOSED, path);
	return write_file(t->fresh, name, tomb_text(), strlen(tomb_text()));
}

static int look_at_old(struct staged *s, const struct trio *t, const char *name)
{
	char *AUTO_FREE path = text_of("%s/%s", t->name, name);
	const size_t n = strlen(name);
	struct stat st;

	if (*name == '.' || n <= 4 || strcmp(name + n - 4, ".ini") ||
		fstatat(t->source, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
		return 0;
	if (t->name == directories[2])
		return s->partial ? leave_tenant(s, t, name, path) : close_tenant(s, t, name, path);
	if (s->partial)
		return leave(s, t, name);
	diffs_add(&s->changes, DIFF_REMOVED, path);
	return 0;
}

/* --- all of it -------------------------------------------------------------------------------- */

static int open_trio(struct staged *s, const char *name, struct trio *t)
{
	const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

	*t = (struct trio){.name = name, .source = openat(s->source, name, flags), .old = -1, .fresh = -1};
	if (t->source < 0 && errno != ENOENT)
		complain(s, name, errno == ELOOP || errno == ENOTDIR
			? "is not a directory (or a symbolic link)" : strerror(errno));
	t->old = openat(s->sets->old, name, flags);
	if (mkdirat(s->fresh, name, 0700) < 0 || fchmodat(s->fresh, name, 0755, 0) < 0)
		return cannot(name);
	t->fresh = openat(s->fresh, name, flags);
	return t->fresh < 0 ? cannot(name) : 0;
}

static int copy_directory(struct staged *s, const char *name)
{
	struct trio t;
	int status = open_trio(s, name, &t);

	if (!status)
		status = each(s, &t, t.source, copy_policy);
	if (!status)
		status = each(s, &t, t.old, look_at_old);
	fd_close(&t.source);
	fd_close(&t.old);
	fd_close(&t.fresh);
	return status;
}

/* hostel.ini and what says more of the set; they may be missing. */
static int copy_single(struct staged *s, const char *name, bool *there)
{
	const char *why = NULL;
	const ssize_t n = read_file(s->source, name, s->buffer[0], &why);
	struct stat st;

	*there = fstatat(s->source, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
	if (!*there && s->partial && s->sets->applied && linkat(s->sets->old, name, s->fresh, name, 0) == 0) {
		*there = true;
		return 0;
	}
	if (!*there)
		return 0;
	if (n >= 0)
		return write_file(s->fresh, name, s->buffer[0], (size_t)n);
	complain(s, name, why);
	return 0;
}

static void compare_hostel_ini(struct staged *s)
{
	char *AUTO_FREE old = NULL, *AUTO_FREE new = NULL;

	if (config_text(s->sets->old, "hostel.ini", &old) || config_text(s->fresh, "hostel.ini", &new))
		return; /* said, and hostel check says it again */
	if (old && new && strcmp(old, new))
		diffs_add(&s->changes, DIFF_CHANGED, "hostel.ini");
}

int staged_make(struct staged *s)
{
	bool ignored;
	int status = 0;

	for (size_t i = 0; i < 2; i++) {
		s->buffer[i] = malloc(POLICY_FILE_SIZE_MAX + 1);
		if (!s->buffer[i])
			out_of_memory();
	}
	s->fresh = sets_make(s->sets);
	if (s->fresh < 0)
		return EXIT_SYSTEM;
	status = copy_single(s, "hostel.ini", &s->hostel_ini);
	if (!status)
		status = copy_single(s, SET_INI, &ignored);
	if (!status)
		status = copy_single(s, SET_GONE, &ignored);
	for (size_t i = 0; !status && i < sizeof(directories) / sizeof(directories[0]); i++)
		status = copy_directory(s, directories[i]);
	if (status)
		return status;
	compare_hostel_ini(s);
	diffs_sort(&s->changes);
	return 0;
}

/* --- mistakes that need not stop the others -------------------------------------------------------- */

static int keep(struct staged *s, const struct trio *t, const char *tenant)
{
	char *AUTO_FREE name = text_of("%s.ini", tenant), *AUTO_FREE path = text_of("tenants/%s", name);
	const char *text = tomb_unready(), *ignored;
	const ssize_t was = t->old < 0 ? -1 : read_file(t->old, name, s->buffer[1], &ignored);
	struct diff *c = diffs_find(&s->changes, path);

	if (unlinkat(t->fresh, name, 0) < 0 && errno != ENOENT)
		return cannot(name);
	if (c && c->kind == DIFF_CHANGED)
		c->kind = DIFF_KEPT;
	if (!policy_valid_name(tenant)) {
		s->tenants--;
		return 0; /* nobody can be called so */
	}
	if (was >= 0)
		return take_old(s, t, name, s->buffer[1], (size_t)was);
	return write_file(t->fresh, name, text, strlen(text));
}

int staged_keep(struct staged *s)
{
	struct trio t = {"tenants", -1, -1, -1};
	const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	int status = 0;

	t.old = openat(s->sets->old, "tenants", flags);
	t.fresh = openat(s->fresh, "tenants", flags);
	if (t.fresh < 0)
		status = cannot("tenants");
	for (size_t i = 0; !status && i < s->kept_count; i++)
		status = keep(s, &t, s->kept[i].tenant);
	fd_close(&t.old);
	fd_close(&t.fresh);
	return status;
}

void staged_free(struct staged *s)
{
	fd_close(&s->source);
	fd_close(&s->fresh);
	diffs_free(&s->changes);
	findings_free(&s->findings);
	for (size_t i = 0; i < s->kept_count; i++) {
		free(s->kept[i].tenant);
		free(s->kept[i].why);
	}
	free(s->kept);
	free(s->buffer[0]);
	free(s->buffer[1]);
}
