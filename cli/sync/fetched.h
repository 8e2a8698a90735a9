/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is to be fetched, and what became of it: what root and the two accounts say to each other.
 */
#ifndef CLI_SYNC_FETCHED_H
#define CLI_SYNC_FETCHED_H

#include <stdbool.h>

#include "settings.h"

enum fetch_code {
	FETCH_NEW,	 /* the files are in HOSTEL_VERIFYDIR/FETCH_TREE */
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
#define FETCH_ANSWER_SIZE 1024

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

/* What one of the two accounts has to say. Returns -1. */
int fetch_answer(struct fetched *f, enum fetch_code code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Say it to root. 0 or -1. */
int fetch_tell(const struct fetched *f);

#endif
