/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a judge says what it found; and what judges ask of the facts.
 */
#include "verdict.h"

#include <stdarg.h>
#include <stdio.h>

enum verdict verdict_say(struct answer *a, enum verdict v, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(a->evidence, sizeof(a->evidence), format, arguments);
	va_end(arguments);
	return v;
}
