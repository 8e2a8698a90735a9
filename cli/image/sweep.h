/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Going through a tree that came from outside, inside the sandbox.
 */
#ifndef CLI_IMAGE_SWEEP_H
#define CLI_IMAGE_SWEEP_H

#include <stdint.h>
#include <time.h>

#define SWEEP_DEPTH 256 /* directories in each other; Debian has some 20 */

struct sweep {
	struct timespec
		begun;	/* times from then on, and before 1970, become 0: they would be others each time */
	uint64_t count; /* out: files and directories */
	char why[160];	/* out, for -1 */
};

/* Devices go, and attributes that are nobody's business: trusted.*, user.overlay.*, security.* but for
 * capability. */
int sweep_tree(struct sweep *s, int root);

/* Remove what is in the directory `name`. 0, or -1 with errno (ELOOP: nested too deep). */
int sweep_empty(int parent, const char *name);

#endif
