/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzz policy_decode(): what it takes must encode to the same bytes again. The input is what follows the
 * header, which names the list of fields: with it in the input, a new key would make the corpus worthless.
 */
#include <stdlib.h>
#include <string.h>

#include "policy/defaults.h"
#include "policy/encode.h"
#include "policy/policy.h"
#include "policy/print.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define HEADER_SIZE 20 /* policy/encode.c */
#define LENGTH_AT 8

static const unsigned char *header(void)
{
	static unsigned char *made;
	struct policy p;
	size_t length;

	if (made)
		return made;
	if (policy_init(&p) != 0 || policy_encode(&p, &made, &length) != 0)
		abort();
	policy_free(&p);
	return made;
}

static void check(const unsigned char *data, size_t size)
{
	static const struct policy zero;
	struct policy p;
	unsigned char *bytes;
	size_t length;

	if (policy_decode(&p, data, size) != 0) {
		if (memcmp(&p, &zero, sizeof(p)) != 0)
			abort();
		return;
	}
	if (policy_encode(&p, &bytes, &length) != 0 || length != size ||
		memcmp(bytes, data, size) != 0)
		abort();
	for (unsigned int id = 0; id < FIELD_COUNT; id++) {
		char text[256];

		if (policy_print_field(&p, (enum field_id)id, text, sizeof(text)) < 0)
			abort();
	}
	free(bytes);
	policy_free(&p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned char *whole = malloc(HEADER_SIZE + size);

	if (!whole)
		return 0;
	memcpy(whole, header(), HEADER_SIZE);
	for (int i = 0; i < 4; i++)
		whole[LENGTH_AT + i] = (unsigned char)(size >> (8 * i));
	if (size)
		memcpy(whole + HEADER_SIZE, data, size);
	check(whole, HEADER_SIZE + size);
	free(whole);
	return 0;
}
