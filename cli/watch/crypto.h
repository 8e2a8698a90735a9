/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What libcrypto does: SHA-256 of bytes in memory, and ssh's signatures of ed25519.
 */
#ifndef CLI_WATCH_CRYPTO_H
#define CLI_WATCH_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/apart/sshsig.h"

#define DIGEST_SIZE 65 /* hexadecimal, with its NUL */

void digest_of(const char *bytes, size_t size, char digest[DIGEST_SIZE]);

/* Is the text signed so, by a plain key of ed25519 and with a hash that PROTOCOL.sshsig names? Of other
 * kinds: false. */
bool crypto_is_signed(const struct sshsig *s, const char *text, size_t size);

#endif
