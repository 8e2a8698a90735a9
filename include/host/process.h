/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Processes of the host, and this boot.
 */
#ifndef HOSTEL_HOST_PROCESS_H
#define HOSTEL_HOST_PROCESS_H

#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"

/* This boot's id in buffer[40]. 0 or -1 with *e. */
int boot_id(char buffer[40], struct err *e);

/* Start time of a process in clock ticks since boot, 0 if there is none. */
uint64_t process_start(pid_t pid);

/* Threads of the calling process. */
unsigned process_threads(void);

#endif
