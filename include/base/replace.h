/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file of root's as a whole: whoever reads it sees the old one or the new one.
 */
#ifndef HOSTEL_BASE_REPLACE_H
#define HOSTEL_BASE_REPLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * Write NAME.new below `dir`, 0600, no link, and rename(2) it to `name` (up to 200 bytes). Not for what must
 * survive a crash of the host: nothing is synced. 0, or -1 with errno, and the old file is as it was.
 */
int file_replace(int dir, const char *name, const void *data, size_t size);

/*
 * The same for what must last, and with this mode: with `sync` the bytes are on the disk before the name is
 * theirs (fsync(2)); who writes many calls syncfs(2) behind the last.
 */
int file_replace_lasting(int dir, const char *name, const void *data, size_t size, mode_t mode, bool sync);

#endif
