/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Root's files as root's: in the sandbox's user namespace 0 is the face, a reserved uid and gid that nobody
 * runs as and that owns nothing on the host. Of what of the host is shown inside, the module has mounts in
 * which it stands for root (mount_setattr(2), MOUNT_ATTR_IDMAP), read-only for good, where hostel-init finds
 * them. Decision 37.
 */
#ifndef HOSTEL_FACE_H
#define HOSTEL_FACE_H

#include <stddef.h>

/* In no more groups: the filter, which keeps PID 1 from becoming the face, has to know each of them. */
#define FACE_GROUPS_MAX 256

/* Places of such mounts: directories of layout_system in their order, these, then struct launch's `shown`. */
#define FACE_SYSTEM_MAX 16
enum face_place {
	FACE_ETC = FACE_SYSTEM_MAX,
	FACE_IDS,
	FACE_MACHINE,
	FACE_HOST_ETC, /* the host's own /etc as a whole, for all that is shown of it */
	FACE_HOST_CACHE, /* /var/cache */
	FACE_HOST_LIB, /* /var/lib */
	FACE_SHOWN     /* one of these, where the whole cannot be had */
};

/* The directory of the N-th, absolute: below HOSTEL_STATEDIR. */
#define FACE_PATH_SIZE 64
void face_path(size_t place, char path[FACE_PATH_SIZE]);

/*
 * The mount in this place as an O_PATH descriptor; -1 with errno, which is ENOENT where there is none.
 * Read-only, as nothing of the place itself is.
 */
int face_open(size_t place);

/* 0: root's files of /usr show as root's; -1 with errno. Links of /etc lead there. */
int face_of_usr(void);

/* face_open() of the N-th of `shown`: its own, or what is there in the whole. */
int face_open_shown(size_t n, const char *path);

#define FACE_WHOLES 3

/* In which of these a path of `shown` lies. */
extern const struct face_whole {
	const char *directory; /* "/etc/" */
	enum face_place place;
} face_wholes[FACE_WHOLES];
size_t face_whole_of(const char *path);

#endif
