/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A line on a terminal while something takes long.
 */
#include "progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

void progress(const char *what, size_t count)
{
	static time_t begun, said;
	time_t now = time(NULL);

	if (!isatty(STDERR_FILENO))
		return;
	if (!what) {
		if (said)
			fputs("\r\033[K", stderr);
		begun = said = 0;
		return;
	}
	if (!begun)
		begun = now;
	if (now - begun < 1 || now == said)
		return;
	said = now;
	fprintf(stderr, "\r%s: %zu\033[K", what, count);
}
