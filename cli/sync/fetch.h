/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The newest signed commit, fetched and laid out by a process without any right of root's.
 */
#ifndef CLI_SYNC_FETCH_H
#define CLI_SYNC_FETCH_H

#include <stdbool.h>

#include "settings.h"

enum fetch_code {
	FETCH_NEW,	 /* the files are in HOSTEL_SYNCDIR/FETCH_TREE */
	FETCH_SAME,	 /* the commit is the one that is known */
	FETCH_SYSTEM,	 /* it could not be done on this host */
	FETCH_SERVER,	 /* nothing could be fetched */
	FETCH_SIGNATURE, /* not signed by somebody who may */
	FETCH_HISTORY,	 /* it does not come after the one that is known */
	FETCH_TREE_BAD,	 /* its files cannot be taken */
	FETCH_CODES
};

#define FETCH_TREE "tree"
#define FETCH_COMMIT_SIZE 72

struct fetched {
	enum fetch_code code;
	char commit[FETCH_COMMIT_SIZE]; /* "" if nobody knows */
	char why[512];
};

struct fetch_order {
	const struct sync_settings *settings;
	const char *known;  /* commit, or NULL */
	const char *last;   /* the commit that the new one must come after, or NULL */
	bool any;	    /* whatever it comes after */
};

void fetch_run(const struct fetch_order *order, struct fetched *result);

#endif
