/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The mount namespace of a process, and whose it is: by this a tenant's processes are known. Root's
 * rights.
 */
#ifndef HOSTEL_PROCESS_MOUNT_H
#define HOSTEL_PROCESS_MOUNT_H

#include <stdint.h>

struct process_mount {
	uint64_t inode;
	uint32_t owner; /* of the user namespace that owns it; 0 for the host's */
};

/* Of the process with this directory of /proc. 0, or -1 with errno. */
int process_mount(int proc, struct process_mount *m);

/*
 * A pidfd of process `pid`, and its mount namespace, looked at when the descriptor was open already:
 * should the number change hands meanwhile, the descriptor means a process that has ended, and a
 * signal through it goes nowhere. -1 with errno.
 */
int process_mount_open(int32_t pid, struct process_mount *m);

#endif
