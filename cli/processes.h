/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The processes of tenants, as the kernel knows them: those in a mount namespace that a keeper
 * owns. That is everything in a sandbox, and every login program that stands on a porch.
 */
#ifndef CLI_PROCESSES_H
#define CLI_PROCESSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct process {
	int32_t pid;
	int32_t inside;    /* its number in the sandbox, 1 for hostel-init; 0: on a porch */
	uint32_t uid;      /* the tenant's */
	uint64_t room;     /* inode of its pid namespace */
	uint64_t mount;    /* inode of its mount namespace */
	char command[200]; /* printable: the name in brackets, or more by processes_commands() */
};

struct keeper {
	uint32_t keeper, uid;
};

struct processes {
	size_t keeper_count, count;
	struct keeper *keepers;
	struct process *v;
};

/* Read who keeps whom. 0, or -1 with *e. */
int processes_keepers(struct processes *p, int state, struct err *e);

/* One more keeper, from a record. */
void processes_keeper(struct processes *p, uint32_t keeper, uint32_t uid);

/* Look through /proc; of `uid` only, or of every tenant for 0. 0, or -1 with *e. */
int processes_find(struct processes *p, uint32_t uid, struct err *e);

/*
 * Their command lines, as far as they can be had in two seconds: they stand in memory of the tenants',
 * behind which may be a file system that does not answer.
 */
void processes_commands(struct processes *p);

/*
 * SIGKILL, if the process is still one of a tenant's: its namespace is looked at once more through
 * a descriptor that cannot come to mean another process.
 */
void process_kill(const struct processes *p, const struct process *process);

void processes_free(struct processes *p);

#endif
