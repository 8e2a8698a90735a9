/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzz what root decodes of an image's manifest, which another host may have written. What is taken
 * prints to the same bytes.
 */
#include <stdlib.h>
#include <string.h>

#include "image/manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char again[IMAGE_MANIFEST_MAX];
	struct err e = ERR_NONE;
	struct image_manifest m;

	if (image_manifest_parse(&m, (const char *)data, size, &e) < 0) {
		if (!e.code || !*e.message)
			abort();
		return 0;
	}
	if (image_manifest_print(&m, again) != size || memcmp(again, data, size) != 0)
		abort();
	return 0;
}
