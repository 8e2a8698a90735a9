/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What libcrypto does.
 */
#include "crypto.h"

#include <openssl/evp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "cli/output.h"

#define SIGNED_MAX 1024

void digest_of(const char *bytes, size_t size, char digest[DIGEST_SIZE])
{
	unsigned char raw[EVP_MAX_MD_SIZE];
	unsigned n = 0;

	if (EVP_Digest(bytes, size, raw, &n, EVP_sha256(), NULL) != 1)
		out_of_memory();
	for (unsigned i = 0; i < n; i++)
		snprintf(digest + 2 * i, 3, "%02x", raw[i]);
}

static const EVP_MD *hash_of(struct sshsig_part name)
{
	const size_t n = (size_t)(name.end - name.at);

	if (n != 6)
		return NULL;
	return !memcmp(name.at, "sha512", n)   ? EVP_sha512()
	       : !memcmp(name.at, "sha256", n) ? EVP_sha256()
					       : NULL;
}

/* A string of ssh's: its length in four bytes in front (RFC 4251, 5). */
static size_t put_string(uint8_t *to, size_t used, const void *bytes, size_t size)
{
	if (size > SIGNED_MAX - 4 || used > SIGNED_MAX - 4 - size)
		return SIGNED_MAX;
	to[used] = to[used + 1] = 0;
	to[used + 2] = (uint8_t)(size >> 8);
	to[used + 3] = (uint8_t)size;
	memcpy(to + used + 4, bytes, size);
	return used + 4 + size;
}

static bool verify(const struct sshsig *s, const uint8_t *bytes, size_t size)
{
	EVP_PKEY *key = EVP_PKEY_new_raw_public_key(
		EVP_PKEY_ED25519, NULL, s->ed25519_key.at, SSHSIG_ED25519_KEY_SIZE);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	const bool good = key && context && EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) == 1 &&
			  EVP_DigestVerify(context, s->ed25519.at, SSHSIG_ED25519_SIZE, bytes, size) == 1;

	EVP_MD_CTX_free(context);
	EVP_PKEY_free(key);
	return good;
}

bool crypto_is_signed(const struct sshsig *s, const char *text, size_t size)
{
	uint8_t bytes[SIGNED_MAX] = "SSHSIG";
	unsigned char hash[EVP_MAX_MD_SIZE];
	const EVP_MD *md = hash_of(s->hash);
	size_t used = 6;
	unsigned n = 0;

	if (!md || !s->ed25519.at || EVP_Digest(text, size, hash, &n, md, NULL) != 1)
		return false;
	used = put_string(bytes, used, s->space.at, (size_t)(s->space.end - s->space.at));
	used = put_string(bytes, used, "", 0);
	used = put_string(bytes, used, s->hash.at, (size_t)(s->hash.end - s->hash.at));
	used = put_string(bytes, used, hash, n);
	return used < SIGNED_MAX && verify(s, bytes, used);
}
