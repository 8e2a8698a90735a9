/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SHA-256 of bytes in memory, by libcrypto.
 */
#ifndef CLI_WATCH_DIGEST_H
#define CLI_WATCH_DIGEST_H

#include <stddef.h>

#define DIGEST_SIZE 65 /* hexadecimal, with its NUL */

void digest_of(const char *bytes, size_t size, char digest[DIGEST_SIZE]);

#endif
