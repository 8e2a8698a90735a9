/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel gc: networks. Links, rules and addresses are hostel-net's to remove.
 */
#include "gc_network.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/net_tool.h"
#include "cli/output.h"

static void run_net(struct gc *g, const char *verb, const char *operand, const char *what)
{
	char said[ERR_MESSAGE_SIZE] = "";
	int status = g->cli->dry_run ? 0 : net_tool(verb, operand, said, sizeof(said));

	said[strcspn(said, "\n")] = '\0';
	if (status) {
		say("%s: %s", what, status < 0 ? strerror(errno) : said);
		g->failed++;
	} else if (operand) {
		gc_tell(g, what);
	}
}

void gc_network(struct gc *g, uint32_t uid, int tenant)
{
	char number[16], what[64];

	if (!gc_exists(tenant, "net"))
		return;
	snprintf(number, sizeof(number), "%u", uid);
	snprintf(what, sizeof(what), "network of uid %u", uid);
	run_net(g, "down", number, what);
}

void gc_networks(struct gc *g)
{
	if (gc_exists(g->state, "table"))
		run_net(g, "tidy", NULL, "the host's rules");
}
