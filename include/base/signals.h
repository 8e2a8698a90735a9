/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signals as a new process has them, also those that a libc keeps for itself (32 to 34) and will neither set
 * nor block for anybody.
 */
#ifndef HOSTEL_SIGNALS_H
#define HOSTEL_SIGNALS_H

#include <stdint.h>

/* All have their default action and none is blocked. 0 or -1 with errno. */
int signals_reset(void);

/* None is blocked. 0 or -1 with errno. */
int signals_unblock(void);

/* HUP INT QUIT PIPE TERM TSTP TTIN TTOU: whoever ignores them means what it starts, too, as nohup(1) does. */
extern const uint32_t signals_handed;
#define SIGNALS_BIT(number) (UINT32_C(1) << ((number) - 1))

/* These are ignored. 0 or -1 with errno. */
int signals_ignore(uint32_t set);

/* It has its default action and is not blocked: raise(3) ends the process by it. */
int signals_default(int number);

#endif
