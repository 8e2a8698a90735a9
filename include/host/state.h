/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * HOSTEL_STATEDIR: locks, keepers, and the record of each tenant's sandbox. See paths.h. Root's only.
 */
#ifndef HOSTEL_STATE_H
#define HOSTEL_STATE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "policy/policy.h"

#define STATE_DIR_SIZE 256 /* longest path of a tenant's or sandbox's directory */

/* Trees that a sandbox is built on: the symbolic links t/UID/N/KIND name them. NULL at the end. */
extern const char *const state_trees[];

/* t/UID/N/STATE_IMAGE -> NAME@N, of a sandbox that is made of an image. */
#define STATE_IMAGE "image"

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
 * May hostel give uids of this range, which [host] `key` names, to the tenant? Not an account's (`chosen` is
 * asked for), not in subuid(5) or subgid(5), not the tenant's own. 0, or -1 with *e.
 */
int state_check_range(const char *key, const struct uid_range *range, uint32_t uid, uint32_t chosen,
	struct err *e);

/*
 * The uid of the range that is the tenant's, chosen at the first call since boot: not an account's,
 * not in subuid(5) or subgid(5). As state_number(). 0 or -1 with *e.
 */
int state_keeper(int state, const struct uid_range *range, uint32_t uid, uint32_t *keeper,
	struct err *e);

#endif
