/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sandbox that the tenant's record names: does it fit, and has it a place left.
 */
#include "running.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/hash.h"
#include "host/control.h"
#include "host/helper.h"
#include "host/limits.h"
#include "host/process.h"
#include "host/record.h"
#include "talk/paths.h"
#include "talk/protocol_body.h"

#define STATUS_MILLISECONDS 1000 /* the session phase waits longer, and decides */
#define PLACE_MILLISECONDS 1000  /* for the home's file system to say which directory it is */

bool running_fits(const struct record *r, const struct login *l, const char *boot)
{
	return fitting_room(&l->fitting, r, &l->policy, &l->account, boot);
}

void running_retire(const struct record *r, const struct login *l)
{
	const unsigned left = login_left(l);

	control_retire(r->uid, r->number, left < STATUS_MILLISECONDS ? left : STATUS_MILLISECONDS);
}

/*
 * Of files in /etc a sandbox has copies. With a room that is kept and kept again they would be old for
 * ever, so it is not kept once one of these, which programs need as they are now, has changed.
 */
static bool has_old_copies(const struct record *r)
{
	static const char *const needed[] = {"/etc/ld.so.cache", "/etc/resolv.conf", "/etc/hosts",
		"/etc/localtime"};
	struct stat made, now;
	char path[STATE_DIR_SIZE + 16];

	snprintf(path, sizeof(path), "%s/t/%u/%u/etc", HOSTEL_STATEDIR, r->uid, r->number);
	if (lstat(path, &made) < 0)
		return false;
	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (stat(needed[i], &now) == 0 && (now.st_ctim.tv_sec > made.st_ctim.tv_sec ||
			(now.st_ctim.tv_sec == made.st_ctim.tv_sec &&
				now.st_ctim.tv_nsec > made.st_ctim.tv_nsec)))
			return true;
	return false;
}

/* An installed file is a new one. What cannot be seen is taken for the same. */
static bool is_of_former_init(const struct record *r)
{
	struct stat running, installed;
	char path[32];

	snprintf(path, sizeof(path), "/proc/%d/exe", (int)r->pid);
	return process_start(r->pid) == r->start && stat(path, &running) == 0 &&
	       stat(HOSTEL_INIT, &installed) == 0 &&
	       (running.st_ino != installed.st_ino || running.st_dev != installed.st_dev);
}

/* `current` of its image is another one now. */
static bool is_of_former_image(const struct record *r, const struct login *l)
{
	char path[STATE_DIR_SIZE], id[IMAGE_ID_SIZE], made[IMAGE_ID_SIZE];
	ssize_t n;

	if (!*l->image.name)
		return false;
	snprintf(path, sizeof(path), "%s/t/%u/%u/" STATE_IMAGE, HOSTEL_STATEDIR, r->uid, r->number);
	image_id_print(&l->image, id);
	n = readlink(path, made, sizeof(made));
	return n >= 0 && ((size_t)n != strlen(id) || memcmp(made, id, (size_t)n) != 0);
}

bool running_is_outdated(const struct record *r, const struct login *l)
{
	return is_of_former_init(r) || has_old_copies(r) || is_of_former_image(r, l);
}

/* False: it cannot be told. With nothing there it is another place, too. */
static bool add_place(uint64_t *hash, const char *path)
{
	struct statx st = {0};

	if (statx(AT_FDCWD, path, AT_STATX_DONT_SYNC, STATX_INO | STATX_BTIME, &st) < 0 && errno != ENOENT)
		return false;
	*hash = hash_more(*hash, &st.stx_dev_major, sizeof(st.stx_dev_major));
	*hash = hash_more(*hash, &st.stx_dev_minor, sizeof(st.stx_dev_minor));
	*hash = hash_more(*hash, &st.stx_ino, sizeof(st.stx_ino));
	if (st.stx_mask & STATX_BTIME) {
		*hash = hash_more(*hash, &st.stx_btime.tv_sec, sizeof(st.stx_btime.tv_sec));
		*hash = hash_more(*hash, &st.stx_btime.tv_nsec, sizeof(st.stx_btime.tv_nsec));
	}
	return true;
}

uint64_t running_place(const struct login *l)
{
	const struct bind_list *const lists[] = {&l->policy.read_only, &l->policy.read_write};
	uint64_t hash = HASH_START;
	bool told = add_place(&hash, l->account.home);

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		for (size_t n = 0; n < lists[i]->count; n++)
			told = told && add_place(&hash, lists[i]->items[n].source);
	return told ? hash : 0;
}

struct look {
	const struct login *login;
	uint64_t *place; /* shared with the helper */
};

static void look(const void *data)
{
	const struct look *o = data;

	close_range(0, ~0U, 0); /* should it never answer, neither the lock nor the session stays with us */
	*o->place = running_place(o->login);
}

bool running_is_elsewhere(const struct record *r, const struct login *l)
{
	const unsigned left = login_left(l);
	uint64_t *place, seen = 0;

	if (!r->place)
		return false;
	place = mmap(NULL, sizeof(*place), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (place == MAP_FAILED)
		return false;
	if (helper_run(0, left < PLACE_MILLISECONDS ? left : PLACE_MILLISECONDS, look,
		    &(struct look){l, place}) == 0)
		seen = *place;
	munmap(place, sizeof(*place));
	return seen && seen != r->place;
}

/* The record of a tenant, of this boot. False if there is none. */
static bool read_record(const struct login *l, struct record *r, char boot[40])
{
	struct err ignored = ERR_NONE;
	char path[STATE_DIR_SIZE];
	int AUTO_CLOSE tenant = -1;

	snprintf(path, sizeof(path), "%s/t/%u", HOSTEL_STATEDIR, l->account.uid);
	tenant = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return tenant >= 0 && record_read(tenant, r, &ignored) > 0 && boot_id(boot, &ignored) == 0 &&
	       !strcmp(r->boot, boot);
}

void running_suspend(const struct login *l)
{
	struct record r;
	char boot[40];

	if (l->policy.suspended && read_record(l, &r, boot))
		control_retire(r.uid, r.number, STATUS_MILLISECONDS);
}

int running_has_place(const struct login *l, struct denial *d)
{
	struct status status;
	struct record r;
	char boot[40];
	int32_t pid;
	int AUTO_CONTROL fd = -1;

	if (!read_record(l, &r, boot) || !running_fits(&r, l, boot))
		return 0;
	fd = control_connect(r.uid, r.number, STATUS_MILLISECONDS);
	if (fd < 0 || control_status(fd, &status, &pid) < 0 ||
	    status.sessions < l->policy.max_sessions)
		return 0;
	d->why = REFUSED_MAX_SESSIONS;
	strcpy(d->sentence, "Too many sessions.");
	return err_rule(&d->error, EPERM, "tenant %s has %u sessions, [session] max_sessions is %u",
		l->account.name, status.sessions, (unsigned)l->policy.max_sessions);
}
