/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One version of an image, opened and judged: is it whole, is it the one it stands for, who signed
 * it.
 */
#ifndef HOSTEL_IMAGE_VERSION_H
#define HOSTEL_IMAGE_VERSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "image/digest.h"
#include "image/manifest.h"

/* What hostel.ini asks of every image: its section [image]. */
struct image_rules {
	size_t count;
	char *const *keys; /* files of public keys */
	bool require_signature;
	bool strong; /* integrity = verity */
	const char *stamp; /* image_rules_stamp(), from before they were read; NULL: not known */
};

enum image_signed {
	IMAGE_UNSIGNED,
	IMAGE_UNCHECKED, /* there is a signature, and no key to check it with */
	IMAGE_SIGNED,
	IMAGE_FORGED /* it is no pinned key's signature of this manifest */
};

/* "unsigned", "not checked", "signed", "bad" */
const char *image_signed_name(enum image_signed s);

struct image_version {
	struct image_manifest m;
	char text[IMAGE_MANIFEST_MAX]; /* that is signed */
	size_t size;
	int dir, file; /* the version's directory (O_PATH), the file image */
	enum image_signed sign;
	const char *key; /* of the rules; NULL unless IMAGE_SIGNED */
};

/*
 * The version in the directory `dir`, which is taken over: manifest, the file image with the size
 * that the manifest says, and what the signature is. 0, or -1 with *e: it is damaged, or a key
 * cannot be used. image_version_close() in either case.
 */
int image_version_read(
	int dir, const struct image_rules *r, struct image_version *v, struct err *e);

/* The same without the file image: v->file stays -1. */
int image_version_read_head(int dir, const struct image_rules *r, struct image_version *v, struct err *e);

/*
 * The same as image_version_read() of one in the store: its manifest must be of this name and number.
 * id->version is not 0.
 */
int image_version_open(const struct image_id *id, const struct image_rules *r,
	struct image_version *v, struct err *e);
void image_version_close(struct image_version *v);

/* May it be used, by the rules? 0, or -1 with *e (EKEYREJECTED). */
int image_version_allowed(
	const struct image_version *v, const struct image_rules *r, struct err *e);

/* Read all of the file and compare SHA-256 and fs-verity's digest. 0, or -1 with *e (EBADMSG: not
 * the same). */
int image_version_check(const struct image_version *v, image_tick *tick, struct err *e);

#endif
