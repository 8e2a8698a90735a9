/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel top's screen.
 */
#include "view.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/output.h"

#define HEADER 3 /* lines above the rows: the host, its pressure, the titles */
#define FOOTER 1
#define NAME_LEAST 10
#define NAME_MOST 32

struct place {
	struct cells *cells;
	int x, y, width;
};

void view_size(char text[8], uint64_t bytes)
{
	static const char units[] = "BKMGTPE";
	double n = (double)bytes;
	size_t unit = 0;

	if (!rows_known(bytes)) {
		strcpy(text, bytes == COUNTER_UNLIMITED ? "max" : "-");
		return;
	}
	while (n >= 999.5 && unit < sizeof(units) - 2) {
		n /= 1024;
		unit++;
	}
	snprintf(text, 8, unit && n < 9.95 ? "%.1f%c" : "%.0f%c", n, units[unit]);
}

/* --- columns ------------------------------------------------------------------------------------------- */

static void put_name(const struct place *p, const struct top_row *row)
{
	cells_put(p->cells, p->x, p->y, row->fresh ? STYLE_BOLD : STYLE_PLAIN, row->now.name, p->width);
}

static void put_plan(const struct place *p, const struct top_row *row)
{
	cells_put(p->cells, p->x, p->y, STYLE_PLAIN, *row->now.plan ? row->now.plan : "-", p->width);
}

static void put_owner(const struct place *p, const struct top_row *row)
{
	cells_put(p->cells, p->x, p->y, STYLE_PLAIN, *row->now.owner ? row->now.owner : "-", p->width);
}

static void put_sessions(const struct place *p, const struct top_row *row)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", row->now.sessions);
	cells_put_right(p->cells, p->x, p->y, STYLE_PLAIN, row->now.silent ? "-" : text, p->width);
}

/* A figure and, in what is left of the width, how much of its limit that is. */
static void put_bar(const struct place *p, const char *text, uint64_t n, uint64_t limit, bool hit)
{
	const int figure = 6, bar = p->width - figure - 1;
	uint64_t thousandths = 0;
	unsigned style = STYLE_GREEN;

	cells_put_right(p->cells, p->x, p->y, hit ? STYLE_RED : STYLE_PLAIN, text, figure);
	if (!rows_known(n) || !rows_known(limit))
		return;
	thousandths = limit ? (uint64_t)((double)n * 1000 / (double)limit) : 1000;
	if (thousandths >= 750)
		style = STYLE_YELLOW;
	cells_bar(p->cells, p->x + figure + 1, p->y, hit ? STYLE_RED : style,
		thousandths < 1000 ? (unsigned)thousandths : 1000, bar);
}

static void put_cpu(const struct place *p, const struct top_row *row)
{
	char text[24] = "-";

	if (rows_known(row->cpu))
		snprintf(text, sizeof(text), "%" PRIu64 ".%u", row->cpu / 10, (unsigned)(row->cpu % 10));
	put_bar(p, text, row->cpu, row->now.counters.cpu_limit, row->hit & HIT_CPU);
}

static void put_memory(const struct place *p, const struct top_row *row)
{
	char text[8];

	view_size(text, row->now.counters.memory);
	put_bar(p, text, row->now.counters.memory, row->now.counters.memory_limit, row->hit & HIT_MEMORY);
}

static void put_pids(const struct place *p, const struct top_row *row)
{
	char text[24] = "-";

	if (rows_known(row->now.counters.pids))
		snprintf(text, sizeof(text), "%" PRIu64, row->now.counters.pids);
	put_bar(p, text, row->now.counters.pids, row->now.counters.pids_limit, row->hit & HIT_PIDS);
}

static void put_swap(const struct place *p, const struct top_row *row)
{
	char text[8];

	view_size(text, row->now.counters.swap);
	cells_put_right(p->cells, p->x, p->y, STYLE_PLAIN, text, p->width);
}

/* Two rates, and a stroke between them. */
static void put_rates(const struct place *p, uint64_t one, uint64_t other)
{
	char text[8];

	view_size(text, one);
	cells_put_right(p->cells, p->x, p->y, STYLE_PLAIN, text, 5);
	cells_put(p->cells, p->x + 6, p->y, STYLE_DIM, "/", 1);
	view_size(text, other);
	cells_put_right(p->cells, p->x + 7, p->y, STYLE_PLAIN, text, 5);
}

static void put_io(const struct place *p, const struct top_row *row)
{
	put_rates(p, row->read, row->written);
}

static void put_network(const struct place *p, const struct top_row *row)
{
	put_rates(p, row->received, row->sent);
}

/* Whole percent. */
static void pressure_text(char text[16], uint32_t hundredths)
{
	if (hundredths == PRESSURE_UNKNOWN)
		strcpy(text, "-");
	else
		snprintf(text, 16, "%u", (hundredths + 50) / 100);
}

static unsigned pressure_style(uint32_t hundredths)
{
	return hundredths == PRESSURE_UNKNOWN || hundredths < 1000 ? STYLE_PLAIN
		: hundredths < 4000 ? STYLE_YELLOW : STYLE_RED;
}

static void put_pressure(const struct place *p, const struct top_row *row)
{
	char text[16];

	for (int i = 0; i < PRESSURES; i++) {
		pressure_text(text, row->now.pressure[i]);
		cells_put_right(p->cells, p->x + 4 * i, p->y, pressure_style(row->now.pressure[i]), text, 3);
	}
}

/* How often, and what was last: in red while it goes on. */
static void put_hits(const struct place *p, const struct top_row *row)
{
	static const struct {
		unsigned bit;
		const char *name;
	} bits[] = {{HIT_CPU, "cpu"}, {HIT_MEMORY, "mem"}, {HIT_PIDS, "pids"}};
	char text[64];
	int used = snprintf(text, sizeof(text), "%" PRIu64, row->hits);

	if (!row->hits) {
		cells_put(p->cells, p->x, p->y, STYLE_DIM, "-", p->width);
		return;
	}
	for (size_t i = 0; i < sizeof(bits) / sizeof(bits[0]); i++)
		if (row->hit_last & bits[i].bit)
			used += snprintf(text + used, sizeof(text) - (size_t)used, " %s", bits[i].name);
	cells_put(p->cells, p->x, p->y, row->hit ? STYLE_RED : STYLE_PLAIN, text, p->width);
}

static void put_state(const struct place *p, const struct top_row *row)
{
	const struct tenant_sample *s = &row->now;

	cells_put(p->cells, p->x, p->y, s->silent ? STYLE_RED : STYLE_DIM,
		s->silent ? "silent" : s->kept ? "kept" : s->lingering ? "lingers" : "", p->width);
}

/* `rank`: the highest go first where the screen is narrow. */
static const struct {
	const char *title;
	int width, rank;
	bool right; /* the title stands where the figures end: behind so many columns */
	int title_width;
	enum sort sort;
	void (*put)(const struct place *p, const struct top_row *row);
} columns[] = {
	{"TENANT", NAME_LEAST, 0, false, 0, SORT_NAME, put_name},
	{"PLAN", 8, 9, false, 0, SORTS, put_plan},
	{"OWNER", 8, 11, false, 0, SORTS, put_owner},
	{"SES", 3, 2, true, 3, SORT_SESSIONS, put_sessions},
	{"CPU%", 14, 0, true, 6, SORT_CPU, put_cpu},
	{"MEM", 14, 0, true, 6, SORT_MEMORY, put_memory},
	{"PIDS", 12, 1, true, 6, SORT_PIDS, put_pids},
	{"SWAP", 5, 7, true, 5, SORT_SWAP, put_swap},
	{"READ/WRITTEN", 12, 5, true, 12, SORT_IO, put_io},
	{"IN/OUT", 12, 6, true, 12, SORT_NETWORK, put_network},
	{"C/M/I%", 11, 4, true, 11, SORT_PRESSURE, put_pressure},
	{"HITS", 10, 3, false, 0, SORT_HITS, put_hits},
	{"STATE", 7, 8, false, 0, SORTS, put_state},
};

#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

/* The columns that fit, without those that say nothing of anybody. */
static void choose(const struct rows *r, int width, int widths[COLUMNS])
{
	bool owners = false, pressure = false;
	int taken = -1;

	for (size_t i = 0; i < r->count; i++) {
		owners |= *r->v[i].now.owner != '\0';
		pressure |= r->v[i].now.pressure[0] != PRESSURE_UNKNOWN;
	}
	for (size_t i = 0; i < COLUMNS; i++)
		widths[i] = 0;
	for (int rank = 0; rank < 12; rank++)
		for (size_t i = 0; i < COLUMNS; i++) {
			const int needs = columns[i].width + 1;

			if (columns[i].rank != rank || taken + needs > width ||
				(columns[i].put == put_owner && !owners) ||
				(columns[i].put == put_pressure && !pressure))
				continue;
			widths[i] = columns[i].width;
			taken += needs;
		}
}

/* The names take what is left over. */
static void lay_out(const struct rows *r, int width, int widths[COLUMNS])
{
	int taken = -1;

	choose(r, width, widths);
	for (size_t i = 0; i < COLUMNS; i++)
		taken += widths[i] ? widths[i] + 1 : 0;
	while (taken < width && widths[0] && widths[0] < NAME_MOST) {
		widths[0]++;
		taken++;
	}
}

static void draw_titles(const struct view *v, struct cells *c, int y, const int widths[COLUMNS])
{
	for (size_t i = 0, x = 0; i < COLUMNS; i++) {
		char title[24];

		if (!widths[i])
			continue;
		snprintf(title, sizeof(title), "%s", columns[i].title);
		if (columns[i].right)
			cells_put_right(c, (int)x, y, STYLE_BOLD, title, columns[i].title_width);
		else
			cells_put(c, (int)x, y, STYLE_BOLD, title, widths[i]);
		if (v && columns[i].sort == v->sort)
			cells_mark(c, (int)x, y, STYLE_REVERSED, widths[i]);
		x += (size_t)widths[i] + 1;
	}
}

static void draw_row(const struct top_row *row, struct cells *c, int y, const int widths[COLUMNS])
{
	int x = 0;

	for (size_t i = 0; i < COLUMNS; i++) {
		const struct place p = {c, x, y, widths[i]};

		if (!widths[i])
			continue;
		columns[i].put(&p, row);
		x += widths[i] + 1;
	}
}

/* --- around them --------------------------------------------------------------------------------------- */

static int put_text(struct cells *c, int x, int y, unsigned style, const char *text)
{
	return x + cells_put(c, x, y, style, text, c->width);
}

static void draw_header(const struct view *v, const struct rows *r, const struct sample *host,
	struct cells *c)
{
	static const char *const names[PRESSURES] = {"cpu", "memory", "io"};
	uint64_t sessions = 0, hit = 0;
	char text[160];
	int x;

	for (size_t i = 0; i < r->count; i++) {
		sessions += r->v[i].now.sessions;
		hit += r->v[i].hit != 0;
	}
	x = put_text(c, 0, 0, STYLE_BOLD, "hostel top");
	snprintf(text, sizeof(text), "  %.60s  %zu tenant%s in, %" PRIu64 " session%s, ", v->host, r->count,
		r->count == 1 ? "" : "s", sessions, sessions == 1 ? "" : "s");
	x = put_text(c, x, 0, STYLE_PLAIN, text);
	snprintf(text, sizeof(text), "%" PRIu64 " at a limit", hit);
	x = put_text(c, x, 0, hit ? STYLE_RED : STYLE_PLAIN, text);
	if (v->paused)
		put_text(c, x, 0, STYLE_YELLOW, "  PAUSED");
	x = put_text(c, 0, 1, STYLE_PLAIN, "waiting on the host:");
	for (int i = 0; i < PRESSURES; i++) {
		char percent[16];

		pressure_text(percent, host->pressure[i]);
		snprintf(text, sizeof(text), "  %s %s%s", names[i], percent, *percent == '-' ? "" : " %");
		x = put_text(c, x, 1, pressure_style(host->pressure[i]), text);
	}
	snprintf(text, sizeof(text), "  (some, 10 s)  every %u.%u s", v->delay / 1000, v->delay % 1000 / 100);
	x = put_text(c, x, 1, STYLE_DIM, text);
	if (*v->filter) {
		snprintf(text, sizeof(text), "  only %.60s: %zu", v->filter, r->shown);
		put_text(c, x, 1, STYLE_YELLOW, text);
	}
}

static void draw_footer(const struct view *v, struct cells *c)
{
	const int y = c->height - 1;
	char text[160];

	if (v->typing) {
		snprintf(text, sizeof(text), "only tenants, plans, owners with: %.80s_", v->filter);
		put_text(c, 0, y, STYLE_BOLD, text);
	} else if (*v->said) {
		put_text(c, 0, y, v->question ? STYLE_RED : STYLE_BOLD, v->said);
	} else if (v->title) {
		put_text(c, 0, y, STYLE_DIM, "arrows scroll   any other key: back to the tenants");
	} else {
		put_text(c, 0, y, STYLE_DIM, "Enter processes  l limits  f events  e enter  k kill  s suspend"
			"  / filter  < > sort  r reverse  Space pause  ? help  q quit");
	}
}

static void draw_page(const struct view *v, struct cells *c)
{
	const char *at = v->text;

	put_text(c, 0, HEADER - 1, STYLE_BOLD, v->title);
	cells_mark(c, 0, HEADER - 1, STYLE_REVERSED, c->width);
	for (size_t line = 0; *at; line++) {
		const size_t length = strcspn(at, "\n");
		const int y = HEADER + (int)(line - v->line);
		char text[512];

		if (line >= v->line && y < c->height - FOOTER) {
			snprintf(text, sizeof(text), "%.*s", (int)(length < 511 ? length : 511), at);
			put_text(c, 0, y, STYLE_PLAIN, text);
		}
		at += length + (at[length] == '\n');
	}
}

int view_room(const struct cells *c)
{
	return c->height > HEADER + FOOTER ? c->height - HEADER - FOOTER : 0;
}

void view_draw(const struct view *v, const struct rows *r, const struct sample *host, struct cells *c)
{
	int widths[COLUMNS];
	const int room = view_room(c);

	draw_header(v, r, host, c);
	draw_footer(v, c);
	if (v->title) {
		draw_page(v, c);
		return;
	}
	lay_out(r, c->width, widths);
	draw_titles(v, c, HEADER - 1, widths);
	for (int i = 0; i < room && v->first + (size_t)i < r->shown; i++) {
		const struct top_row *row = r->order[v->first + (size_t)i];

		draw_row(row, c, HEADER + i, widths);
		if (row->now.uid == v->cursor)
			cells_mark(c, 0, HEADER + i, STYLE_REVERSED, c->width);
	}
	if (!r->count)
		put_text(c, 0, HEADER, STYLE_DIM, "nobody is in");
}

void view_list(const struct rows *r, struct cells *c)
{
	int widths[COLUMNS];

	if (cells_size(c, 200, (int)r->shown + 1))
		out_of_memory();
	lay_out(r, c->width, widths);
	draw_titles(NULL, c, 0, widths);
	for (size_t i = 0; i < r->shown; i++)
		draw_row(r->order[i], c, (int)i + 1, widths);
}
