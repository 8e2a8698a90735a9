/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is done for hostel by the host's own commands: the group, units of systemd, AppArmor,
 * firewalld, Docker.
 */
#ifndef CLI_SETUP_ACTS_H
#define CLI_SETUP_ACTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define ACT_WORDS 10

struct act {
	char *what;		     /* "unit hostel.service": for people, and for the record */
	bool done;		     /* it is so already */
	const char *make[ACT_WORDS]; /* the command; its words belong to `words` of the list */
	const char *undo[ACT_WORDS]; /* none: [0] is NULL */
};

struct acts {
	struct act *v;
	size_t count;
	char **words;
	size_t word_count;
};

/* Before PAM is told anything: the groups of the gate, ':' between them, or NULL. */
void acts_groups(struct acts *a, const char *gate);

/* Afterwards. Whatever this host does not have is left out. */
void acts_host(struct acts *a);

/* Write it down and do it. 0, or -1 with *e. */
int act_make(const struct act *a, struct err *e);

/* If it was us: 1; 0 if it was not; -1 with *e. */
int act_undo(const struct act *a, struct err *e);

void acts_free(struct acts *a);

#endif
