/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a service writes, carried to standard output: 128 KiB a second, or some 500 short lines; then the
 * tenant waits.
 */
#ifndef CLI_SERVICE_LOG_H
#define CLI_SERVICE_LOG_H

#include <stdint.h>
#include <sys/types.h>

struct log {
	int from, to;            /* a pipe; `to` is the programs' */
	int64_t budget;          /* bytes that may be read; below 0: what more was read than that */
	uint64_t filled;         /* since when they are counted */
};

#define LOG_NONE {.from = -1, .to = -1}

/* For programs of this uid. 0, or -1 with errno */
int log_open(struct log *l, uid_t owner);

/* The descriptor to poll, or -1: nothing may be read for a while, or there is no more. */
int log_wants(struct log *l);

/* Carry what is there, as far as it may be. */
void log_carry(struct log *l);

#endif
