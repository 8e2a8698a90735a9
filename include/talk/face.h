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

/* Places of such mounts: directories of layout_system in their order, these, then struct launch's `shown`. */
#define FACE_SYSTEM_MAX 16
enum face_place {
	FACE_ETC = FACE_SYSTEM_MAX,
	FACE_IDS,
	FACE_MACHINE,
	FACE_SHOWN
};

/* The directory of the N-th, absolute: below HOSTEL_STATEDIR. */
#define FACE_PATH_SIZE 64
void face_path(size_t place, char path[FACE_PATH_SIZE]);

/*
 * The mount in this place as an O_PATH descriptor; -1: there is none. Read-only, as nothing of the place
 * itself is.
 */
int face_open(size_t place);

#endif
