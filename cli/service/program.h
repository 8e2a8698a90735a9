/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A program of a service, started by hostel-init over a connection of root's.
 */
#ifndef CLI_SERVICE_PROGRAM_H
#define CLI_SERVICE_PROGRAM_H

#include <stdbool.h>
#include <sys/types.h>

#include "host/account.h"
#include "policy/policy.h"

struct program {
	const struct account *account;
	const struct service *service;
	int control;  /* connected to hostel-init; taken over */
	int listener; /* its descriptor 3, or -1 */
	int output;   /* of standard output and error */
	int started;  /* a byte is written there when it runs */
};

/*
 * A child that stands for the program: it passes on signals, ends as the program does, and takes it along
 * when it is killed, as it is when this process ends. -1 with errno.
 */
pid_t program_start(const struct program *p);

#endif
