/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Looking after a room's spool, until nobody is in the room or PID 1 has ended.
 */
#ifndef JOBS_SERVE_H
#define JOBS_SERVE_H

#include "room.h"

/* What the program is started with, beside the porch. */
enum { FD_LOCK = 4, FD_INIT, FD_LEFT };

_Noreturn void serve(const struct room *r);

#endif
