/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Work for a login program that must not be done in its own process.
 */
#ifndef PAM_MODULE_HELPER_H
#define PAM_MODULE_HELPER_H

#include <stdint.h>

/*
 * Run work(data) in a child process and wait for its end, a few seconds at most. The login program
 * learns nothing of this child and keeps its credentials, signals and place; it shares what
 * `share` says (clone(2): 0, or CLONE_FS for a working directory). The child is a copy of a process
 * without threads, with the login program's descriptors.
 */
void helper_run(uint64_t share, void (*work)(const void *data), const void *data);

/*
 * The same in the mount namespace of PID 1, from wherever the caller stands. Without root's rights
 * nothing is done.
 */
void helper_run_on_host(void (*work)(const void *data), const void *data);

#endif
