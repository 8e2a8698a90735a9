/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What hostel setup tells.
 */
#include "report.h"

#include <stdarg.h>
#include <stdio.h>

#include "cli/output.h"

static const struct {
	const char *name;
	enum paint paint;
} states[] = {
	[REPORT_OK] = {"ok", PAINT_DIM},
	[REPORT_WOULD] = {"would", PAINT_BOLD},
	[REPORT_DONE] = {"done", PAINT_GREEN},
	[REPORT_NOTE] = {"note", PAINT_YELLOW},
	[REPORT_FAIL] = {"fail", PAINT_RED},
};

enum report_state report_made(const struct report *r)
{
	return r->dry_run ? REPORT_WOULD : REPORT_DONE;
}

void report_line(
	struct report *r, enum report_state state, const char *what, const char *format, ...)
{
	char detail[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(detail, sizeof(detail), format, arguments);
	va_end(arguments);
	make_printable(detail);
	r->failed += state == REPORT_FAIL;
	r->changed += state == REPORT_WOULD || state == REPORT_DONE;
	if (r->list) {
		struct json *o = json_make_object();

		json_put_text(o, "what", what);
		json_put_text(o, "state", states[state].name);
		json_put_text(o, "detail", detail);
		json_add(r->list, o);
	} else {
		printf("  %s%-5s%s  %-30s %s\n", paint(states[state].paint), states[state].name,
			paint(PAINT_PLAIN), what, detail);
		fflush(stdout);
	}
}
