/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A request to start a process, taken by the child that becomes that process.
 */
#ifndef INIT_REQUEST_H
#define INIT_REQUEST_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "policy/policy.h"
#include "talk/launch.h"
#include "talk/protocol_body.h"

#define REQUEST_MILLISECONDS 5000 /* for a connection to say what it wants */

/* What a child tells PID 1 once the request is its own. */
struct report {
	uint32_t client; /* index */
	pid_t pid;
	dev_t terminal; /* of the sandbox's own devpts, 0: none */
	bool service;
};

struct spawn {
	const struct launch *launch;
	const struct policy *policy;
	dev_t pty_dev;  /* of the sandbox's own devpts */
	int connection; /* who asked for it */
	bool roots;     /* through the control socket, which is root's */
	int reports;    /* where struct report is written to */
	struct report report;
	struct exec_request request; /* this and what follows: by request_take() */
	int fds[3];
	int listener; /* of a service, or -1 */
	int user_namespace; /* of the room's own root, or -1 */
};

/*
 * In the child: receive and check the request with its descriptors, give it a pty if it asks for one, report
 * and answer STARTED. Does not return if it is refused.
 */
void request_take(struct spawn *s);

/* Fork a child that takes out what waits in a connection, and ends. Returns its pid, or -1. */
pid_t request_forget(int connection);

#endif
