/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * t/UID/record: the sandbox of a tenant as it was made.
 */
#ifndef HOSTEL_HOST_RECORD_H
#define HOSTEL_HOST_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

/*
 * The sandbox of a tenant as it was made. Believed only if everything in it fits the login at hand
 * and somebody listens on its control socket.
 */
struct record {
	char name[65];
	uint32_t uid;
	char home[4096];
	uint64_t room;        /* hash of what cannot change in it: struct fitting of limits.h */
	uint64_t limits;      /* hash of the limits that it has now */
	char cgroup[256];     /* below which its cgroup is */
	uint32_t controllers; /* cgroup_reached() */
	char boot[40];        /* /proc/sys/kernel/random/boot_id */
	uint32_t number;      /* N of t/UID/N */
	uint32_t keeper;
	int32_t pid;          /* of hostel-init, on the host */
	uint64_t start;       /* its start time, field 22 of proc_pid_stat(5) */
	uint64_t porch;       /* inode of the porch's mount namespace */
	uint64_t since;       /* CLOCK_REALTIME seconds */
	char plan[65];
	char events[2048];    /* files of the counters that make events: pam_module/events.c */
	uint64_t porch_ipc;   /* of the other namespaces that sessions join; 0: not known, or the host's */
	uint64_t porch_net;
	uint64_t place;       /* running_place() of pam_module/running.h; 0: not known */
};

/* Read t/UID/record. Returns 1; 0 if there is none or it is not one of ours; -1 with *e. */
int record_read(int tenant, struct record *r, struct err *e);

/* Write it atomically. 0 or -1 with *e. */
int record_write(int tenant, const struct record *r, struct err *e);

/*
 * t/UID/cgroups: those of former sandboxes, BASE/NAME a line, that no record names any more. Note the
 * record's, once. 0 or -1 with *e.
 */
int record_left(int tenant, const struct record *r, struct err *e);

/* All of them; free() it. NULL if there are none. */
char *record_left_read(int tenant);

/* A number that is another one for another sandbox. */
uint64_t record_origin(const struct record *r);

/* True if it was written since the host came up. */
bool record_of_this_boot(const struct record *r);

#endif
