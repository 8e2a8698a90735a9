/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a program inherits from whoever starts it, execve(2): what it relies on is put right first of all.
 */
#ifndef HOSTEL_INHERITED_H
#define HOSTEL_INHERITED_H

/*
 * No signal is blocked. SIGCHLD (ignored, it leaves nobody to wait for: waitpid(2)) and SIGALRM have their
 * default action; the others stay ignored where they are: nohup(1) means it. Descriptors 0, 1 and 2 are
 * open, so that no file gets their number; one that was closed still cannot be read or written. 0, or -1
 * with errno.
 */
int inherited_reset(void);

#endif
