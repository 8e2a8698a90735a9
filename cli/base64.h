/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Base64 that has one form only (RFC 4648, 4): whoever verifies a signature wants no other.
 */
#ifndef CLI_BASE_SIXTYFOUR_H
#define CLI_BASE_SIXTYFOUR_H

#include <stddef.h>
#include <stdint.h>

/*
 * `n` characters with their padding, in which bits that say nothing are 0, into `bytes`, which has room
 * for 3 for each 4. How many bytes, or -1.
 */
int base64_decode(const char *text, size_t n, uint8_t *bytes);

#endif
