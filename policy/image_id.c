/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names and versions of images.
 */
#include "policy/image_id.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LETTERS "abcdefghijklmnopqrstuvwxyz0123456789"

static int read_version(const char *text, uint64_t *version)
{
	char *end;

	if (*text < '1' || *text > '9')
		return -1;
	errno = 0;
	*version = strtoull(text, &end, 10);
	return *end || errno || *version > IMAGE_VERSION_MAX ? -1 : 0;
}

int image_id_parse(const char *text, struct image_id *id, struct err *e)
{
	const size_t length = strcspn(text, "@");

	*id = (struct image_id){.version = 0};
	if (!length || length > IMAGE_NAME_MAX || strspn(text, LETTERS "._-") != length ||
	    !strchr(LETTERS, *text) || (length == 4 && !strncmp(text, "host", 4)))
		return err_rule(e, EINVAL,
			"%.80s is no name of an image: up to %d of a-z 0-9 . _ -, the first "
			"a letter or digit, and not host",
			text, IMAGE_NAME_MAX);
	memcpy(id->name, text, length);
	if (text[length] && read_version(text + length + 1, &id->version) < 0)
		return err_rule(e, EINVAL, "%.100s: a version is a number from 1 to %llu, as in %s@4", text,
			(unsigned long long)IMAGE_VERSION_MAX, id->name);
	return 0;
}

void image_id_print(const struct image_id *id, char text[IMAGE_ID_SIZE])
{
	if (id->version)
		snprintf(text, IMAGE_ID_SIZE, "%s@%llu", id->name, (unsigned long long)id->version);
	else
		snprintf(text, IMAGE_ID_SIZE, "%s", id->name);
}
