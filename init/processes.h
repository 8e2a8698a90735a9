/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The processes inside, by /proc.
 */
#ifndef INIT_PROCESSES_H
#define INIT_PROCESSES_H

#include <sys/types.h>

/* Call `each` with every pid but 1. Takes no memory. 0; -1: /proc cannot be read. */
int processes_each(void (*each)(pid_t pid, void *context), void *context);

/* SIGKILL for whoever else is in the session that this process has led. */
void processes_end(pid_t session);

#endif
