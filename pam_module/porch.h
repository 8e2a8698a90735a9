/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Going to the porch, or to a dead end.
 */
#ifndef PAM_MODULE_PORCH_H
#define PAM_MODULE_PORCH_H

#include <stdbool.h>

#include "base/err.h"
#include "host/record.h"
#include "login.h"

/* Descriptors of the namespaces that login programs stand in. */
struct porch {
	int mount, ipc;
	int net; /* -1: the host's */
	bool left_behind; /* the room was kept: nobody else on it has a session */
};

#define PORCH_NONE {-1, -1, -1, false}

/* struct porch AUTO_PORCH porch = PORCH_NONE; closed when it leaves the scope. */
#define AUTO_PORCH __attribute__((cleanup(porch_close)))
void porch_close(struct porch *porch);

/*
 * Open a session in the recorded sandbox. Returns a connection that is the session, with the porch's
 * namespaces: those that policy demands, owned by the keeper, and those of the record if it has any;
 * -1 with *d (ECONNREFUSED, ENOENT: nobody is there any more; EPERM: refused, with the sentence; EUSERS: with
 * as many sessions as max_sessions; others, ECONNRESET for one: it may live).
 */
int session_open(const struct login *login, const struct record *record, struct porch *porch,
	struct denial *d);

/* Write the record of a new sandbox, with what its first session was given. 0 or -1 with *e. */
int porch_record(const struct porch *porch, int tenant, struct record *record, struct err *e);

/*
 * Processes of the tenant's uid outside the sandbox, which is what sshd's children and hostel-shell are: per
 * session an sshd with its ten channels (MaxSessions of sshd_config(5)) and something to spare.
 */
#define PORCH_PROCESSES(sessions) (16 * (sessions) + 16)

/*
 * Stand on the porch, in the directory of the same name as before or in /: join its mount, ipc and net
 * namespace. From now on the caller's children of the tenant's uid are PORCH_PROCESSES(sessions) at most
 * (RLIMIT_NPROC, which the kernel counts per uid and user namespace: who is in the sandbox is not counted).
 * 0 or -1 with *e.
 */
int porch_join(const struct login *login, const struct porch *porch, struct err *e);

/*
 * Have the kernel send SIGTERM to the calling process when PID 1 lets go of the session, or has ended:
 * for a program that would go on serving forwarding and files without a sandbox. fcntl(2), F_SETSIG.
 * Without a sandbox's end nothing changes for the caller. 0, or -1 with *e: it has ended already.
 * session_unwatch() before it is closed.
 */
int session_watch(int session, struct err *e);
void session_unwatch(int session);

/*
 * After a failure, stand in a dead end: an empty read-only root where nothing can be executed, without
 * network and System V IPC. If even that fails, or with `end`, the calling process is killed.
 */
void porch_dead_end(bool end);

#endif
