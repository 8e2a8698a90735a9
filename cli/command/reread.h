/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A reader that reads a file once: hostel.ini, plans and owners are in the chains of many tenants.
 */
#ifndef CLI_COMMAND_REREAD_H
#define CLI_COMMAND_REREAD_H

#include "policy/reader.h"

#define REREAD_MAX 64

struct reread {
	struct policy_reader below;
	size_t next; /* which one makes room */
	struct reread_file {
		char path[96], *text;
		size_t length;
	} v[REREAD_MAX];
};

/* A reader in front of another one; what cannot be read is asked again. The struct must live as long. */
struct policy_reader reread_reader(struct reread *r, struct policy_reader below);
void reread_free(struct reread *r);

#endif
