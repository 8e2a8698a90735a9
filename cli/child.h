/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A child that asks what may never answer.
 */
#ifndef CLI_CHILD_H
#define CLI_CHILD_H

#include <sys/types.h>

/*
 * Wait for the child's end, or end it after so many milliseconds: 0, or -1. One that the kernel cannot
 * end yet, as a dead file system holds it, is left to itself.
 */
int child_wait(pid_t child, unsigned milliseconds);

#endif
