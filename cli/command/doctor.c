/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel doctor: an assessment of the host. Every check is a row of a table; nothing is changed.
 */
#include <stdio.h>
#include <string.h>

#include "cli/doctor/checks.h"
#include "cli/json.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "command.h"

#define ITEMS_SHOWN 8 /* --json has them all */

static const struct doctor_check *const areas[] = {
	doctor_configuration, doctor_ways, doctor_kernel, doctor_files, doctor_host,
	doctor_network,
};

static const struct {
	const char *name;
	enum paint paint;
} levels[] = {
	[LEVEL_OK] = {"ok", PAINT_GREEN},
	[LEVEL_NOTE] = {"note", PAINT_DIM},
	[LEVEL_WARN] = {"warn", PAINT_YELLOW},
	[LEVEL_FAIL] = {"fail", PAINT_RED},
};

static void print_verdict(const struct doctor_check *c, const struct verdict *v)
{
	printf("  %s%-4s%s  %-20s %s\n", paint(levels[v->level].paint), levels[v->level].name,
		paint(PAINT_PLAIN), c->id, v->detail);
	for (size_t i = 0; i < v->count && i < ITEMS_SHOWN; i++)
		printf("        %20s %s\n", "", v->items[i]);
	if (v->count > ITEMS_SHOWN)
		printf("        %20s and %zu more (--json has them all)\n", "", v->count - ITEMS_SHOWN);
	if (v->level != LEVEL_OK && v->advice)
		printf("        %20s %s-> %s%s\n", "", paint(PAINT_DIM), v->advice, paint(PAINT_PLAIN));
}

static struct json *json_verdict(const struct doctor_check *c, const struct verdict *v)
{
	struct json *o = json_make_object(), *items = json_make_array();

	json_put_text(o, "id", c->id);
	json_put_text(o, "area", c->area);
	json_put_text(o, "title", c->title);
	json_put_text(o, "result", levels[v->level].name);
	json_put_text(o, "detail", v->detail);
	if (v->level != LEVEL_OK && v->advice)
		json_put_text(o, "advice", v->advice);
	else
		json_put_null(o, "advice");
	for (size_t i = 0; i < v->count; i++)
		json_add_text(items, v->items[i]);
	json_put(o, "items", items);
	return o;
}

/* Was the check asked for? Without operands all are. */
static bool wanted(const struct doctor_check *c, int count, char **ids)
{
	for (int i = 0; i < count; i++)
		if (!strcmp(ids[i], c->id))
			return true;
	return !count;
}

static int all_known(int count, char **ids)
{
	for (int i = 0; i < count; i++) {
		bool known = false;

		for (size_t k = 0; k < sizeof(areas) / sizeof(areas[0]); k++)
			for (const struct doctor_check *c = areas[k]; c->id; c++)
				known |= !strcmp(ids[i], c->id);
		if (!known) {
			say("doctor: %s: no such check: hostel doctor names them", ids[i]);
			return -1;
		}
	}
	return 0;
}

struct run {
	bool left; /* only what is not as it should be */
	struct json *list; /* NULL: print */
	int count;
	char **ids;
	size_t counts[LEVEL_FAIL + 1];
};

static void run_area(struct doctor *d, const struct doctor_check *c, struct run *run)
{
	bool headed = run->list || run->left;

	for (; c->id; c++) {
		struct verdict v = {0};

		if (!wanted(c, run->count, run->ids))
			continue;
		if (!headed)
			printf("%s%s%s\n", paint(PAINT_BOLD), c->area, paint(PAINT_PLAIN));
		headed = true;
		c->run(d, &v);
		progress(NULL, 0);
		run->counts[v.level]++;
		if (run->list)
			json_add(run->list, json_verdict(c, &v));
		else if (!run->left || v.level >= LEVEL_WARN)
			print_verdict(c, &v);
		fflush(stdout);
		verdict_free(&v);
	}
}

static void print_sum(const struct doctor *d, const size_t counts[])
{
	printf("%zu tenant%s, %zu check%s ok, %zu to note, %zu warning%s, %zu failed\n",
		d->tenant_count, d->tenant_count == 1 ? "" : "s", counts[LEVEL_OK],
		counts[LEVEL_OK] == 1 ? "" : "s", counts[LEVEL_NOTE], counts[LEVEL_WARN],
		counts[LEVEL_WARN] == 1 ? "" : "s", counts[LEVEL_FAIL]);
}

void doctor_left(const struct cli *cli)
{
	struct doctor d = {.cli = cli};
	struct run run = {.left = true};

	doctor_tenants(&d);
	progress(NULL, 0);
	printf("\n%shostel doctor still finds:%s\n", paint(PAINT_BOLD), paint(PAINT_PLAIN));
	for (size_t i = 0; i < sizeof(areas) / sizeof(areas[0]); i++)
		run_area(&d, areas[i], &run);
	print_sum(&d, run.counts);
	doctor_free(&d);
}

int cmd_doctor(const struct cli *cli, int count, char **operands)
{
	struct doctor d = {.cli = cli};
	struct run run = {.count = count, .ids = operands};

	if (all_known(count, operands) < 0)
		return EXIT_USAGE;
	run.list = cli->json ? json_make_array() : NULL;
	doctor_tenants(&d);
	progress(NULL, 0);
	for (size_t i = 0; i < sizeof(areas) / sizeof(areas[0]); i++)
		run_area(&d, areas[i], &run);
	if (run.list) {
		struct json *o = json_make_object();

		json_put(o, "checks", run.list);
		for (size_t i = 0; i <= LEVEL_FAIL; i++)
			json_put_number(o, levels[i].name, (int64_t)run.counts[i]);
		json_finish(o);
	} else {
		print_sum(&d, run.counts);
	}
	doctor_free(&d);
	return run.counts[LEVEL_FAIL] ? EXIT_FAILED : EXIT_FINE;
}
