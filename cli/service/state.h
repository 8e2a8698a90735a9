/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is known of a tenant's service: HOSTEL_STATEDIR/services/UID/NAME, written by who runs it. Root's.
 */
#ifndef CLI_SERVICE_STATE_H
#define CLI_SERVICE_STATE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "policy/policy.h"

enum service_phase { SERVICE_NEVER, SERVICE_STARTING, SERVICE_RUNNING, SERVICE_WAITING, SERVICE_STOPPED,
	SERVICE_FAILED, SERVICE_PHASES };

struct service_state {
	enum service_phase phase;
	pid_t pid;         /* who runs it; with its start time, process_start() */
	uint64_t start;
	uint64_t since;    /* CLOCK_BOOTTIME milliseconds: of the phase */
	uint64_t until;    /* WAITING: of the next start */
	uint32_t restarts; /* since somebody started it */
	uint32_t row;      /* of those without ten seconds of running between them */
	uint32_t ended;    /* how often it ended up to FAILED; not kept */
	int status;        /* of its last end: waitpid(2) */
	uint64_t policy;   /* service_hash() of what it was started with */
};

/* HOSTEL_STATEDIR/services/UID, made if missing: descriptor, or -1 with *e. */
int service_state_open(uint32_t uid, struct err *e);

/*
 * Read the state of one; NEVER if there is none. Who ran it and died without a word: FAILED, killed. 0, or -1
 * with *e.
 */
int service_state_read(int dir, const char *name, struct service_state *s, struct err *e);
int service_state_write(int dir, const char *name, const struct service_state *s, struct err *e);

/*
 * Nobody else runs it, as long as this process lives: a record lock, fcntl(2), which no child has. What a
 * child had of flock(2) would keep the next start out, and systemd does not try again. False: somebody does.
 */
bool service_state_lock(int dir, const char *name);

/* "running", ... */
const char *service_phase_name(enum service_phase phase);

/* Of all that the policy says of it. */
uint64_t service_hash(const struct service *s);

#endif
