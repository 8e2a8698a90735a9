/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What goes on after the login that has started it, and serves those that come after it.
 */
#ifndef HOSTEL_BASE_LASTING_H
#define HOSTEL_BASE_LASTING_H

/*
 * Give up what sticks to the calling process of the login program's: umask, scheduling, processors, the place
 * in the queue of the kernel's when memory is short, keyring, personality, huge pages, the limit of processor
 * time as far as it can be raised. As root. 0, or -1 with errno.
 */
int lasting_begin(void);

#endif
