/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * HOSTEL_STATEDIR: locks, keepers, and the record of each tenant's sandbox. See paths.h. Root's only.
 */
#ifndef HOSTEL_STATE_H
#define HOSTEL_STATE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "hostel/err.h"
#include "hostel/policy.h"

#define STATE_DIR_SIZE 256 /* longest path of a tenant's or sandbox's directory */

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
};

/* Trees that a sandbox is built on: the symbolic links t/UID/N/KIND name them. NULL at the end. */
extern const char *const state_trees[];

/* Open HOSTEL_STATEDIR, made if missing (0711, root's). Descriptor or -1 with *e. */
int state_open(struct err *e);

/* The directory of a tenant below it, made if missing. Descriptor or -1 with *e. */
int state_tenant(int state, uint32_t uid, struct err *e);

/* Open `name` below dir, a directory of root's that nobody else may write to, made if missing. -1 with *e. */
int state_directory(int dir, const char *name, struct err *e);

/*
 * An exclusive lock (flock(2)) on the file `name` below dir, waiting at most `seconds`. The lock lasts
 * as long as the descriptor returned. -1 with *e (ETIMEDOUT).
 */
int state_lock(int dir, const char *name, unsigned seconds, struct err *e);

/* The same, but others may have it in this way at the same time. */
int state_share(int dir, const char *name, unsigned seconds, struct err *e);

/* Numbers of which each tenant has one: HOSTEL_STATEDIR/NAME/N -> UID. */
struct state_numbers {
	const char *name;
	uint32_t first;
	uint64_t count;
	/* May it be given to them? Without the lock. 0, or -1 with *e. NULL: always. */
	int (*check)(const struct state_numbers *n, uint32_t uid, uint32_t number, struct err *e);
};

/*
 * The tenant's, chosen from their uid at the first call since boot and kept. Takes the state's lock for a
 * moment. 0, or -1 with *e (ENOSPC: all are taken).
 */
int state_number(int state, const struct state_numbers *n, uint32_t uid, uint32_t *number, struct err *e);

/*
 * The uid of the range that is the tenant's, chosen at the first call since boot: not an account's,
 * not in subuid(5) or subgid(5). As state_number(). 0 or -1 with *e.
 */
int state_keeper(int state, const struct uid_range *range, uint32_t uid, uint32_t *keeper,
	struct err *e);

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

/* This boot's id in buffer[40]. 0 or -1 with *e. */
int boot_id(char buffer[40], struct err *e);

/* True if it was written since the host came up. */
bool record_of_this_boot(const struct record *r);

/* Start time of a process in clock ticks since boot, 0 if there is none. */
uint64_t process_start(pid_t pid);

/* Threads of the calling process. */
unsigned process_threads(void);

#endif
