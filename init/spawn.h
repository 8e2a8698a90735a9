/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Birth of a tenant's process: forked by a parent of its own (parent.c), stripped step by step, then the
 * program.
 */
#ifndef INIT_SPAWN_H
#define INIT_SPAWN_H

#include "base/err.h"
#include "request.h"

/*
 * Fork a child that takes the request from the connection, reports and starts the program. Returns its pid,
 * or -1 with *e. A request that is refused is answered by the child, which ends with 0. Later mistakes (no
 * such program) are said on its descriptor 2; it ends with 126 or 127 like a shell.
 */
pid_t spawn_process(struct spawn *s, struct err *e);

#endif
