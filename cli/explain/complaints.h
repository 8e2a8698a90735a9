/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From what a tenant says to what can be behind it. Text alone: nothing is asked.
 */
#ifndef CLI_EXPLAIN_COMPLAINTS_H
#define CLI_EXPLAIN_COMPLAINTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "causes.h"

#define COMPLAINT_SIZE 8192  /* of a text: what is beyond is not looked at */
#define COMPLAINT_CAUSES 32  /* of all lines together */

struct complaint {
	enum cause causes[COMPLAINT_CAUSES]; /* the likelier first; ends with CAUSE_none */
	char path[256];			     /* that it names, "" for none; as the tenant wrote it */
	uint32_t port;			     /* that it names, 0 for none */
	bool local;			     /* it names localhost, or one of its addresses */
};

/* A program's output as it was pasted, one line or many. False: nothing of it is known. */
bool complaint_read(struct complaint *c, const char *text);

/* Small letters, single blanks, without quotes and what is no printable ASCII. */
void complaint_plain(char *to, size_t size, const char *text);

/* The n-th thing that is known, as an example of it, in `example`. False behind the last. */
bool complaint_example(size_t n, char *example, size_t size);

/* Can this cause be behind it? */
bool complaint_leads_to(size_t n, enum cause cause);

#endif
