/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cli/top: cells, rates and order of rows, and whole screens.
 */
#include "policy_test.h"

#include "cli/top/cells.c"
#include "cli/top/rows.c"
#include "cli/top/view.c"

_Noreturn void out_of_memory(void)
{
	abort();
}

static void assert_text(const struct cells *c, const char *expected)
{
	char *text = cells_text(c);

	assert_non_null(text);
	assert_string_equal(text, expected);
	free(text);
}

static void test_text(void **state)
{
	struct cells c = {0};

	(void)state;
	assert_int_equal(cells_size(&c, 8, 3), 0);
	assert_int_equal(cells_put(&c, 1, 0, STYLE_PLAIN, "m\xc3\xbcller and more", 20), 15);
	cells_put_right(&c, 0, 1, STYLE_PLAIN, "12", 5);
	assert_int_equal(cells_put(&c, 0, 2, STYLE_PLAIN, "a\x1b[0m\xff\xc3x\xe4\xb8\xad", 20), 9);
	assert_text(&c, " m\xc3\xbcller\n   12\na?[0m?" "?x\n");
	cells_put(&c, -3, 0, STYLE_PLAIN, "abcd", 20); /* nothing beside the screen */
	cells_put(&c, 0, 3, STYLE_PLAIN, "abcd", 20);
	cells_put(&c, 0, -1, STYLE_PLAIN, "abcd", 20);
	c.ascii = true;
	cells_put(&c, 2, 0, STYLE_PLAIN, "\xc3\xbc", 20);
	assert_text(&c, "dm?ller\n   12\na?[0m?" "?x\n");
	cells_free(&c);
}

static void test_bars(void **state)
{
	struct cells c = {0};

	(void)state;
	cells_size(&c, 4, 5);
	cells_bar(&c, 0, 0, STYLE_GREEN, 0, 4);
	cells_bar(&c, 0, 1, STYLE_GREEN, 1, 4);
	cells_bar(&c, 0, 2, STYLE_GREEN, 500, 4);
	cells_bar(&c, 0, 3, STYLE_GREEN, 656, 4);
	cells_bar(&c, 0, 4, STYLE_GREEN, 5000, 4);
	assert_text(&c, "····\n▏···\n██··\n██▌·\n████\n");
	c.ascii = true;
	cells_bar(&c, 0, 0, STYLE_GREEN, 500, 4);
	cells_bar(&c, 0, 1, STYLE_GREEN, 1, 4);
	assert_text(&c, "##..\n#...\n██··\n██▌·\n████\n");
	cells_free(&c);
}

static void test_sizes(void **state)
{
	static const struct {
		uint64_t bytes;
		const char *text;
	} cases[] = {{0, "0B"}, {999, "999B"}, {1000, "1.0K"}, {10189, "10K"}, {10188, "9.9K"},
		{1 << 20, "1.0M"},
		{UINT64_C(512) << 20, "512M"}, {UINT64_C(1023) << 20, "1.0G"}, {UINT64_C(5) << 60, "5.0E"},
		{COUNTER_UNKNOWN, "-"}, {COUNTER_UNLIMITED, "max"}};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char text[8];

		view_size(text, cases[i].bytes);
		assert_string_equal(text, cases[i].text);
	}
}

/* --- rows ---------------------------------------------------------------------------------------------- */

#define MIB (UINT64_C(1) << 20)

static struct tenant_sample tenant(uint32_t uid, const char *name, uint64_t cpu_usec, uint64_t memory)
{
	struct tenant_sample s = {.uid = uid, .sessions = 1, .plan = "basic",
		.received = COUNTER_UNKNOWN, .sent = COUNTER_UNKNOWN,
		.pressure = {PRESSURE_UNKNOWN, PRESSURE_UNKNOWN, PRESSURE_UNKNOWN}};

	snprintf(s.name, sizeof(s.name), "%s", name);
	for (int i = 0; i < COUNTERS; i++)
		s.counters.n[i] = 0;
	s.counters.cpu_limit = 500;
	s.counters.leaf[0] = uid;
	s.counters.n[COUNTER_CPU_USEC] = cpu_usec;
	s.counters.memory = memory;
	s.counters.memory_limit = 200 * MIB;
	s.counters.pids = 10;
	s.counters.pids_limit = 40;
	return s;
}

/* Rows of these tenants at a time in milliseconds. */
static void take_sample(struct rows *r, struct sample *host, uint64_t when, const struct tenant_sample *v,
	size_t count)
{
	const uint64_t before = host->when;
	struct sample s = {.when = when * 1000, .pressure = {1234, 0, PRESSURE_UNKNOWN}, .count = count,
		.v = calloc(count + 1, sizeof(*v))};

	assert_non_null(s.v);
	memcpy(s.v, v, count * sizeof(*v));
	for (size_t i = 0; i < count; i++)
		s.v[i].when = s.when;
	rows_take(r, &s, before);
	*host = s;
}

static void test_rates(void **state)
{
	struct tenant_sample v[] = {tenant(1, "alice", 1000000, 50 * MIB), tenant(2, "bob", 0, MIB)};
	struct sample host = {0};
	struct rows r = {0};

	(void)state;
	take_sample(&r, &host, 10000, v, 2);
	assert_true(r.v[0].cpu == COUNTER_UNKNOWN);
	assert_false(r.v[0].fresh); /* of the first sample nothing is new */
	v[0].counters.n[COUNTER_CPU_USEC] += 500000;
	v[0].counters.n[COUNTER_IO_READ] = 4 * MIB;
	v[0].counters.n[COUNTER_THROTTLED] = 3;
	v[0].counters.n[COUNTER_PIDS_MAX] = 1;
	v[1].counters.n[COUNTER_OOM_KILLS] = COUNTER_UNKNOWN;
	take_sample(&r, &host, 12000, v, 2);
	assert_true(r.v[0].cpu == 250);
	assert_true(r.v[0].read == 2 * MIB);
	assert_true(r.v[0].received == COUNTER_UNKNOWN);
	assert_int_equal(r.v[0].hit, HIT_CPU | HIT_PIDS);
	assert_true(r.v[0].hits == 1);
	assert_true(r.v[1].cpu == 0);
	assert_int_equal(r.v[1].hit, 0);
	/* It is remembered. A tenant goes, another comes; a new cgroup counts from 0. */
	v[1] = tenant(3, "carol", 7, MIB);
	take_sample(&r, &host, 14000, v, 2);
	assert_int_equal(r.v[0].hit, 0);
	assert_true(r.v[0].hits == 1 && r.v[0].hit_when == 12000000);
	assert_int_equal(r.v[0].hit_last, HIT_CPU | HIT_PIDS);
	assert_true(r.v[1].fresh && r.v[1].cpu == COUNTER_UNKNOWN);
	v[0].counters.leaf[0] = 99;
	v[0].counters.n[COUNTER_CPU_USEC] = 0;
	take_sample(&r, &host, 16000, v, 2);
	assert_true(r.v[0].fresh && r.v[0].cpu == COUNTER_UNKNOWN && r.v[0].hits == 1);
	take_sample(&r, &host, 18000, v, 0);
	assert_int_equal(r.count, 0);
	rows_free(&r);
}

static void assert_order(struct rows *r, enum sort sort, bool reversed, const char *filter,
	const char *expected)
{
	char names_seen[256] = "";

	rows_order(r, sort, reversed, filter);
	for (size_t i = 0; i < r->shown; i++) {
		strcat(names_seen, i ? " " : "");
		strcat(names_seen, r->order[i]->now.name);
	}
	assert_string_equal(names_seen, expected);
}

static void test_order(void **state)
{
	struct tenant_sample v[] = {tenant(1, "carol", 0, 5), tenant(2, "alice", 0, 9),
		tenant(3, "bob", 0, 5)};
	struct sample host = {0};
	struct rows r = {0};

	(void)state;
	v[2].sessions = 7;
	strcpy(v[1].owner, "acme");
	v[0].pressure[PRESSURE_IO] = 77;
	take_sample(&r, &host, 1000, v, 3);
	assert_order(&r, SORT_MEMORY, false, "", "alice bob carol");
	assert_order(&r, SORT_MEMORY, true, "", "carol bob alice");
	assert_order(&r, SORT_CPU, false, NULL, "alice bob carol"); /* unknown is least: by name */
	assert_order(&r, SORT_SESSIONS, false, "", "bob alice carol");
	assert_order(&r, SORT_PRESSURE, false, "", "carol alice bob");
	assert_order(&r, SORT_NAME, true, "", "carol bob alice");
	assert_order(&r, SORT_NAME, false, "acme", "alice");
	assert_order(&r, SORT_NAME, false, "o", "bob carol");
	assert_order(&r, SORT_NAME, false, "nobody", "");
	for (int i = 0; i < SORTS; i++)
		assert_int_equal(sort_named(sort_name((enum sort)i)), i);
	assert_int_equal(sort_named("size"), SORTS);
	rows_free(&r);
}

/* --- screens -------------------------------------------------------------------------------------------- */

/* Alice at two limits, bob beside her. */
static void fill(struct rows *r, struct sample *host)
{
	struct tenant_sample v[] = {tenant(1, "alice", 0, 150 * MIB), tenant(2, "bob", 0, MIB)};

	take_sample(r, host, 1000, v, 2);
	v[0].counters.n[COUNTER_CPU_USEC] = 1000000;
	v[0].counters.n[COUNTER_THROTTLED] = 20;
	v[0].counters.n[COUNTER_OOM_KILLS] = 1;
	v[1].counters.n[COUNTER_CPU_USEC] = 20000;
	take_sample(r, host, 3000, v, 2);
	rows_order(r, SORT_CPU, false, "");
}

static struct view plain_view(void)
{
	return (struct view){.sort = SORT_CPU, .filter = "", .said = "", .host = "web1", .delay = 2000};
}

static void test_narrow_screen(void **state)
{
	struct view v = plain_view();
	struct sample host = {0};
	struct cells c = {0};
	struct rows r = {0};

	(void)state;
	fill(&r, &host);
	v.cursor = 2;
	cells_size(&c, 80, 8);
	view_draw(&v, &r, &host, &c);
	assert_text(&c,
		"hostel top  web1  2 tenants in, 2 sessions, 1 at a limit\n"
		"waiting on the host:  cpu 12 %  memory 0 %  io -  (some, 10 s)  every 2.0 s\n"
		"TENANT           SES   CPU%            MEM           PIDS        SWAP HITS\n"
		"alice              1   50.0 ███████   150M █████▎·     10 █▎···    0B 1 cpu mem\n"
		"bob                1    1.0 ▏······   1.0M ▏······     10 █▎···    0B -\n"
		"\n\n"
		"Enter processes  l limits  f events  e enter  k kill  s suspend  / filter  < > s\n");
	/* What was hit is red; the chosen row is reversed, and the column that it is sorted by. */
	assert_int_equal(c.v[3 * 80 + 28].style, STYLE_RED);
	assert_int_equal(c.v[3 * 80 + 43].style, STYLE_RED);
	assert_int_equal(c.v[3 * 80 + 58].style, STYLE_GREEN);
	assert_int_equal(c.v[4 * 80].style, STYLE_PLAIN | STYLE_REVERSED);
	assert_int_equal(c.v[2 * 80 + 22].style & STYLE_REVERSED, STYLE_REVERSED);
	assert_int_equal(c.v[2 * 80 + 38].style & STYLE_REVERSED, 0);
	cells_free(&c);
	rows_free(&r);
}

static void test_odd_screens(void **state)
{
	struct view v = plain_view();
	struct sample host = {0};
	struct cells c = {0};
	struct rows r = {0};

	(void)state;
	fill(&r, &host);
	for (int width = 1; width < 220; width++)
		for (int height = 1; height < 8; height++) {
			cells_size(&c, width, height);
			v.title = width % 3 ? NULL : "A page";
			v.text = "one\ntwo\n\nfour, without an end";
			v.line = (size_t)(width % 5);
			v.first = (size_t)(width % 4);
			v.typing = width % 2;
			view_draw(&v, &r, &host, &c);
		}
	cells_size(&c, 40, 6);
	v = plain_view();
	v.title = "A page";
	v.text = "one\ntwo\nthree\nfour\n";
	v.line = 1;
	v.said = "alice: suspended";
	view_draw(&v, &r, &host, &c);
	assert_text(&c, "hostel top  web1  2 tenants in, 2 sessio\nwaiting on the host:  cpu 12 %  memory 0\n"
			"A page\ntwo\nthree\nalice: suspended\n");
	cells_free(&c);
	rows_free(&r);
}

/* One of a thousand is at a limit, and first; the one that is chosen stays so, wherever its row goes. */
static void test_thousand(void **state)
{
	static const int sizes[][2] = {{80, 24}, {120, 40}, {200, 60}};
	struct tenant_sample *v = calloc(1000, sizeof(*v));
	struct view view = plain_view();
	struct sample host = {0};
	struct cells c = {0};
	struct rows r = {0};

	(void)state;
	assert_non_null(v);
	for (uint32_t i = 0; i < 1000; i++) {
		char name[16];

		snprintf(name, sizeof(name), "t%03u", i);
		v[i] = tenant(i + 1, name, 0, MIB);
	}
	take_sample(&r, &host, 1000, v, 1000);
	view.cursor = 501;
	for (unsigned k = 0; k < 3; k++) {
		v[500].counters.n[COUNTER_CPU_USEC] += 1000000;
		v[500].counters.n[COUNTER_THROTTLED] += 20;
		take_sample(&r, &host, 3000 + 2000 * k, v, 1000);
		rows_order(&r, SORT_CPU, false, "");
		cells_size(&c, sizes[k][0], sizes[k][1]);
		view_draw(&view, &r, &host, &c);
		char *text = cells_text(&c), *row = strstr(text, "\nt500 ");

		assert_non_null(row);
		assert_non_null(strstr(row, " cpu"));
		assert_non_null(strstr(text, "1000 tenants in, 1000 sessions, 1 at a limit"));
		/* Its row is the first below the titles, and the screen is full. */
		assert_ptr_equal(strstr(text, "\nt"), row);
		assert_int_equal(c.v[3 * sizes[k][0]].style & STYLE_REVERSED, STYLE_REVERSED);
		assert_int_equal(c.v[(sizes[k][1] - 2) * sizes[k][0]].character, 't');
		free(text);
	}
	assert_int_equal(view.cursor, 501);
	cells_free(&c);
	rows_free(&r);
	free(v);
}

static void test_list(void **state)
{
	struct sample host = {0};
	struct cells c = {.ascii = true};
	struct rows r = {0};

	(void)state;
	fill(&r, &host);
	view_list(&r, &c);
	assert_text(&c,
		"TENANT                           PLAN     SES   CPU%            MEM           PIDS"
		"        SWAP READ/WRITTEN       IN/OUT HITS       STATE\n"
		"alice                            basic      1   50.0 #######   150M #####..     10 #...."
		"    0B    0B /   0B     - /    - 1 cpu mem\n"
		"bob                              basic      1    1.0 #......   1.0M #......     10 #...."
		"    0B    0B /   0B     - /    - -\n");
	cells_free(&c);
	rows_free(&r);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_bars),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_rates),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_narrow_screen),
		cmocka_unit_test(test_odd_screens),
		cmocka_unit_test(test_thousand),
		cmocka_unit_test(test_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
