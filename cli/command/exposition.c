/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Prometheus' text format.
 */
#include "exposition.h"

#include <inttypes.h>

#include "cgroup/counters.h"

void exposition_metric(FILE *f, const char *name, const char *type, const char *help)
{
	fprintf(f, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void put_label(FILE *f, const struct label *l)
{
	fprintf(f, "%s=\"", l->name);
	for (const char *p = l->value; *p; p++) {
		if (*p == '\n') {
			fputs("\\n", f);
			continue;
		}
		if (*p == '"' || *p == '\\')
			putc('\\', f);
		putc(*p, f);
	}
	putc('"', f);
}

void exposition_sample(FILE *f, const char *name, const struct label *labels, uint64_t n,
	unsigned divisor)
{
	fputs(name, f);
	for (size_t i = 0; labels && labels[i].name; i++) {
		putc(i ? ',' : '{', f);
		put_label(f, &labels[i]);
	}
	if (labels && labels[0].name)
		putc('}', f);
	if (n == COUNTER_UNLIMITED)
		fputs(" +Inf\n", f);
	else if (divisor == 1000000) /* microseconds: all digits, whatever a double holds */
		fprintf(f, " %" PRIu64 ".%06" PRIu64 "\n", n / divisor, n % divisor);
	else
		fprintf(f, " %" PRIu64 "\n", n / divisor);
}
