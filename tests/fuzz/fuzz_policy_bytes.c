/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzz policy_decode(): what it takes must encode to the same bytes again.
 */
#include <stdlib.h>
#include <string.h>

#include "hostel/policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct policy zero;
	struct policy p;
	unsigned char *bytes;
	size_t length;

	if (policy_decode(&p, data, size) != 0) {
		if (memcmp(&p, &zero, sizeof(p)) != 0)
			abort();
		return 0;
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
	return 0;
}
