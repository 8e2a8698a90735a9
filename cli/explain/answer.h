/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What explain answers for one possible cause.
 */
#ifndef CLI_EXPLAIN_ANSWER_H
#define CLI_EXPLAIN_ANSWER_H

#include "complaints.h"
#include "facts.h"

#define ANSWER_COMMANDS 2
#define ANSWER_COMMAND_SIZE 1024

enum verdict {
	VERDICT_HIT, /* a counter says that it happened */
	VERDICT_NOW, /* as things are, it is so */
	VERDICT_CAN, /* nothing counts it, nothing speaks against it */
	VERDICT_NOT  /* not with this tenant, as things are */
};

struct answer {
	enum cause cause;
	enum field_id field; /* FIELD_COUNT: no key */
	bool owner;	       /* it is the owner's limit of that key: policy->sum */
	enum verdict verdict;
	uint64_t count, last;  /* HIT: how often since the host came up, and when; 0: not known */
	char evidence[400];    /* half a sentence */
	const char *words;     /* what it means */
	size_t command_count;
	char commands[ANSWER_COMMANDS][ANSWER_COMMAND_SIZE]; /* to be typed as they are */
};

#endif
