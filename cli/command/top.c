/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel top: who uses what, beside the limits, again and again.
 *
 * Should: cost less than a fiftieth of a processor, however many tenants there are: it then looks less often.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/now.h"
#include "cli/history.h"
#include "cli/json.h"
#include "cli/output.h"
#include "cli/tool.h"
#include "cli/top/objects.h"
#include "cli/top/screen.h"
#include "cli/top/view.h"
#include "command.h"

#define DELAY 2000 /* milliseconds, unless --delay says otherwise */
#define DELAY_LEAST 200
#define DELAY_MOST 600000
#define COST_FACTOR 50 /* of the time that a sample took is waited at least */
#define PAGE_SIZE (64 * 1024)
#define SELF "/proc/self/exe"
#define NOBODY UINT32_MAX /* is chosen: no uid, chown(2) */

enum page { PAGE_TENANTS, PAGE_PROCESSES, PAGE_LIMITS, PAGE_EVENTS, PAGE_HELP };

struct top {
	const struct cli *cli;
	struct view view;
	struct rows rows;
	struct sample host; /* without its list */
	struct cells cells;
	char filter[64], said[256], host_name[65], title[128];
	char *text; /* of a page */
	enum page page;
	char question;      /* 'k', 's': y is waited for */
	uint64_t next;      /* when the next sample is due, milliseconds */
	unsigned delay;     /* that was asked for */
};

static const char help[] =
	"Bars: how much of the limit is in use. Red: the limit was hit since the last look, even if\n"
	"little is in use now. HITS: looks at which one was hit since hostel top began, and the last.\n"
	"C/M/I%: in what part of the last 10 s somebody waited for processor, memory, disk (cgroup v2).\n"
	"CPU%: 100 is one processor. READ/WRITTEN, IN/OUT: bytes a second. -: the host does not tell.\n"
	"A name in bold came in since the last look.\n"
	"\n"
	"  up, down, Page, Home, End   choose a tenant\n"
	"  Enter                       processes of the room\n"
	"  l                           limits, and where each comes from\n"
	"  f                           events: what was hit and refused, and when\n"
	"  e                           a shell in the room (hostel enter)\n"
	"  k                           end the room (hostel kill), after a question\n"
	"  s                           suspend the tenant (hostel tenant suspend), after a question\n"
	"  /                           show only tenants, plans and owners with this in their names\n"
	"  < >  r                      sort by another column, the other way round\n"
	"  Space                       stop looking, go on\n"
	"  + -                         look more often, less often\n"
	"  q                           end\n";

/* --- looking ---------------------------------------------------------------------------------- */

static uint64_t used_time(void)
{
	struct rusage r;

	getrusage(RUSAGE_SELF, &r);
	return (uint64_t)(r.ru_utime.tv_sec + r.ru_stime.tv_sec) * 1000 +
	       (uint64_t)(r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1000;
}

static int look(struct top *t, struct err *e)
{
	const uint64_t before = t->host.when, cost = used_time();
	struct sample s;
	unsigned least;

	if (sample_read(&s, t->cli->owner, e) < 0)
		return -1;
	rows_take(&t->rows, &s, before);
	t->host = s;
	rows_order(&t->rows, t->view.sort, t->view.reversed, t->filter);
	least = (unsigned)(used_time() - cost) * COST_FACTOR;
	t->view.delay = t->delay > least ? t->delay : least;
	t->next = now_milliseconds(CLOCK_MONOTONIC) + t->view.delay;
	return 0;
}

/* --- for machines ------------------------------------------------------------------------------------- */

static void print_list(struct top *t, bool first)
{
	char *text;

	view_list(&t->rows, &t->cells);
	text = cells_text(&t->cells);
	if (!text)
		out_of_memory();
	printf("%s%s", first ? "" : "\n", text);
	free(text);
}

static void wait_for_next(const struct top *t)
{
	const uint64_t now = now_milliseconds(CLOCK_MONOTONIC);
	const uint64_t left = t->next > now ? t->next - now : 0;
	struct timespec ts = {(time_t)(left / 1000), (long)(left % 1000) * 1000000};

	while (nanosleep(&ts, &ts) < 0 && errno == EINTR)
		;
}

/* The first look has nothing to compare with: it is not printed. */
static int print_ticks(struct top *t, unsigned count)
{
	struct err e = ERR_NONE;

	t->cells.ascii = true;
	history_come_by(t->cli, false);
	for (unsigned n = 0; n <= count; n++) {
		if (look(t, &e) < 0) {
			say("%s", e.message);
			return EXIT_SYSTEM;
		}
		if (n && t->cli->json)
			json_finish_line(objects_make(&t->rows, &t->host));
		else if (n)
			print_list(t, n == 1);
		if (fflush(stdout)) /* nobody reads on */
			return EXIT_SYSTEM;
		if (n < count)
			wait_for_next(t);
	}
	return EXIT_FINE;
}

/* --- tenants on the screen ------------------------------------------------------------------------ */

static size_t index_of(const struct top *t)
{
	for (size_t i = 0; i < t->rows.shown; i++)
		if (t->rows.order[i]->now.uid == t->view.cursor)
			return i;
	return t->rows.shown;
}

static const struct top_row *chosen(const struct top *t)
{
	const size_t i = index_of(t);

	return i < t->rows.shown ? t->rows.order[i] : NULL;
}

/*
 * The chosen row is the same tenant's wherever it went, and on the screen. In the place of one who has gone
 * a key chooses another, not a look: k and y may be typed already.
 */
static void follow(struct top *t, long step)
{
	const long shown = (long)t->rows.shown, room = view_room(&t->cells);
	const size_t at = index_of(t);
	long i = at < t->rows.shown ? (long)at + step : (long)t->view.first;

	if (t->view.cursor == NOBODY && !step) {
		t->view.first = i < shown ? t->view.first : 0;
		return;
	}
	if (!shown) {
		t->view.cursor = 0;
		t->view.first = 0;
		return;
	}
	i = i < 0 ? 0 : i >= shown ? shown - 1 : i;
	t->view.cursor = t->rows.order[i]->now.uid;
	if (i < (long)t->view.first)
		t->view.first = (size_t)i;
	else if (room && i >= (long)t->view.first + room)
		t->view.first = (size_t)(i - room + 1);
}

static void draw(struct top *t)
{
	if (screen_cells(&t->cells))
		out_of_memory();
	follow(t, 0);
	t->view.filter = t->filter;
	t->view.said = t->said;
	t->view.question = t->question != '\0';
	t->view.title = t->page == PAGE_TENANTS ? NULL : t->title;
	t->view.text = t->text ? t->text : "";
	view_draw(&t->view, &t->rows, &t->host, &t->cells);
	screen_show(&t->cells);
}

/* --- what other commands say ---------------------------------------------------------------------------- */

/* `hostel WORD... TENANT`, with our configuration. What it said stands in `to`. */
static int ask(const struct top *t, const char *word, const char *second, const char *tenant, char *to,
	size_t size)
{
	const char *argv[] = {SELF, word, second ? second : tenant, second ? tenant : "--config",
		second ? "--config" : t->cli->config, second ? t->cli->config : NULL, NULL};

	return tool_run(argv, to, size);
}

/* The number of the line that is this one, 0 if there is none. */
static size_t line_of(const char *text, const char *line)
{
	const size_t length = strlen(line);
	size_t n = 0;

	for (const char *at = text; *at; at += *at == '\n', n++) {
		if (!strncmp(at, line, length) && at[length] == '\n')
			return n;
		at += strcspn(at, "\n");
	}
	return 0;
}

static void open_page(struct top *t, enum page page)
{
	const struct top_row *row = chosen(t);
	static const char *const words[] = {[PAGE_PROCESSES] = "ps", [PAGE_LIMITS] = "show",
		[PAGE_EVENTS] = "events"};
	static const char *const titles[] = {[PAGE_PROCESSES] = "Processes of",
		[PAGE_LIMITS] = "Limits of", [PAGE_EVENTS] = "What happened to"};

	if (page != PAGE_HELP && !row)
		return;
	t->text = t->text ? t->text : malloc(PAGE_SIZE);
	if (!t->text)
		out_of_memory();
	if (page != t->page)
		t->view.line = 0;
	t->page = page;
	if (page == PAGE_HELP) {
		snprintf(t->title, sizeof(t->title), "Keys and columns");
		snprintf(t->text, PAGE_SIZE, "%s", help);
		return;
	}
	snprintf(t->title, sizeof(t->title), "%s %s (plan %.40s)", titles[page], row->now.name,
		row->now.plan);
	if (ask(t, words[page], page == PAGE_PROCESSES ? "--processes" : NULL, row->now.name, t->text,
		    PAGE_SIZE) < 0)
		snprintf(t->text, PAGE_SIZE, "%s", strerror(errno));
	if (page == PAGE_LIMITS)
		t->view.line = line_of(t->text, "[resources]");
}

static void enter(struct top *t)
{
	const struct top_row *row = chosen(t);
	pid_t child;

	if (!row)
		return;
	screen_close();
	child = fork();
	if (child == 0) {
		execl(SELF, SELF, "enter", "--config", t->cli->config, row->now.name, (char *)NULL);
		_exit(EXIT_SYSTEM);
	}
	if (child > 0)
		while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
			;
	snprintf(t->said, sizeof(t->said), "%s", child < 0 ? strerror(errno) : "");
}

static void question(struct top *t, char what)
{
	const struct top_row *row = chosen(t);

	if (!row)
		return;
	t->question = what;
	if (what == 'k')
		snprintf(t->said, sizeof(t->said), "End the room of %s, with all its sessions? y or n",
			row->now.name);
	else
		snprintf(t->said, sizeof(t->said), "Suspend %s: end the room, refuse logins? y or n",
			row->now.name);
}

static void answer(struct top *t, int key)
{
	const struct top_row *row = chosen(t);
	const char what = t->question;

	t->question = '\0';
	*t->said = '\0';
	if (!row || (key != 'y' && key != 'Y'))
		return;
	if (what == 'k')
		ask(t, "kill", NULL, row->now.name, t->said, sizeof(t->said));
	else
		ask(t, "tenant", "suspend", row->now.name, t->said, sizeof(t->said));
	t->said[strcspn(t->said, "\n")] = '\0';
	if (!*t->said)
		snprintf(t->said, sizeof(t->said), "%s: %s", row->now.name,
			what == 'k' ? "the room has ended" : "suspended");
	t->next = 0;
}

/* --- keys ---------------------------------------------------------------------------------------------- */

static void type_filter(struct top *t, int key)
{
	const size_t length = strlen(t->filter);

	if (key == KEY_IS_ENTER)
		t->view.typing = false;
	else if (key == 27) {
		t->view.typing = false;
		*t->filter = '\0';
	} else if (key == KEY_IS_BACK && length)
		t->filter[length - 1] = '\0';
	else if (key > ' ' && key < 0x7f && length + 1 < sizeof(t->filter)) {
		t->filter[length] = (char)key;
		t->filter[length + 1] = '\0';
	}
	if (t->view.cursor == NOBODY)
		t->view.cursor = 0; /* the first of those that are left */
	rows_order(&t->rows, t->view.sort, t->view.reversed, t->filter);
}

static void sort_by(struct top *t, int step)
{
	t->view.sort = (enum sort)(((int)t->view.sort + step + SORTS) % SORTS);
	rows_order(&t->rows, t->view.sort, t->view.reversed, t->filter);
}

static void change_delay(struct top *t, bool longer)
{
	t->delay = longer ? t->delay * 2 : t->delay / 2;
	t->delay = t->delay < DELAY_LEAST ? DELAY_LEAST : t->delay > DELAY_MOST ? DELAY_MOST : t->delay;
	t->view.delay = t->delay;
	t->next = 0;
}

/* The steps of keys that move. 0: it is none of them. */
static long step_of(const struct top *t, int key)
{
	const long page = view_room(&t->cells), all = 1L << 30;

	switch (key) {
	case KEY_IS_UP:
		return -1;
	case KEY_IS_DOWN:
		return 1;
	case KEY_IS_PAGE_UP:
		return page ? -page : -1;
	case KEY_IS_PAGE_DOWN:
		return page ? page : 1;
	case KEY_IS_HOME:
		return -all;
	case KEY_IS_END:
		return all;
	}
	return 0;
}

static void scroll_page(struct top *t, long step)
{
	long lines = 0, most, line = (long)t->view.line + step;

	for (const char *at = t->text; (at = strchr(at, '\n')); at++)
		lines++;
	most = lines > view_room(&t->cells) ? lines - view_room(&t->cells) : 0;
	t->view.line = (size_t)(line < 0 ? 0 : line > most ? most : line);
}

static bool press(struct top *t, int key)
{
	switch (key) {
	case 'q':
		return false;
	case KEY_IS_ENTER:
		open_page(t, PAGE_PROCESSES);
		break;
	case 'l':
		open_page(t, PAGE_LIMITS);
		break;
	case 'f':
		open_page(t, PAGE_EVENTS);
		break;
	case '?':
	case 'h':
		open_page(t, PAGE_HELP);
		break;
	case 'e':
		enter(t);
		break;
	case 'k':
	case 's':
		question(t, (char)key);
		break;
	case '/':
		t->view.typing = true;
		break;
	case '<':
	case KEY_IS_LEFT:
		sort_by(t, -1);
		break;
	case '>':
	case KEY_IS_RIGHT:
		sort_by(t, 1);
		break;
	case 'r':
		t->view.reversed = !t->view.reversed;
		sort_by(t, 0);
		break;
	case ' ':
		t->view.paused = !t->view.paused;
		t->next = 0;
		break;
	case '+':
	case '-':
		change_delay(t, key == '-');
		break;
	}
	return true;
}

/* False: it is the end. */
static bool take_key(struct top *t, int key)
{
	const long step = step_of(t, key);

	if (key == KEY_NONE || key == KEY_IS_SIZE)
		return true;
	if (t->question) {
		answer(t, key);
		return true;
	}
	if (t->view.typing) {
		type_filter(t, key);
		return true;
	}
	*t->said = '\0';
	if (t->page != PAGE_TENANTS) {
		if (step)
			scroll_page(t, step);
		else
			t->page = PAGE_TENANTS;
		return true;
	}
	if (step)
		follow(t, step);
	return step ? true : press(t, key);
}

/* What waits for an answer is not to change its meaning under the admin's fingers. */
static int tick(struct top *t, struct err *e)
{
	bool was_chosen;

	if (t->view.paused || t->question)
		return 0;
	history_come_by(t->cli, false);
	was_chosen = chosen(t);
	if (look(t, e) < 0)
		return -1;
	if (was_chosen && !chosen(t))
		t->view.cursor = NOBODY;
	if (t->page == PAGE_PROCESSES)
		open_page(t, t->page);
	return 0;
}

static int run_screen(struct top *t)
{
	struct err e = ERR_NONE;
	bool going = true;
	int result = 0;

	if (screen_open() < 0)
		return EXIT_FAILED;
	while (going) {
		uint64_t now = now_milliseconds(CLOCK_MONOTONIC);

		if (now >= t->next && (result = tick(t, &e)) < 0)
			break;
		draw(t);
		now = now_milliseconds(CLOCK_MONOTONIC);
		going = take_key(t, screen_key(t->next > now ? (unsigned)(t->next - now) : DELAY_LEAST));
	}
	screen_close();
	if (result < 0)
		say("%s", e.message);
	return result < 0 ? EXIT_SYSTEM : EXIT_FINE;
}

int cmd_top(const struct cli *c, int count, char **operands)
{
	struct top t = {.cli = c, .delay = c->delay ? c->delay : DELAY};
	const bool screen = !c->batch && !c->json && isatty(STDOUT_FILENO) && isatty(STDIN_FILENO);
	struct utsname u;
	int status;

	(void)count;
	(void)operands;
	t.view.sort = c->sort ? sort_named(c->sort) : SORT_CPU;
	if (t.view.sort == SORTS) {
		say("top: --sort %s: one of cpu, memory, swap, pids, io, network, pressure, hits, sessions, "
		    "name", c->sort);
		return EXIT_USAGE;
	}
	if (uname(&u) == 0)
		snprintf(t.host_name, sizeof(t.host_name), "%s", u.nodename);
	t.view.host = t.host_name;
	t.view.delay = t.delay;
	status = screen ? run_screen(&t) : print_ticks(&t, c->count ? c->count : 1);
	rows_free(&t.rows);
	cells_free(&t.cells);
	free(t.text);
	return status;
}
