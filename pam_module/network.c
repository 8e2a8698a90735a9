/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mode = nat and pasta, the module's part: which addresses, which resolvers, and to have hostel-net do it
 * between the birth of the network namespace and hostel-init's first step. Mustn't: load a library for rules
 * or links into the login program.
 */
#include "network.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "host/network.h"
#include "host/resolvers.h"
#include "on_host.h"
#include "talk/paths.h"

static bool is_connected(const struct policy *p)
{
	return p->network == NETWORK_NAT || p->network == NETWORK_PASTA;
}

/* Of the network only what the sandbox's files tell, and what hostel-net has to know. */
int network_describe(struct build *b, struct err *e)
{
	const struct policy *p = &b->login->policy;
	struct network_place *n = &b->survey->network;
	struct address_list found;
	char *AUTO_FREE rest = NULL;

	if (!is_connected(p))
		return 0;
	if (resolvers_of_host(&found, &rest) < 0)
		return err_set(e, ENOMEM, "resolv.conf");
	if (p->dns.count)
		found = p->dns;
	free(b->resolv_conf);
	b->resolv_conf = resolvers_file(&found, rest);
	if (!b->resolv_conf)
		return err_set(e, ENOMEM, "resolv.conf");
	*n = (struct network_place){.pool = p->pool, .pool6 = p->pool6, .resolver_count = found.count};
	memcpy(n->resolvers, found.items, sizeof(n->resolvers));
	return network_slot(b->state, &p->pool, b->login->account.uid, &n->slot, e);
}

/* What the host has of a sandbox that had one: others may publish the same ports now. */
static int leave_network(const struct build *b, struct err *e)
{
	char uid[16], said[ERR_MESSAGE_SIZE];
	const char *const argv[] = {HOSTEL_NET, "leave", uid, NULL};

	if (faccessat(b->tenant, "net", F_OK, AT_SYMLINK_NOFOLLOW) < 0)
		return 0;
	snprintf(uid, sizeof(uid), "%u", b->login->account.uid);
	return on_host_program(argv, NULL, 0, login_left(b->login), said, sizeof(said)) == 0
		       ? 0 : err_rule(e, EIO, "network: %s", *said ? said : "hostel-net failed");
}

int network_up(const struct build *b, struct err *e)
{
	static const char *const argv[] = {HOSTEL_NET, "up", NULL};
	char path[64], said[ERR_MESSAGE_SIZE];
	int AUTO_CLOSE netns = -1;
	int AUTO_CLOSE pidns = -1;
	int status;

	if (!is_connected(&b->login->policy))
		return leave_network(b, e);
	snprintf(path, sizeof(path), "/proc/%d/ns/net", (int)b->pid);
	netns = open(path, O_RDONLY | O_CLOEXEC);
	if (netns < 0)
		return err_set(e, errno, "%s", path);
	snprintf(path, sizeof(path), "/proc/%d/ns/pid", (int)b->pid);
	pidns = open(path, O_RDONLY | O_CLOEXEC);
	if (pidns < 0)
		return err_set(e, errno, "%s", path);
	status = on_host_program(argv, (const int[]){b->spec, netns, pidns}, 3, login_left(b->login), said,
		sizeof(said));
	if (status < 0 && errno == ETIMEDOUT)
		return err_rule(e, ETIMEDOUT, "the network was not set up in [host] timeout = %us",
			(unsigned)b->login->policy.timeout);
	if (status < 0)
		return err_set(e, errno, HOSTEL_NET);
	return status ? err_rule(e, EIO, "network: %s", *said ? said : "hostel-net failed without a word")
		      : 0;
}
