/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing and reading little-endian bytes: a buffer that grows, a cursor that never runs over.
 */
#ifndef POLICY_BYTES_H
#define POLICY_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define POLICY_STRING_SIZE_MAX 4096
#define POLICY_LIST_MAX 1024 /* entries */

struct bytes {
	unsigned char *data;
	size_t length;
	size_t size;
	bool failed; /* out of memory: everything after that is ignored */
};

struct cursor {
	const unsigned char *at;
	size_t left;
};

void bytes_u32(struct bytes *out, uint32_t number);
void bytes_u64(struct bytes *out, uint64_t number);
void bytes_string(struct bytes *out, const char *s);
void bytes_patch_u32(struct bytes *out, size_t offset, uint32_t number);

/* 0 or EINVAL; strings also ENOMEM */
int cursor_u32(struct cursor *in, uint32_t *number);
int cursor_u64(struct cursor *in, uint64_t *number);
int cursor_string(struct cursor *in, char **s);
/* A count of entries that take at least `least` bytes each. */
int cursor_count(struct cursor *in, size_t least, size_t *count);

#endif
