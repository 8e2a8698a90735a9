/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What ran when a limit was hit: PID 1 writes it into memory that root made, of one size that nobody can
 * change (LAUNCH_FD_WITNESS), and root reads it there. Who wrote it is not believed: every record is
 * decoded strictly, and what it says is the tenant's word. docs/decisions/0031-history.md
 */
#ifndef HOSTEL_TALK_WITNESS_H
#define HOSTEL_TALK_WITNESS_H

#include <stdbool.h>
#include <stdint.h>

#define WITNESS_PROCESSES 10
#define WITNESS_NAME 16    /* TASK_COMM_LEN of the kernel */
#define WITNESS_SIZE 512   /* of a record */
#define WITNESS_RECORDS 8  /* the sequence says which is the next one's place */
#define WITNESS_MEMORY (WITNESS_RECORDS * WITNESS_SIZE)
#define WITNESS_NAME_OF_MEMORY "hostel-witness"

enum witness_limit { WITNESS_OF_MEMORY, WITNESS_OF_PIDS, WITNESS_LIMITS };

struct witness_process {
	uint32_t pid;      /* inside */
	uint64_t memory;   /* resident, bytes */
	uint64_t cpu_usec; /* used so far */
	char name[WITNESS_NAME];
};

struct witness {
	uint64_t sequence; /* from 1 on */
	uint64_t time;     /* CLOCK_REALTIME milliseconds */
	enum witness_limit limit;
	uint32_t processes; /* how many there were */
	uint32_t count;
	struct witness_process v[WITNESS_PROCESSES]; /* the largest first */
};

/* Exactly WITNESS_SIZE bytes. False: there is no record. */
void witness_encode(const struct witness *w, unsigned char *bytes);
bool witness_decode(struct witness *w, const unsigned char *bytes);

/* "memory.max", "pids.max" */
const char *witness_limit_name(enum witness_limit limit);

#endif
