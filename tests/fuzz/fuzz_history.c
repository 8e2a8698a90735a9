/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzz what root decodes of the history's files and of the memory that PID 1 writes: the first byte chooses
 * the decoder. The checksum is made right, or no input would come further. What is taken encodes to the
 * same bytes.
 */
#include <stdlib.h>
#include <string.h>

#include "base/block.h"
#include "events/slot.h"
#include "events/witness.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fuzz_head(const unsigned char *bytes)
{
	unsigned char again[HEAD_SIZE];
	struct head head, next;

	if (!head_decode(&head, bytes))
		return;
	head_encode(&head, again);
	if (memcmp(again, bytes, HEAD_SIZE) != 0)
		abort();
	next = head;
	next.last.boot++;
	head_next(&next, &head.last);
}

static void fuzz_slot(const unsigned char *bytes)
{
	unsigned char again[SLOT_SIZE], twice[SLOT_SIZE];
	struct slot slot, other, sum = {0};

	if (!slot_decode(&slot, bytes))
		return;
	slot_sum(&sum, &slot);
	slot_sum(&sum, &slot);
	/* A number may be written in more ways than one: it means the same. */
	slot_encode(&slot, again);
	if (!slot_decode(&other, again))
		abort();
	slot_encode(&other, twice);
	if (memcmp(again, twice, SLOT_SIZE) != 0)
		abort();
}

static void fuzz_witness(const unsigned char *bytes)
{
	unsigned char again[WITNESS_SIZE];
	struct witness w;

	if (!witness_decode(&w, bytes))
		return;
	witness_encode(&w, again);
	if (memcmp(again, bytes, WITNESS_SIZE) != 0)
		abort();
}

static void fuzz_ran(const unsigned char *bytes)
{
	unsigned char again[RAN_SIZE], inner[RAN_SIZE];
	struct ran ran;

	memcpy(inner, bytes, RAN_SIZE);
	block_seal(inner + RAN_SIZE - WITNESS_SIZE, WITNESS_SIZE);
	block_seal(inner, RAN_SIZE);
	if (!ran_decode(&ran, inner))
		return;
	ran_encode(&ran, again);
	if (memcmp(again, inner, RAN_SIZE) != 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct {
		void (*run)(const unsigned char *bytes);
		size_t size;
	} decoders[] = {
		{fuzz_head, HEAD_SIZE}, {fuzz_slot, SLOT_SIZE}, {fuzz_witness, WITNESS_SIZE},
		{fuzz_ran, RAN_SIZE},
	};
	unsigned char bytes[HEAD_SIZE] = {0};

	if (!size || data[0] >= sizeof(decoders) / sizeof(decoders[0]) || size - 1 > decoders[data[0]].size)
		return 0;
	memcpy(bytes, data + 1, size - 1);
	block_seal(bytes, decoders[data[0]].size);
	decoders[data[0]].run(bytes);
	return 0;
}
