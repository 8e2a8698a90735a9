/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ed25519 (RFC 8032) over the bytes of a manifest; keys as PEM files of openssl-genpkey(1) and
 * openssl-pkey(1).
 */
#ifndef HOSTEL_IMAGE_SIGNATURE_H
#define HOSTEL_IMAGE_SIGNATURE_H

#include <stddef.h>

#include "base/err.h"

#define IMAGE_SIGNATURE_SIZE 64

/* Sign with a private key. 0, or -1 with *e. */
int image_sign(const char *key, const void *text, size_t size,
	unsigned char signature[IMAGE_SIGNATURE_SIZE], struct err *e);

/*
 * Is it the signature of this public key's owner? 1, 0; or -1 with *e: the key cannot be used, or
 * is not root's alone, with every directory above it.
 */
int image_signature_is_of(const char *key, const void *text, size_t size,
	const unsigned char signature[IMAGE_SIGNATURE_SIZE], struct err *e);

/* Can the public key be used, and is it root's alone? 0, or -1 with *e. */
int image_key_check(const char *key, struct err *e);

#endif
