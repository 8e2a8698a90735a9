/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text as the kernel and others write it.
 */
#ifndef HOSTEL_BASE_WORD_H
#define HOSTEL_BASE_WORD_H

#include <stdbool.h>

/* Is `word` one of the words of the text, between any of the bytes of `separators`? */
bool word_in(const char *text, const char *word, const char *separators);

#endif
