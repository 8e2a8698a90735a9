/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the benchmark's programs share: the clock, a PAM session as a login program has one, the floor.
 */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <stdbool.h>
#include <sys/types.h>

/* Microseconds of CLOCK_MONOTONIC. */
double now(void);

/* A number of a session's parts, in microseconds. */
struct times {
	double account, open; /* pam_acct_mgmt(3), pam_open_session(3) */
	double run, close;    /* the account's shell until its exit status is back; pam_close_session(3) */
};

enum session_kind {
	SESSION_OPEN, /* opened and closed */
	SESSION_RUN,  /* the account's shell is run in between, as the user */
	SESSION_HOLD, /* open until the caller closes its end of `hold` */
};

/*
 * One session in a child: it joins the porch for good. Returns the child, which is still to be waited for,
 * or -1 if there was no session; what failed is said on standard error.
 */
pid_t session(const char *service, const char *user, enum session_kind kind, const int hold[2],
	struct times *times);

/* Until the sandbox of the session before has ended, two seconds at most. */
void session_wait_for_end(uid_t uid);

/* In a child: fork, exec of a program with all output thrown away, its end. Its exit status, or -1. */
int run_program(char *const argv[]);

/*
 * The least that a sandbox like ours costs: the mounts, namespaces and cgroups that `plan` names, and in
 * it /usr/bin/true. Returns 0, or -1 with what failed on standard error. `inside`: its PID 1.
 */
int floor_run(const char *inside, const char *plan, bool network);

/* Its cgroups are removed, as soon as it has ended. */
void floor_clean(const char *plan);

#endif
