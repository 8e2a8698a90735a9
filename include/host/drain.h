/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Maintenance: while HOSTEL_STATEDIR/drain is there, no tenant comes in. Gone at reboot.
 */
#ifndef HOSTEL_DRAIN_H
#define HOSTEL_DRAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define DRAIN_MESSAGE_SIZE 200
#define DRAIN_MESSAGE "This host is under maintenance: try again later."

#define DRAIN_REMINDER "maintenance: no tenant comes in until: hostel drain --off"

/* True while it lasts, with the administrator's sentence; in doubt, too, with DRAIN_MESSAGE. */
bool drain_is_on(char message[DRAIN_MESSAGE_SIZE]);

/*
 * Begin it: from now on a login that has not taken its tenant's lock is refused. One line of printable ASCII,
 * shorter than DRAIN_MESSAGE_SIZE. 0, or -1 with *e.
 */
int drain_begin(const char *message, struct err *e);

/* 1; 0 if there was none; -1 with *e. */
int drain_end(struct err *e);

#endif
