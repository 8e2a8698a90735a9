/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an image lacks that logins want.
 */
#ifndef CLI_COMMAND_IMAGE_LACKS_H
#define CLI_COMMAND_IMAGE_LACKS_H

#include <stddef.h>

#include "policy/image_id.h"

#define IMAGE_LACKS_MAX 5

/* A sentence for each thing, of an image that is mounted. How many. */
size_t image_lacks(const struct image_id *id, const char *sentences[IMAGE_LACKS_MAX]);

#endif
