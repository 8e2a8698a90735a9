/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Data that is constant once the program is relocated.
 */
#ifndef HOSTEL_RELRO_H
#define HOSTEL_RELRO_H

/*
 * Make what the linker marked so (PT_GNU_RELRO: tables of pointers, the GOT) read-only, in a static-pie
 * program; to be called first. glibc's start does it, musl's leaves it to a dynamic linker that is not there.
 * 0 or -1 with errno.
 */
int relro_apply(void);

#endif
