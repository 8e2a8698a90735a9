/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A service's hostel-carrier (folder carrier/), started.
 *
 * Should: hand it the tenant's ids and cgroups and no descriptor beside its sockets.
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
	int program;    /* carrier_open() */
	int listener;   /* that the web server connects to */
	int directory;  /* of the socket that the program has: NAME.sock, the tenant's alone */
	const char *name;
	uint32_t port;  /* instead of that, of 127.0.0.1; 0: none */
	int cgroups[CARRIER_CGROUPS]; /* files of the tenant's cgroups to write 0 to */
	size_t cgroup_count;
};

/* The program, on the host: the porch has no path that leads to it. -1 with errno. */
int carrier_open(void);

/*
 * A child that does it until it is signalled, or this process ends. It stands where this process does: on the
 * porch, in the tenant's network. -1 with errno.
 */
pid_t carrier_start(const struct carrier *c);

#endif
