/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes on the wire: little-endian integers and length-prefixed strings, in a caller's buffer or in one
 * that grows, with one sticky flag for everything that does not fit or does not parse.
 */
#ifndef HOSTEL_WIRE_H
#define HOSTEL_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wire_writer {
	unsigned char *data; /* the caller's to free if it grows */
	size_t size;
	size_t used;
	bool grows; /* data by realloc(3), NULL at first */
	bool failed; /* something did not fit, no memory; nothing more is written */
};

struct wire_reader {
	const unsigned char *data;
	size_t left;
	bool failed; /* truncated or malformed; every later get returns 0 or "" */
};

void wire_put_u32(struct wire_writer *w, uint32_t value);
void wire_put_u64(struct wire_writer *w, uint64_t value);

/* Length, bytes, and a NUL so that the reader can use it in place. NULL is written as "". */
void wire_put_string(struct wire_writer *w, const char *text);

/* Over what was written there before. */
void wire_patch_u32(struct wire_writer *w, size_t offset, uint32_t value);

/* Length and bytes, no NUL. */
void wire_put_bytes(struct wire_writer *w, const void *data, size_t size);

uint32_t wire_get_u32(struct wire_reader *r);
uint64_t wire_get_u64(struct wire_reader *r);

/* Points into the reader's buffer and lives as long; fails on an inner NUL or over 128 KiB. */
const char *wire_get_string(struct wire_reader *r);

/* Points into the reader's buffer; *size is set. */
const unsigned char *wire_get_bytes(struct wire_reader *r, size_t *size);

/* A number of items that follow, each at least `least` bytes long: no count can exceed the input. */
uint32_t wire_get_count(struct wire_reader *r, size_t least, uint32_t max);

/* True if everything was read, nothing is left and nothing failed. */
bool wire_done(const struct wire_reader *r);

#endif
