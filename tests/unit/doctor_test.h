/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the units of cli/doctor/ do not link: the checks themselves, and what makes text.
 */
#ifndef TESTS_DOCTOR_TEST_H
#define TESTS_DOCTOR_TEST_H

#define CHECK(ident, ...)                                                                          \
	void doctor_##ident(struct doctor *d, struct verdict *v)                                   \
	{                                                                                          \
		(void)d;                                                                           \
		(void)v;                                                                           \
	}
#define PROBE(...)
#include "cli/doctor/checks.def"
#undef CHECK
#undef PROBE

_Noreturn void out_of_memory(void)
{
	abort();
}

char *text_of_list(const char *format, va_list ap)
{
	char *text;

	if (vasprintf(&text, format, ap) < 0)
		out_of_memory();
	return text;
}

char *text_of(const char *format, ...)
{
	va_list ap;
	char *text;

	va_start(ap, format);
	text = text_of_list(format, ap);
	va_end(ap);
	return text;
}

#endif
