/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Errors as values: formatting and nothing else.
 */
#include "base/err.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static void clean(char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			*text = '?';
}

int err_set(struct err *e, int code, const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(e->message, sizeof(e->message), format, ap);
	va_end(ap);
	errno = code; /* for %m: strerror(3) may have one buffer for all threads */
	if (n >= 0 && (size_t)n < sizeof(e->message))
		snprintf(e->message + n, sizeof(e->message) - (size_t)n, ": %m");
	clean(e->message);
	e->code = code;
	return -1;
}

int err_rule(struct err *e, int code, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(e->message, sizeof(e->message), format, ap);
	va_end(ap);
	clean(e->message);
	e->code = code;
	return -1;
}

bool err_is_dead(int code)
{
	return code == ENOTCONN || code == ESTALE || code == EHOSTDOWN;
}
