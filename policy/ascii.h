/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes without a look at the locale. <ctype.h> is not used: a login program's locale must not decide what a
 * policy says.
 */
#ifndef POLICY_ASCII_H
#define POLICY_ASCII_H

#include <stdbool.h>
#include <stddef.h>

bool ascii_digit(char c);
bool ascii_alnum(char c);
bool ascii_only(const char *text, size_t length, const char *also); /* letters, digits and these */
bool ascii_blank(char c);
char ascii_lower(char c);
bool ascii_same(const char *a, const char *b); /* but for letter case */

#endif
