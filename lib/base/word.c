/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text as the kernel and others write it.
 */
#include "base/word.h"

#include <string.h>

bool word_in(const char *text, const char *word, const char *separators)
{
	size_t length = strlen(word);

	for (const char *p = text; *p;) {
		size_t n = strcspn(p, separators);

		if (n == length && !strncmp(p, word, n))
			return true;
		p += n;
		p += strspn(p, separators);
	}
	return false;
}
