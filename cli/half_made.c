/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tenants in the making or in the unmaking.
 */
#include "half_made.h"

#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "ini.h"
#include "output.h"

/* Told to who tries to come in, and known again by us. */
static const char *const reasons[] = {
	[HALF_ADD] = "hostel tenant add has not finished",
	[HALF_REMOVE] = "hostel tenant remove has not finished",
};

static const char home_line[] = "# home of this act: ";

enum half_made half_made(const char *text)
{
	char *AUTO_FREE reason = ini_get(text, "tenant", "suspended_reason");

	for (int i = HALF_ADD; reason && i <= HALF_REMOVE; i++)
		if (!strcmp(reason, reasons[i]))
			return (enum half_made)i;
	return HALF_NOT;
}

bool half_made_is_reason(const char *why)
{
	for (int i = HALF_ADD; i <= HALF_REMOVE; i++)
		if (!strcmp(why, reasons[i]))
			return true;
	return false;
}

char *half_made_open(const char *text)
{
	static const char *const keys[] = {"suspended", "suspended_reason", "suspended_until"};
	char *result = text_of("%s", text);
	char *line = strstr(result, home_line);

	if (line && (line == result || line[-1] == '\n')) {
		char *end = line + strcspn(line, "\n");

		end += *end == '\n';
		memmove(line, end, strlen(end) + 1);
	}
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		char *less = ini_unset(result, "tenant", keys[i]);

		free(result);
		result = less;
	}
	return result;
}

char *half_made_gate(const char *text, enum half_made what, const char *home)
{
	char *AUTO_FREE open = half_made_open(text), *AUTO_FREE shut = NULL, *AUTO_FREE told = NULL;

	shut = ini_set(open, "tenant", "suspended", "yes");
	told = ini_set(shut, "tenant", "suspended_reason", reasons[what]);
	return home ? text_of("%s%s\n%s", home_line, home, told) : text_of("%s", told);
}

char *half_made_home(const char *text)
{
	const char *line = strstr(text, home_line);

	if (!line)
		return NULL;
	line += strlen(home_line);
	return text_of("%.*s", (int)strcspn(line, "\n"), line);
}
