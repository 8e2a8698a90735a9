/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The command line of a tool, as one would type it.
 */
#include "tool.h"

#include <stdlib.h>
#include <string.h>

#include "cli/output.h"

char *tool_text(const char *const argv[])
{
	char *text = text_of("%s", argv[0]);

	for (size_t i = 1; argv[i]; i++) {
		const bool quotes = !*argv[i] || strpbrk(argv[i], " \t*?;&|<>$`\"\\()'");
		char *longer = text_of(quotes ? "%s '%s'" : "%s %s", text, argv[i]);

		free(text);
		text = longer;
	}
	return text;
}
