/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A process of another account, with a tree of processes of its own: when it ends, all of them have ended.
 */
#ifndef CLI_APART_APART_H
#define CLI_APART_APART_H

#include <pwd.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Its descriptors; nothing else is open in it, and 0 to 2 are /dev/null. */
#define APART_ANSWER 3
#define APART_DATA 4

struct apart {
	uid_t uid;
	gid_t gid;
	const char *directory; /* where it works: the account's own */
	bool network;	       /* or none at all */
	unsigned int seconds;  /* it ends itself behind them; 0: it lasts */
	int answer, data;      /* become APART_ANSWER and APART_DATA; data -1: none */
	void (*work)(void *context);
	void *context;
};

/* Its process id, or -1 with errno. It is sent SIGKILL when who started it ends. */
pid_t apart_start(const struct apart *w);

/* End it and all that it started; returns when nothing of it is left. */
void apart_end(pid_t pid);

#endif
