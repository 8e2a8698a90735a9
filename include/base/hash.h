/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * FNV-1a of 64 bits: names for content, never a promise against who chooses the content.
 */
#ifndef HOSTEL_BASE_HASH_H
#define HOSTEL_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#define HASH_START UINT64_C(0xcbf29ce484222325)

/* `hash` with so many bytes more. draft-eastlake-fnv-21, section 2. */
uint64_t hash_more(uint64_t hash, const void *bytes, size_t length);

#endif
