/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which image, and which version of it: "debian-13" or "debian-13@4".
 */
#ifndef HOSTEL_POLICY_IMAGE_ID_H
#define HOSTEL_POLICY_IMAGE_ID_H

#include <stdint.h>

#include "base/err.h"

#define POLICY_IMAGE_HOST "host" /* in a policy: none */
#define IMAGE_NAME_MAX 64 /* [a-z0-9][a-z0-9._-]*, not "host" */
#define IMAGE_ID_SIZE (IMAGE_NAME_MAX + 24)
/* So that the last is far from what counts: a version that was received with it would be the name's last. */
#define IMAGE_VERSION_MAX UINT64_C(999999999)

struct image_id {
	char name[IMAGE_NAME_MAX + 1];
	uint64_t version; /* from 1 to IMAGE_VERSION_MAX; 0: the current one */
};

/* 0, or -1 with *e (EINVAL) that says what would be right. */
int image_id_parse(const char *text, struct image_id *id, struct err *e);

void image_id_print(const struct image_id *id, char text[IMAGE_ID_SIZE]);

#endif
