/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Blocks with a checksum.
 */
#include "base/block.h"

#include <stdint.h>

#include "base/hash.h"

static uint32_t checksum(const unsigned char *bytes, size_t size)
{
	const uint64_t hash = hash_more(HASH_START, bytes + BLOCK_HEAD, size - BLOCK_HEAD);

	return (uint32_t)(hash ^ hash >> 32);
}

void block_seal(unsigned char *bytes, size_t size)
{
	struct wire_writer w = {.data = bytes, .size = BLOCK_HEAD};

	wire_put_u32(&w, checksum(bytes, size));
}

bool block_is_whole(const unsigned char *bytes, size_t size)
{
	struct wire_reader r = {.data = bytes, .left = BLOCK_HEAD};

	return wire_get_u32(&r) == checksum(bytes, size);
}

bool block_ends(const struct wire_reader *r)
{
	for (size_t i = 0; !r->failed && i < r->left; i++)
		if (r->data[i])
			return false;
	return !r->failed;
}
