/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the account does that judges the values: nobody is believed but the keys of allowed_signers.
 */
#ifndef CLI_WATCH_JUDGE_H
#define CLI_WATCH_JUDGE_H

#include "numbers.h"
#include "settings.h"

struct judge_order {
	const struct watch_settings *settings;
	struct numbers *known; /* what was taken before */
	const char *applied;   /* path of the link to the set in force */
};

/* Below its home: files that are new, as a set has them, and their numbers. */
#define JUDGE_TREE "tree"
#define JUDGE_NUMBERS "numbers"

/*
 * Reads the lines of feed.h from APART_DATA. On APART_ANSWER, packets to root: "said REVISION REFUSED
 * MISSING" and lines about some of these; "ready": JUDGE_TREE is to be applied, and stays as it is until
 * root says "done", or "again" for some seconds later; "failed WHY" is the last one. Lasts. `order` is a
 * struct judge_order.
 */
void watch_judge(void *order);

#define JUDGE_PACKET_MAX 65536

#endif
