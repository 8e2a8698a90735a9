/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The facts about a tenant, gathered: files of the configuration, what hostel-init answers, counters, events.
 */
#ifndef CLI_EXPLAIN_GATHER_H
#define CLI_EXPLAIN_GATHER_H

#include "cli/config.h"
#include "facts.h"

struct gathered {
	struct facts facts;
	struct tenant tenant;
	struct policy room;
};

/*
 * `path`: what the complaint names, or "". What cannot be read is left unknown. 0, or an exit status after
 * saying why not: no such tenant, or a policy with mistakes. gather_free() in either case.
 */
int gather(struct gathered *g, const struct cli *c, const char *name, const char *path);
void gather_free(struct gathered *g);

#endif
