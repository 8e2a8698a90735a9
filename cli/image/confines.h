/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a sandbox of an import is to be.
 */
#ifndef CLI_IMAGE_CONFINES_H
#define CLI_IMAGE_CONFINES_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#define SANDBOX_IDS 65536
#define SANDBOX_OUTPUT 3 /* the descriptor of `output` inside */

/* Where things are inside. */
#define SANDBOX_WORK "/space"
#define SANDBOX_SECRET "/secret/auth.json"

enum sandbox_right {
	SANDBOX_READS,	  /* no capability: downloads, converts */
	SANDBOX_UNPACKS,  /* owners, modes, file capabilities */
	SANDBOX_INSTALLS, /* root of its own: programs that are being installed run */
	SANDBOX_GIVES	  /* reads what the host's root can read, as an id that is nobody's on the host */
};

struct sandbox {
	const char *place; /* an empty directory, for its root */
	const char *space; /*  or NULL, or NULL */
	int shown;	   /* GIVES: what is /source, as open_tree(2) clones it; else -1 */
	enum sandbox_right right;
	bool network;			/* the host's */
	uint32_t first;			/* the host's id of 0 inside; GIVES: its own */
	int input, output;		/* descriptors 0 and 3 inside; -1: /dev/null and none */
	int secret;			/* copied to SANDBOX_SECRET; -1: none */
	const struct memory *memory;	/* the cgroup that it is in */
	uint64_t until;			/* wait_now() */
	const volatile sig_atomic_t *stop; /* it is ended when this is not 0 */
	uint64_t file_size;		/* of one file */
	const char *const *environment; /* besides PATH, HOME, TMPDIR and LC_ALL; NULL: none */
};

#endif
