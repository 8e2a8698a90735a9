/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A tree that came from outside, made one that rooms can be built on. Runs inside the sandbox.
 */
#ifndef CLI_IMAGE_PREPARE_H
#define CLI_IMAGE_PREPARE_H

#include <time.h>

#define PREPARE_ARCHITECTURE "architecture "
#define PREPARE_SYSTEM "system "
#define PREPARE_FILES "files "

struct prepare {
	const char *root;
	struct timespec begun; /* when the import began: later times are of files that it made itself */
};

/*
 * A job of a sandbox, `data` a struct prepare: mount points are there, nothing of the tree is a device, no
 * attribute but file capabilities, ACLs and the user's own. On 1: what it is, a line each. On 2: why it is
 * refused. The status is 0 or 1.
 */
int prepare_work(const void *data);

#endif
