/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kind IMAGE: the host's own programs, or an image.
 */
#include <string.h>

#include "plain.h"
#include "policy/image_id.h"

static KIND_CHECK(check_image)
{
	const char *text = *(char *const *)member;
	struct err why = ERR_NONE;
	struct image_id id;

	if (strcmp(text, POLICY_IMAGE_HOST) == 0 || image_id_parse(text, &id, &why) == 0)
		return 0;
	return complain(c, "%s", why.message);
}

const struct kind kind_IMAGE = {.parse = plain_parse, .check = check_image, .print = plain_print,
	.encode = plain_encode, .decode = plain_decode, .release = plain_release};
