/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The report on a terminal.
 */
#include "report_text.h"

#include <stdio.h>
#include <string.h>

#include "cli/output.h"
#include "grade.h"

#define ITEMS_SHOWN 8 /* --json has them all */
#define INDENT 31     /* behind state and name */

static const enum paint paints[LEVELS] = {
	[LEVEL_PASS] = PAINT_GREEN, [LEVEL_INFO] = PAINT_DIM, [LEVEL_WARN] = PAINT_YELLOW,
	[LEVEL_FAIL] = PAINT_RED, [LEVEL_SKIP] = PAINT_DIM, [LEVEL_ERROR] = PAINT_RED,
	[LEVEL_WAIVED] = PAINT_DIM,
};

static void print_items(const struct verdict *v)
{
	const size_t all = v->count + v->dropped;

	for (size_t i = 0; i < v->count && i < ITEMS_SHOWN; i++)
		printf("%*s%s%s\n", INDENT, "", v->items[i].text,
			v->items[i].waived && v->level != LEVEL_WAIVED ? " (waived)" : "");
	if (all > ITEMS_SHOWN)
		printf("%*sand %zu more (--json has them%s)\n", INDENT, "", all - ITEMS_SHOWN,
			v->dropped ? ", as far as 1000" : " all");
}

static void print_result(const struct report *r, const struct result *one)
{
	const struct verdict *v = &one->verdict;
	const char *remedy = v->remedy ? v->remedy : one->check->remedy;

	printf("  %s%-6s%s  %-20s %s", paint(paints[v->level]), level_name(v->level), paint(PAINT_PLAIN),
		one->check->id, v->detail);
	if (r->baseline)
		printf(" (%s%s)", one->was < LEVELS ? "was " : "new",
			one->was < LEVELS ? level_name(one->was) : "");
	printf("\n");
	print_items(v);
	if (v->waiver)
		printf("%*swaived %s\n", INDENT, "", v->waiver);
	if (level_is_bad(v->level) || (v->level == LEVEL_INFO && v->remedy))
		printf("%*s%s-> %s%s\n", INDENT, "", paint(PAINT_DIM), remedy, paint(PAINT_PLAIN));
}

static void print_waivers(const struct waivers *w)
{
	if (w->count)
		printf("%swaivers%s\n", paint(PAINT_BOLD), paint(PAINT_PLAIN));
	for (size_t i = 0; i < w->count; i++) {
		const struct waiver *one = &w->v[i];

		printf("  %-7s %s%s%s until %04u-%02u-%02u: %s%s%s\n",
			one->mistake   ? "wrong"
			: one->expired ? "expired"
			: one->used    ? "used"
				       : "unused",
			one->check, one->tenant ? " of " : "", one->tenant ? one->tenant : "",
			one->until / 10000, one->until / 100 % 100, one->until % 100, one->reason,
			one->mistake ? ": " : "", one->mistake ? one->mistake : "");
	}
}

static void print_sum(const struct report *r)
{
	const size_t *n = r->counts;

	printf("grade %c, %u %%; %zu tenant%s; %zu passed, %zu to note, %zu warning%s, %zu failed, "
	       "%zu broken, "
	       "%zu not applicable, %zu waived\n",
		grade_of(n), grade_percent(n), r->tenants, r->tenants == 1 ? "" : "s",
		n[LEVEL_PASS], n[LEVEL_INFO], n[LEVEL_WARN], n[LEVEL_WARN] == 1 ? "" : "s",
		n[LEVEL_FAIL], n[LEVEL_ERROR], n[LEVEL_SKIP], n[LEVEL_WAIVED]);
}

void report_print(const struct report *r, bool left)
{
	const char *area = "";

	for (size_t i = 0; i < r->count; i++) {
		const struct result *one = &r->results[i];

		if (one->hidden || (left && !level_is_bad(one->verdict.level)))
			continue;
		if (!left && strcmp(area, doctor_area(one->check)))
			printf("%s%s%s\n", paint(PAINT_BOLD), doctor_area(one->check), paint(PAINT_PLAIN));
		area = doctor_area(one->check);
		print_result(r, one);
	}
	print_waivers(&r->waivers);
	if (r->baseline)
		printf("compared with %s; of what has changed: ", r->baseline);
	print_sum(r);
}

void check_print(const struct doctor_check *c)
{
	const char *const rows[][2] = {{"look", c->look}, {"why", c->why}, {"remedy", c->remedy},
		{"impact", c->impact}, {"reference", c->reference}};

	printf("%s%s%s (%s, %s): %s\n", paint(PAINT_BOLD), c->id, paint(PAINT_PLAIN), c->code, doctor_area(c),
		c->title);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		printf("  %-10s %s\n", rows[i][0], rows[i][1]);
}
