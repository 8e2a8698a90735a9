/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is wrong with a piece of text.
 */
#include "complaint.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

int complain(struct complaint *c, const char *format, ...)
{
	va_list arguments;

	if (c) {
		va_start(arguments, format);
		(void)vsnprintf(c->message, sizeof(c->message), format, arguments);
		va_end(arguments);
	}
	return EINVAL;
}
