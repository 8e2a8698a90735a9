/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What root and the two accounts say to each other: "CODE COMMIT WHY", "-" for no commit.
 */
#include "fetched.h"

#include <stdarg.h>
#include <stdio.h>

#include "cli/apart/apart.h"
#include "base/fd.h"
#include "base/printable.h"

int fetch_answer(struct fetched *f, enum fetch_code code, const char *format, ...)
{
	va_list arguments;

	f->code = code;
	va_start(arguments, format);
	vsnprintf(f->why, sizeof(f->why), format, arguments);
	va_end(arguments);
	make_printable(f->why);
	return -1;
}

int fetch_tell(const struct fetched *f)
{
	char text[FETCH_ANSWER_SIZE];
	const int n = snprintf(text, sizeof(text), "%d %s %s", (int)f->code, f->commit[0] ? f->commit : "-",
		f->why);

	return fd_write_all(APART_ANSWER, text, (size_t)n);
}
