/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signals as a new process has them, also those that a libc keeps for itself (32 to 34) and will neither set
 * nor block for anybody.
 */
#ifndef HOSTEL_SIGNALS_H
#define HOSTEL_SIGNALS_H

/* All have their default action and none is blocked. 0 or -1 with errno. */
int signals_reset(void);

/* None is blocked. 0 or -1 with errno. */
int signals_unblock(void);

/* The same for this one: raise(3) ends the process by it. */
int signals_default(int number);

#endif
