/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Work that must not be done in the caller's own process: it may never end, or takes other ids.
 */
#ifndef HOSTEL_HELPER_H
#define HOSTEL_HELPER_H

#include <stdint.h>
#include <sys/types.h>

/*
 * Run work(data) in a child process and wait for its end, so many milliseconds at most. The caller,
 * a login program perhaps, learns nothing of this child and keeps its credentials, signals and directory; it
 * shares what `share` says (clone(2): 0, or CLONE_FS for a working directory). The child is a copy of a
 * process without threads, with the caller's descriptors, no signal and no limit of its own. 0; or -1 with
 * errno (ETIMEDOUT: it was killed, and may be there as long as a dead file system holds it).
 */
int helper_run(uint64_t share, unsigned milliseconds, void (*work)(const void *data), const void *data);

/*
 * Its two halves. The child has no exit signal, and none of the caller's handlers: they do not run twice.
 * Its pid and a pidfd, 0 in the child, or -1 with errno.
 */
pid_t helper_fork(uint64_t share, int *helper);

/*
 * The child's end, killed if it is not there by `until` (wait_now()). Its exit status, 128 + the signal that
 * ended it; or -1 with ETIMEDOUT: what holds it is not waited for.
 */
int helper_reap(int helper, pid_t pid, uint64_t until);

/*
 * Close a descriptor that came from whom root does not trust: the last close of a socket may wait for as
 * long as its owner has asked (SO_LINGER), also through unix sockets in whose queues it lies. A process that
 * ends does not wait (PF_EXITING, inet_release()), so one that nobody waits for ends with it. Where there
 * can be none the descriptor stays open until the caller ends.
 */
void helper_close(int *fd);

#endif
