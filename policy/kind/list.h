/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a list is split.
 */
#ifndef POLICY_KIND_LIST_H
#define POLICY_KIND_LIST_H

#include "policy/complaint.h"
#include "policy/policy.h"

/* At commas, trimmed; empty and repeated items are refused. The caller releases *out in any case. */
int list_split(const char *text, struct string_list *out, struct complaint *c);
void words_release(void *member);

/*
 * Split, and have each item read into *member, which knows where the next one goes. More than `max` items are
 * refused: `what` they are, for the message.
 */
int list_read(const char *text, size_t max, const char *what, void *member,
	int (*read)(char *item, void *member, struct complaint *c), struct complaint *c);

#endif
