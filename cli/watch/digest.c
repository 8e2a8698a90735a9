/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SHA-256 of bytes in memory.
 */
#include "digest.h"

#include <openssl/evp.h>
#include <stdio.h>

#include "cli/output.h"

void digest_of(const char *bytes, size_t size, char digest[DIGEST_SIZE])
{
	unsigned char raw[EVP_MAX_MD_SIZE];
	unsigned n = 0;

	if (EVP_Digest(bytes, size, raw, &n, EVP_sha256(), NULL) != 1)
		out_of_memory();
	for (unsigned i = 0; i < n; i++)
		snprintf(digest + 2 * i, 3, "%02x", raw[i]);
}
