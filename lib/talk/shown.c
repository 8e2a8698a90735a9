/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a directory of the host really is.
 */
#include "talk/shown.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

#include "base/fd.h"
#include "policy/reserved.h"
#include "talk/paths.h"

#define MOUNTINFO_MAX (16 << 20)

/* The kernel's own file systems, wherever they are mounted: proc(5), filesystems(5). */
static const char *const kernels[] = {
	"proc", "sysfs", "devtmpfs", "devpts", "cgroup", "cgroup2", "debugfs", "tracefs", "securityfs",
	"configfs", "bpf", "pstore", "efivarfs", "binfmt_misc", "fusectl", "nsfs", "mqueue", "hugetlbfs",
	"selinuxfs", "smackfs", "resctrl", "rpc_pipefs", "nfsd", "binder", "xenfs", "functionfs", NULL,
};

/* One line of mountinfo; the texts lie in struct mounts. */
struct mount {
	const char *device; /* MAJOR:MINOR */
	const char *root;   /* in its file system */
	const char *point;
	const char *type;
};

struct mounts {
	char *text;
	size_t count;
	struct mount *v;
};

struct reserved {
	const struct policy_reserved *row;
	const char *device;
	char *place; /* in its file system */
	char *name;  /* its path without links */
};

struct shown {
	struct mounts mounts;
	size_t count;
	struct reserved *v;
};

/* --- mountinfo ------------------------------------------------------------------------------------ */

/* \040 and the like, in place. */
static void unescape(char *text)
{
	char *to = text;

	for (const char *p = text; *p; to++) {
		if (p[0] == '\\' && p[1] >= '0' && p[1] <= '3' && p[2] && p[3]) {
			*to = (char)((p[1] - '0') << 6 | (p[2] - '0') << 3 | (p[3] - '0'));
			p += 4;
		} else {
			*to = *p++;
		}
	}
	*to = '\0';
}

/* ID PARENT DEVICE ROOT POINT OPTIONS TAG... - TYPE SOURCE OPTIONS */
static int parse_line(char *line, struct mount *m)
{
	char *field[5], *end = strstr(line, " - ");

	for (int i = 0; i < 5; i++)
		if (!(field[i] = strsep(&line, " ")))
			return -1;
	if (!end || end < field[4])
		return -1;
	unescape(field[3]);
	unescape(field[4]);
	end += 3;
	*m = (struct mount){field[2], field[3], field[4], strsep(&end, " ")};
	return *m->root && *m->point == '/' ? 0 : -1;
}

static int parse(struct mounts *all, struct err *e)
{
	char *rest = all->text, *line;
	size_t size = 1;

	for (const char *p = rest; (p = strchr(p, '\n')); p++)
		size++;
	all->v = calloc(size, sizeof(*all->v));
	if (!all->v)
		return err_set(e, ENOMEM, "mountinfo");
	while ((line = strsep(&rest, "\n"))) {
		if (!*line)
			continue;
		if (parse_line(line, &all->v[all->count]) < 0)
			return err_rule(e, EPROTO, "mountinfo: not as in proc_pid_mountinfo(5)");
		/* Of what is elsewhere, and made for what is shown: talk/face.h. */
		all->count += !policy_inside(all->v[all->count].point, HOSTEL_FACES);
	}
	return 0;
}

static int read_mounts(int dirfd, const char *path, struct mounts *all, struct err *e)
{
	int AUTO_CLOSE fd = openat(dirfd, path, O_RDONLY | O_CLOEXEC);
	size_t length;

	*all = (struct mounts){0};
	if (fd < 0 || fd_read_file(fd, MOUNTINFO_MAX, &all->text, &length) < 0)
		return err_set(e, errno, "mountinfo of /proc");
	return parse(all, e);
}

static void free_mounts(struct mounts *all)
{
	free(all->v);
	free(all->text);
}

/* The mount that the path leads to, by its name: of two at one point the later covers the other. */
static const struct mount *mount_of(const struct mounts *all, const char *path)
{
	const struct mount *best = NULL;

	for (size_t i = 0; i < all->count; i++)
		if (policy_inside(path, all->v[i].point) &&
		    (!best || strlen(all->v[i].point) >= strlen(best->point)))
			best = &all->v[i];
	return best;
}

/* Where in its file system a path lies; malloc'ed, NULL without memory. */
static char *place_of(const struct mount *m, const char *path)
{
	const char *rest = path + (m->point[1] ? strlen(m->point) : 0);
	char *place;

	if (!*rest || !strcmp(rest, "/"))
		return strdup(m->root);
	return asprintf(&place, "%s%s", m->root[1] ? m->root : "", rest) < 0 ? NULL : place;
}

/* --- what is reserved ----------------------------------------------------------------------------- */

static int open_linkless(const char *path)
{
	struct open_how how = {.flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_NO_SYMLINKS};

	return (int)syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof(how));
}

/* Its path without links, as the kernel tells it; its own where it cannot be opened. False: not there. */
static bool find_real(const char *path, char real[PATH_MAX])
{
	int AUTO_CLOSE fd = open_linkless(path);
	char link[40];
	ssize_t n = -1;

	if (fd < 0 && errno == ELOOP) {
		fd = open(path, O_PATH | O_CLOEXEC);
		snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
		n = fd < 0 ? -1 : readlink(link, real, PATH_MAX - 1);
	}
	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return false;
	if (n < 0 || *real != '/')
		n = snprintf(real, PATH_MAX, "%s", path);
	real[n] = '\0';
	return true;
}

/* `name` is of the mount `m`. 0, or -1 with *e. */
static int add(struct shown *s, const struct policy_reserved *row, const struct mount *m, const char *name,
	struct err *e)
{
	struct reserved *more = reallocarray(s->v, s->count + 1, sizeof(*more));

	if (!more)
		return err_set(e, ENOMEM, "mountinfo");
	s->v = more;
	more += s->count++;
	*more = (struct reserved){row, m->device, place_of(m, name), strdup(name)};
	return more->place && more->name ? 0 : err_set(e, ENOMEM, "mountinfo");
}

static bool is_first_of_its_device(const struct mounts *all, const struct mount *m)
{
	const struct mount *first = all->v;

	while (strcmp(first->device, m->device))
		first++;
	return first == m;
}

/*
 * /dev/shm, /run/user/N: file systems of their own in what is reserved. Of others than these, somebody has
 * mounted there what is elsewhere, too: schroot(1) has /home below /run.
 */
static int add_those_in(struct shown *s, const struct policy_reserved *row, const char *real, struct err *e)
{
	for (size_t i = 0; i < s->mounts.count; i++) {
		const struct mount *m = &s->mounts.v[i];

		if (!strcmp(m->type, "tmpfs") && strcmp(m->point, real) && policy_inside(m->point, real) &&
		    is_first_of_its_device(&s->mounts, m) && add(s, row, m, m->point, e) < 0)
			return -1;
	}
	return 0;
}

/*
 * What may be shown is there itself: not what a link leads to, and not what is elsewhere, too, and mounted
 * there. A file system of its own it may be.
 */
static bool is_itself(const struct mounts *all, const struct mount *m, const char *path, const char *real)
{
	if (strcmp(real, path))
		return false;
	return !policy_inside(m->point, real) || (!strcmp(m->root, "/") && is_first_of_its_device(all, m));
}

static int find_reserved(struct shown *s, struct err *e)
{
	size_t count;
	const struct policy_reserved *rows = policy_reserved_sources(&count);

	for (size_t i = 0; i < count; i++) {
		char real[PATH_MAX];
		const struct mount *m = find_real(rows[i].path, real) ? mount_of(&s->mounts, real) : NULL;

		if (m && !rows[i].why && !is_itself(&s->mounts, m, rows[i].path, real))
			continue;
		if (m && (add(s, &rows[i], m, real, e) < 0 ||
			  (rows[i].below && !rows[i].writable && add_those_in(s, &rows[i], real, e) < 0)))
			return -1;
	}
	return 0;
}

struct shown *shown_open(struct err *e)
{
	struct shown *s = calloc(1, sizeof(*s));

	if (!s) {
		err_set(e, ENOMEM, "mountinfo");
		return NULL;
	}
	if (read_mounts(AT_FDCWD, "/proc/self/mountinfo", &s->mounts, e) == 0 && find_reserved(s, e) == 0)
		return s;
	shown_close(s);
	return NULL;
}

void shown_close(struct shown *s)
{
	for (size_t i = 0; s && i < s->count; i++) {
		free(s->v[i].place);
		free(s->v[i].name);
	}
	if (s) {
		free_mounts(&s->mounts);
		free(s->v);
	}
	free(s);
}

/* --- judging -------------------------------------------------------------------------------------- */

static bool is_kernels(const char *type)
{
	for (const char *const *k = kernels; *k; k++)
		if (!strcmp(type, *k))
			return true;
	return false;
}

/* What the place, which `r` is in the way of, is of it: "", "below ", "above "; NULL: nothing. */
static const char *relation(const struct policy_reserved *r, const char *place, const char *reserved)
{
	if (!strcmp(place, reserved))
		return "";
	if (!r->below) /* as a whole it is not shown; what is in it may be */
		return NULL;
	return policy_inside(place, reserved) ? "below " : policy_inside(reserved, place) ? "above " : NULL;
}

/* A row that says so stands before those that it is an exception to. */
static bool is_exception(const struct reserved *r, const char *is, bool writable)
{
	return !r->row->why && !writable && strcmp(is, "above ");
}

/* Is this row in the way of what is so related to it? */
static bool forbids(const struct reserved *r, const char *is, bool writable)
{
	return is && r->row->why && (writable || !r->row->writable);
}

static int refuse(const struct policy_reserved *r, const char *what, const char *is, struct err *e)
{
	return err_rule(e, EPERM, "%.150s is %s%s of the host, which cannot be shown%s: %s", what, is,
		r->path, r->writable ? " writable" : "", r->why);
}

/* `what`: how the sentence begins. */
static int judge(const struct shown *s, const struct mount *m, const char *place, bool writable,
	const char *what, struct err *e)
{
	if (is_kernels(m->type))
		return err_rule(e, EPERM, "%.150s is a file system of type %s: it shows or changes the "
			"host's kernel and processes", what, m->type);
	for (size_t i = 0; i < s->count; i++) {
		const struct reserved *r = &s->v[i];
		const char *is = strcmp(m->device, r->device) ? NULL : relation(r->row, place, r->place);

		if (is && is_exception(r, is, writable))
			return 0;
		if (forbids(r, is, writable))
			return refuse(r->row, what, is, e);
	}
	return 0;
}

/* By its name: whatever is mounted there. */
static int judge_name(const struct shown *s, const char *path, bool writable, struct err *e)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct reserved *r = &s->v[i];
		const char *is = relation(r->row, path, r->name);

		if (is && is_exception(r, is, writable))
			return 0;
		if (forbids(r, is, writable))
			return refuse(r->row, path, is, e);
	}
	return 0;
}

static bool is_hidden(const char *point, const struct string_list *hidden)
{
	for (size_t i = 0; hidden && i < hidden->count; i++)
		if (policy_inside(point, hidden->items[i]))
			return true;
	return false;
}

int shown_judge(const struct shown *s, const char *path, bool writable, const struct string_list *hidden,
	struct err *e)
{
	const struct mount *m = mount_of(&s->mounts, path);
	char *AUTO_FREE place = m ? place_of(m, path) : NULL;

	if (!place)
		return err_set(e, m ? ENOMEM : ENOENT, "%s", path);
	if (judge_name(s, path, writable, e) < 0 || judge(s, m, place, writable, path, e) < 0)
		return -1;
	for (size_t i = 0; i < s->mounts.count; i++) {
		const struct mount *below = &s->mounts.v[i];

		if (strcmp(below->point, path) && policy_inside(below->point, path) &&
		    !is_hidden(below->point, hidden) &&
		    judge(s, below, below->root, writable, below->point, e) < 0)
			return -1;
	}
	return 0;
}

int shown_check(const struct shown *s, int proc, shown_ask *ask, const void *context, struct err *e)
{
	struct mounts inside;
	int result = read_mounts(proc, "self/mountinfo", &inside, e);

	for (size_t i = 0; result == 0 && i < inside.count; i++) {
		const struct mount *m = &inside.v[i];
		const struct shown_as as = ask(context, m->point);
		char what[192];

		if (!as.key)
			continue;
		snprintf(what, sizeof(what), "%.50s: what would be %.100s inside", as.key, m->point);
		result = judge(s, m, m->root, as.writable, what, e);
	}
	free_mounts(&inside);
	return result;
}
