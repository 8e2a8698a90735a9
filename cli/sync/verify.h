/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the account does that judges: out of a pack that nobody is believed for.
 */
#ifndef CLI_SYNC_VERIFY_H
#define CLI_SYNC_VERIFY_H

#include "fetched.h"

struct verify_order {
	const struct fetch_order *order;
	const char *commit; /* 40 digits */
};

/*
 * Read a pack from APART_DATA into a new repository, which names each object by its content, judge the
 * commit, and lay out its policies in FETCH_TREE. Answers FETCH_NEW, or what is wrong.
 */
void verify(void *verify_order);

#endif
