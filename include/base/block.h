/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Blocks of one size in a file: a checksum, bytes, zeros. One that was written halfway is found out; it is no
 * promise against who chooses the bytes.
 */
#ifndef HOSTEL_BASE_BLOCK_H
#define HOSTEL_BASE_BLOCK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/wire.h"

#define BLOCK_HEAD 4 /* bytes of the checksum, in front */

/* Write the checksum of all behind it. */
void block_seal(unsigned char *bytes, size_t size);
bool block_is_whole(const unsigned char *bytes, size_t size);

/* Everything was read, and nothing but zeros is left. */
bool block_ends(const struct wire_reader *r);

#endif
