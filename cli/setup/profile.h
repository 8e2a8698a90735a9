/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The jump over pam_systemd.so in a file that services share. Where pam-auth-update(8) writes it,
 * by a profile of ours: a line that it did not write itself would make it stop caring for the file.
 */
#ifndef CLI_SETUP_PROFILE_H
#define CLI_SETUP_PROFILE_H

#include <stdbool.h>

#include "change.h"

enum profile_way {
	PROFILE_NEEDLESS, /* no shared file has pam_systemd.so, or it is jumped over */
	PROFILE_OURS,	  /* by pam-auth-update */
	PROFILE_BLOCK,	  /* by lines of ours, in `files` */
	PROFILE_LINK /* the file is a link of authselect's or somebody else's: the admin's to do */
};

struct profile {
	enum profile_way way;
	const char *where;	/* the name of the shared file, below /etc/pam.d */
	struct changes files;	/* ours to write */
	struct changes written; /* what pam-auth-update will make of its own, for showing */
};

/* In the copy (stage.h). 0, or -1 with *e. */
int profile_plan(struct profile *p, const char *gate, struct err *e);

/* For the host; what p->files has is written here. 0, or -1 with *e, and then profile_undo() is
 * due. */
int profile_make(const struct profile *p, struct err *e);

/* Is there a profile of ours? */
bool profile_is_there(void);

/* Take the profile out. 0, or -1 with *e. */
int profile_undo(struct err *e);

void profile_free(struct profile *p);

#endif
