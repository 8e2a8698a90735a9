/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What stands between the host's web server and a service: it accepts outside, connects inside, copies bytes.
 *
 * Should: be the only peer of the web server, which all tenants share. A tenant's program that had its
 * connection could answer with a descriptor whose last close(2) waits (SO_LINGER), and who only reads closes
 * it: the web server would stand still for everybody (A95). Here nobody does but one tenant's own carrier.
 * Mustn't: have any right but the tenant's, or a descriptor beside its sockets; be seen from inside.
 */
#ifndef CLI_SERVICE_CARRIER_H
#define CLI_SERVICE_CARRIER_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "host/account.h"

#define CARRIER_CGROUPS 8

struct carrier {
	const struct account *account;
	int listener;   /* that the web server connects to */
	int directory;  /* of the socket that the program has: NAME.sock, the tenant's alone */
	const char *name;
	uint32_t port;  /* instead of that, of 127.0.0.1; 0: none */
	int cgroups[CARRIER_CGROUPS]; /* files of the tenant's cgroups to write 0 to */
	size_t cgroup_count;
};

/*
 * A child that does it until it is signalled, or this process ends. It stands where this process does: on the
 * porch, in the tenant's network. -1 with errno.
 */
pid_t carrier_start(const struct carrier *c);

#endif
