/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The waiting side of a process that hostel-init runs: hostel-shell and `hostel enter`. Hands it
 * over, relays a foreign terminal through a pty of the sandbox, passes signals on, gets the status.
 */
#ifndef HOSTEL_ATTACH_H
#define HOSTEL_ATTACH_H

#include <stdbool.h>

#include "base/err.h"
#include "talk/protocol.h"
#include "talk/protocol_body.h"

struct attach {
	int socket;        /* connected to hostel-init */
	bool relay_all;    /* every terminal is foreign: relay it whatever its devpts is */
	bool release;      /* close 0, 1 and 2 once they are handed over and none is relayed */
	bool ignores;      /* signals_handed that this process ignores the other one does, too: execve(2) */
	bool listens;      /* hand over `listener`, too */
	int listener;      /* of a service */
	void (*started)(void); /* or NULL: the process is there */
	unsigned timeout;  /* milliseconds for hostel-init to answer */
};

/*
 * Fill q->pty_mask, rows and columns from descriptors 0, 1 and 2, and q->ignored; give up the controlling
 * terminal if it is the sandbox's own and this process leads its session; send the request and wait for the
 * end of the process. *status becomes its wait status, as waitpid(2) gives it.
 * A signal ends the caller until the request is sent. From then on it is the process's, and waits for
 * the answer, which has a bound; without a process it is the caller's again.
 * Returns 0; -1 with *e: refused (the sentence), no answer in time, or the sandbox is gone.
 */
int attach_run(const struct attach *a, struct exec_request *q, int *status, struct err *e);

/* End this process as the other one ended: same status, or death by the same signal without a core. */
_Noreturn void attach_end(int status);

#endif
