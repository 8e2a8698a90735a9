/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The face of a sandbox. Its mounts are attached before hostel-init's user namespace begins: whoever copies
 * a mount namespace into a less privileged user namespace can neither make a read-only mount of it writable
 * nor take it apart (mount_namespaces(7), "Restrictions on mount namespaces"). That holds for a PID 1 that
 * the tenant has taken over, too.
 */
#include "face.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/id_map.h"
#include "base/mount_calls.h"
#include "host/gid_map.h"
#include "host/state.h"
#include "talk/face.h"
#include "talk/layout.h"
#include "talk/paths.h"

int face_choose(struct build *b, struct err *e)
{
	const struct policy *p = &b->login->policy;
	const struct account *a = &b->login->account;
	const struct map_ids ids = {p->keepers.last, b->keeper};
	struct err ignored = ERR_NONE;
	char map[GID_MAP_SIZE];

	(void)e;
	/* All but the face are who they are: not where the host is a container with a part of the ids. */
	if (*b->login->image.name || p->keepers.last == p->keepers.first ||
		!id_map_covers(0, UINT32_MAX - 1))
		return 0;
	if (p->seccomp != SECCOMP_UNCONFINED && a->group_count <= FACE_GROUPS_MAX &&
		gid_map_make(&ids, a->groups, a->group_count, 0, map, &ignored) == 0)
		b->face = p->keepers.last;
	return 0;
}

/* On disk root is 0; everybody else is who they are. */
static int make_map(uint32_t face, struct err *e)
{
	char text[96];

	snprintf(text, sizeof(text), "0 %u 1\n1 1 %u\n%u %u %u\n", face, face - 1, face + 1, face + 1,
		UINT32_MAX - face - 1);
	return id_map_make(AT_FDCWD, text, text, e);
}

static int open_place(size_t place, struct err *e)
{
	char path[FACE_PATH_SIZE];
	int AUTO_CLOSE parent = -1;
	int fd;

	face_path(place, path);
	fd = open(path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd >= 0 || errno != ENOENT)
		return fd < 0 ? err_set(e, errno, "%s", path) : fd;
	parent = state_directory(AT_FDCWD, HOSTEL_FACES, e);
	return parent < 0 ? -1 : state_directory(parent, path + sizeof(HOSTEL_FACES), e);
}

struct faces {
	int map;
	dev_t refused; /* the last one was of this file system, and cannot have other ids; 0: it could */
	dev_t without; /* so could not two in a row: not asked for each directory */
};

/*
 * 1; 0: what is not there, or is a link, or cannot have other ids, is shown as the host has it; -1 with *e.
 */
static int show(struct faces *f, const char *path, size_t place, struct err *e)
{
	const unsigned how = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE | AT_SYMLINK_NOFOLLOW;
	struct mount_attr attr = {.userns_fd = (unsigned)f->map, .propagation = MS_PRIVATE,
		.attr_set = MOUNT_ATTR_IDMAP | MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID |
			MOUNT_ATTR_NODEV};
	int AUTO_CLOSE tree = -1, AUTO_CLOSE target = -1;
	struct stat st;

	if (lstat(path, &st) < 0 || !S_ISDIR(st.st_mode) || st.st_dev == f->without)
		return 0;
	tree = sys_open_tree(AT_FDCWD, path, how);
	if (tree < 0)
		return 0;
	if (sys_mount_setattr(tree, "", AT_EMPTY_PATH | AT_RECURSIVE, &attr) < 0) {
		f->without = f->refused == st.st_dev ? st.st_dev : 0;
		f->refused = st.st_dev;
		return 0;
	}
	f->refused = 0;
	target = open_place(place, e);
	if (target < 0)
		return -1;
	return sys_move_mount(tree, target) < 0 ? err_set(e, errno, HOSTEL_FACES ": %s", path) : 1;
}

/* Where nothing of it is shown, it may be a file system that does not answer. */
static bool is_needed(const struct survey *s, size_t whole)
{
	for (size_t i = 0; i < s->shown_count; i++)
		if (face_whole_of(s->shown[i]) == whole)
			return true;
	return false;
}

/* A mount for each of many directories takes longer than one for all, which has to be wholly possible. */
static int show_wholes(const struct survey *s, struct faces *f, struct err *e)
{
	int whole[FACE_WHOLES];

	for (size_t i = 0; i < FACE_WHOLES; i++) {
		f->refused = 0; /* of a whole what is mounted below it may be the reason */
		whole[i] = is_needed(s, i) ? show(f, face_wholes[i].directory, face_wholes[i].place, e) : 0;
		if (whole[i] < 0)
			return -1;
	}
	for (size_t i = 0; i < s->shown_count; i++)
		if (!whole[face_whole_of(s->shown[i])] && show(f, s->shown[i], FACE_SHOWN + i, e) < 0)
			return -1;
	return 0;
}

static int show_all(const struct build *b, struct faces *f, struct err *e)
{
	const struct survey *s = b->survey;
	char path[STATE_DIR_SIZE];

	for (size_t i = 0; layout_system[i]; i++) {
		snprintf(path, sizeof(path), "/%s", layout_system[i]);
		if (show(f, path, i, e) < 0)
			return -1;
	}
	if (show_wholes(s, f, e) < 0)
		return -1;
	snprintf(path, sizeof(path), HOSTEL_STATEDIR "/%s", s->etc_name);
	if (show(f, path, FACE_ETC, e) < 0)
		return -1;
	snprintf(path, sizeof(path), HOSTEL_STATEDIR "/%s", s->machine_name);
	if (show(f, path, FACE_MACHINE, e) < 0)
		return -1;
	snprintf(path, sizeof(path), HOSTEL_STATEDIR "/t/%u/%s/ids", b->login->account.uid, s->base_name);
	return show(f, path, FACE_IDS, e);
}

static int take_own_mounts(struct err *e)
{
	struct mount_attr follow = {.propagation = MS_SLAVE}; /* what the host mounts meanwhile arrives */

	if (unshare(CLONE_NEWNS) < 0 || sys_mount_setattr(AT_FDCWD, "/", AT_RECURSIVE, &follow) < 0)
		return err_set(e, errno, "a mount namespace for root's files");
	return 0;
}

int face_make(const struct build *b, struct err *e)
{
	int AUTO_CLOSE map = -1;

	if (!b->face)
		return 0;
	map = make_map(b->face, e);
	return map < 0 || take_own_mounts(e) < 0 ? -1 : show_all(b, &(struct faces){.map = map}, e);
}
