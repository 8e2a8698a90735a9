/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is known of one version of an image: the text that is signed. Lines "KEY VALUE", in this order, each
 * once, printable ASCII, a newline behind each; the first is "hostel-image 1". Pure: bytes in, struct out.
 */
#ifndef HOSTEL_IMAGE_MANIFEST_H
#define HOSTEL_IMAGE_MANIFEST_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "image/store.h"

#define IMAGE_MANIFEST_MAX 4096
#define IMAGE_DIGEST_SIZE 65 /* SHA-256 as hexadecimal text */

struct image_manifest {
	struct image_id id;               /* name, version: the number that must not go back */
	uint64_t size;                    /* bytes of the file image */
	char sha256[IMAGE_DIGEST_SIZE];   /* of the file as a whole */
	char fsverity[IMAGE_DIGEST_SIZE]; /* its fs-verity digest: SHA-256, blocks of 4096, no salt */
	char verity[IMAGE_DIGEST_SIZE];   /* dm-verity's root hash: the same, and version 1 */
	char architecture[32];            /* as OCI has it: amd64, arm64 */
	char system[96];                  /* PRETTY_NAME of os-release(5), or "unknown" */
	char source[256];                 /* where it is from, as asked for, with the digest if known */
	char created[24];                 /* 2027-01-31T12:00:00Z */
};

/* Write the text; returns its length, 0 if a member cannot stand in it. */
size_t image_manifest_print(const struct image_manifest *m, char text[IMAGE_MANIFEST_MAX]);

/* Strict: EINVAL in *e, which names the line, for everything that image_manifest_print() would not write. */
int image_manifest_parse(struct image_manifest *m, const char *text, size_t size, struct err *e);

#endif
