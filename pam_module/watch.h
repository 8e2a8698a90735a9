/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What PID 1 is given to see when its tenant runs into a limit, and to write what ran then: talk/witness.h.
 */
#ifndef PAM_MODULE_WATCH_H
#define PAM_MODULE_WATCH_H

#include "build.h"

struct watch {
	int oom, memory_short, pids, witness; /* -1: not on this host */
};

#define WATCH_NONE ((struct watch){-1, -1, -1, -1})

/* Whatever cannot be opened is left out: no login depends on it. */
void watch_open(const struct build *b, struct watch *w);
void watch_close(struct watch *w);

/*
 * v1, once PID 1 is there: it hears when nine tenths of memory.max are in use. The kernel waits for all
 * processors before it says that this is registered, some 10 ms: a process does it that nobody waits for.
 */
void watch_threshold(const struct build *b);

#endif
