/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel doctor: what stands between tenants with mode = nat or pasta and their network.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "checks.h"
#include "cli/live.h"
#include "cli/net_tool.h"
#include "cli/output.h"
#include "host/resolvers.h"

/* What hostel-net examine says, line by line. NULL with the verdict set where nothing was ever set up. */
static char *examine(struct verdict *v)
{
	static char said[8192]; /* of one question for all checks: a host can have very many rules */
	static int status = -2;
	struct err e = ERR_NONE;
	int AUTO_CLOSE state = live_state(&e);

	if (state < 0 || faccessat(state, "table", F_OK, AT_SYMLINK_NOFOLLOW) < 0) {
		verdict_set(v, LEVEL_SKIP, "no tenant has had a network with mode = nat since boot");
		return NULL;
	}
	if (status == -2)
		status = net_tool("examine", NULL, said, sizeof(said));
	if (status) {
		verdict_set(v, LEVEL_WARN, "cannot be looked at: %.200s",
			status < 0 ? strerror(errno) : said);
		return NULL;
	}
	return strdup(said);
}

void doctor_net_rules(struct doctor *d, struct verdict *v)
{
	char *AUTO_FREE said = examine(v);

	(void)d;
	if (!said)
		return;
	if (strstr(said, "flushed\n")) {
		verdict_set(v, LEVEL_WARN,
			"the table inet hostel was flushed or changed by somebody: tenants "
			"have no way out, and one wall instead of two");
	} else {
		verdict_set(v, LEVEL_PASS, "the table inet hostel is as it was made");
	}
}

void doctor_net_others(struct doctor *d, struct verdict *v)
{
	char *AUTO_FREE said = examine(v);
	char *save = NULL;

	(void)d;
	if (!said)
		return;
	for (char *line = strtok_r(said, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		if (!strncmp(line, "drops ", 6))
			verdict_add(v, "%s", line + 6);
	verdict_count(v, LEVEL_WARN, "none forwards only what it names",
		"chains of others drop what they do not name, and what tenants send with it");
}

void doctor_net_forwarding(struct doctor *d, struct verdict *v)
{
	char *AUTO_FREE said = examine(v);

	(void)d;
	if (!said)
		return;
	if (strstr(said, "guards\n")) {
		verdict_set(v, LEVEL_INFO,
			"hostel made this host forward, and lets it do so for tenants only");
	} else {
		verdict_set(v, LEVEL_PASS, "the host forwards by its own configuration");
	}
}

void doctor_net_resolvers(struct doctor *d, struct verdict *v)
{
	struct address_list found;
	char *AUTO_FREE rest = NULL;

	(void)d;
	if (resolvers_of_host(&found, &rest) < 0)
		out_of_memory();
	if (found.count) {
		verdict_set(v, LEVEL_PASS, "tenants get %u of the host's", found.count);
		return;
	}
	verdict_set(v, LEVEL_INFO, "this host names none but on its own loopback: with mode = nat or pasta "
		"names cannot be looked up");
}

/* nf_conntrack-sysctl.rst: beyond the maximum nobody on this host gets a new connection. */
void doctor_net_connections(struct doctor *d, struct verdict *v)
{
	char count[32], max[32];
	unsigned long used, most;

	(void)d;
	if (fd_get(AT_FDCWD, "/proc/sys/net/netfilter/nf_conntrack_count", count, sizeof(count)) <= 0 ||
	    fd_get(AT_FDCWD, "/proc/sys/net/netfilter/nf_conntrack_max", max, sizeof(max)) <= 0) {
		verdict_set(v, LEVEL_SKIP, "this host keeps track of none");
		return;
	}
	used = strtoul(count, NULL, 10);
	most = strtoul(max, NULL, 10);
	verdict_set(v, used > most / 5 * 4 ? LEVEL_WARN : LEVEL_PASS, "%lu of nf_conntrack_max = %lu", used,
		most);
}
