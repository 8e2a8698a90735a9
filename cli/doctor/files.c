/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel doctor: files of the host that a tenant sees and that should not be as they are.
 *
 * Mustn't: follow a symbolic link, or read anything: a tenant may own what is looked at.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "checks.h"
#include "cli/child.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "talk/layout.h"

#define DEPTH_MAX 100
#define PLACE_MAX 100000 /* entries below a place that is a tenant's to fill: it could be without end */

enum { PRIVILEGED, WRITABLE, SOCKETS, KINDS };

/* The three checks share one look at everything. */
struct walk {
	struct doctor *d;
	const char *root;
	size_t seen, most; /* most: 0 for no bound */
	bool kinds[KINDS]; /* looked for here */
};

static struct verdict found[KINDS];

static void look(struct walk *w, int dir, const char *name, const char *path, const struct stat *st);
static void walk(struct walk *w, int fd, const char *path, int depth);

/* A file system that has stopped answering is left out, not waited for; later ones less long. */
static bool answers(struct walk *w, int dir, const char *name, const char *path)
{
	static unsigned milliseconds = 2000;
	const pid_t child = fork();

	if (child == 0) {
		struct stat st;

		/* Nobody waits for the end of our output as long as it may be there. */
		close(STDOUT_FILENO);
		close(STDERR_FILENO);
		_exit(fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0);
	}
	if (child < 0 || child_wait(child, milliseconds) == 0)
		return true;
	milliseconds = 200;
	verdict_add(&found[w->kinds[PRIVILEGED] ? PRIVILEGED : WRITABLE],
		"%s (not looked at: its file system does not answer)", path);
	return false;
}

/* What the kernel knows without asking a server. statx(2) */
static int look_up(int dir, const char *name, struct stat *st, bool *mount)
{
	struct statx x;

	if (statx(dir, name, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_STATX_DONT_SYNC, STATX_BASIC_STATS,
		    &x) < 0)
		return -1;
	*st = (struct stat){.st_mode = x.stx_mode, .st_uid = x.stx_uid};
	*mount = x.stx_attributes & STATX_ATTR_MOUNT_ROOT;
	return 0;
}

/* `name` below dir, by descriptors all the way. */
static void descend(struct walk *w, int dir, const char *name, const char *path, int depth)
{
	int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd >= 0)
		walk(w, fd, path, depth);
}

static void walk(struct walk *w, int fd, const char *path, int depth)
{
	DIR *dir = fdopendir(fd);
	struct dirent *entry;

	if (!dir)
		close(fd);
	while (dir && (entry = readdir(dir))) {
		char *AUTO_FREE full = NULL;
		struct stat st;
		bool mount;

		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		progress(w->root, ++w->seen); /* what lies below may be a tenant's */
		if (w->most && w->seen > w->most)
			break;
		/* Nothing is asked of a link. */
		if (entry->d_type == DT_LNK || look_up(fd, entry->d_name, &st, &mount) < 0)
			continue;
		full = text_of("%s/%s", path, entry->d_name);
		look(w, fd, entry->d_name, full, &st);
		if (S_ISDIR(st.st_mode) && depth < DEPTH_MAX &&
		    (!mount || answers(w, fd, entry->d_name, full)))
			descend(w, fd, entry->d_name, full, depth + 1);
	}
	if (dir)
		closedir(dir);
}

static void walk_from(struct walk *w, const char *path)
{
	struct stat st;
	bool mount;

	/* /bin -> usr/bin: seen there */
	if (!answers(w, AT_FDCWD, path, path) || look_up(AT_FDCWD, path, &st, &mount) < 0 ||
	    (!S_ISDIR(st.st_mode) && !S_ISREG(st.st_mode)))
		return;
	w->root = path;
	look(w, AT_FDCWD, path, path, &st);
	if (S_ISDIR(st.st_mode))
		descend(w, AT_FDCWD, path, path, 0);
}

static void walk_system(struct walk *w)
{
	for (const char *const *name = layout_system; *name; name++) {
		char path[64];

		snprintf(path, sizeof(path), "/%s", *name);
		walk_from(w, path);
	}
}

static void walk_place(struct walk *w, const char *path)
{
	w->seen = 0;
	walk_from(w, path);
	if (w->seen > w->most)
		verdict_add(&found[PRIVILEGED], "%s (not looked at whole: it has more than %d files)", path,
			PLACE_MAX);
}

/* What the policies show and that lies elsewhere, but for homes: what is in them is the tenant's. */
static void walk_places(struct walk *w)
{
	for (size_t i = 0; i < w->d->place_count; i++)
		if (strncmp(w->d->places[i], "/usr/", 5) && strncmp(w->d->places[i], "/opt/", 5) &&
		    strncmp(w->d->places[i], "/home/", 6))
			walk_place(w, w->d->places[i]);
}

/* Those of a file, as getcap(8) writes them, to be given to cap_free(); NULL: none. */
static char *capabilities_of(int dir, const char *name)
{
	int AUTO_CLOSE fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	cap_t caps = fd < 0 ? NULL : cap_get_fd(fd);
	char *text = caps ? cap_to_text(caps, NULL) : NULL;

	cap_free(caps);
	return text;
}

static void look_privileged(int dir, const char *name, const char *path, const struct stat *st)
{
	char *capabilities;

	if (!S_ISREG(st->st_mode) || !(st->st_mode & 0111))
		return;
	if (st->st_mode & (S_ISUID | S_ISGID)) {
		verdict_add(&found[PRIVILEGED], "%s (set-%s-ID)", path,
			st->st_mode & S_ISUID ? "user" : "group");
		return;
	}
	capabilities = capabilities_of(dir, name);
	if (capabilities)
		verdict_add(&found[PRIVILEGED], "%s (capabilities %s)", path, capabilities);
	cap_free(capabilities);
}

static void look_writable(const struct doctor *d, const char *path, const struct stat *st)
{
	const struct doctor_tenant *t = doctor_by_uid(d, st->st_uid);

	if (S_ISLNK(st->st_mode))
		return;
	if (t)
		verdict_add_of(&found[WRITABLE], t->name, "%s (owned by %s)", path, t->name);
	else if (st->st_mode & S_IWOTH && !S_ISSOCK(st->st_mode) &&
		 !(S_ISDIR(st->st_mode) && st->st_mode & S_ISVTX))
		verdict_add(&found[WRITABLE], "%s (mode %04o)", path, st->st_mode & 07777);
}

static void look(struct walk *w, int dir, const char *name, const char *path, const struct stat *st)
{
	if (w->kinds[PRIVILEGED])
		look_privileged(dir, name, path, st);
	if (w->kinds[WRITABLE])
		look_writable(w->d, path, st);
	if (w->kinds[SOCKETS] && S_ISSOCK(st->st_mode))
		verdict_add(&found[SOCKETS], "%s", path);
}

static void walk_once(struct doctor *d)
{
	static bool walked;
	struct walk system = {d, NULL, 0, 0, {true, true, true}}, etc = {d, NULL, 0, 0, {[WRITABLE] = true}},
		places = {d, NULL, 0, PLACE_MAX, {[PRIVILEGED] = true, [SOCKETS] = true}};

	if (walked)
		return;
	walked = true;
	walk_system(&system);
	walk_from(&etc, "/etc");
	walk_places(&places);
}

/* What was found becomes the check's own. */
static void take(struct doctor *d, struct verdict *v, int kind)
{
	walk_once(d);
	*v = found[kind];
	found[kind] = (struct verdict){0};
}

void doctor_privileged_files(struct doctor *d, struct verdict *v)
{
	take(d, v, PRIVILEGED);
	verdict_count(v, LEVEL_INFO, "none that a tenant could see",
		"seen by tenants, and inert inside by nosuid and no_new_privs");
}

void doctor_writable_files(struct doctor *d, struct verdict *v)
{
	take(d, v, WRITABLE);
	verdict_count(v, LEVEL_FAIL, "root alone can write below /usr, /opt and /etc",
		"system files that others or tenants can write");
}

void doctor_sockets(struct doctor *d, struct verdict *v)
{
	take(d, v, SOCKETS);
	verdict_count(v, LEVEL_WARN, "none that a tenant could connect to",
		"sockets of the host that can be connected to from inside, if somebody listens");
}
