/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzz what is read of a value of etcd's before its signature is known to be good. What is taken has one
 * head and one signature, and is made of the same bytes again.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/watch/value.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *bytes = malloc(size + 1), *begun = NULL, *all = NULL;
	struct signed_value v;

	memcpy(bytes, data, size);
	bytes[size] = '\0';
	if (!value_read(&v, bytes, size)) {
		begun = value_begin(bytes, v.path, v.number);
		all = value_end(begun, v.signature);
		if (strlen(all) != size || memcmp(all, bytes, size) || strlen(begun) != v.signed_size)
			abort();
	}
	free(v.signature);
	free(begun);
	free(all);
	free(bytes);
	return 0;
}
