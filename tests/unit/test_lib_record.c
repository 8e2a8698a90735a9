/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/host/record.c: what is written comes back; a record that is not whole is none.
 */
#include "lib_test.h"

#include "host/record.h"
#include "host/state.h"

static const struct record sample = {.name = "alice", .uid = 1001, .home = "/home/al ice",
	.room = UINT64_MAX, .limits = 1, .cgroup = "a/b", .controllers = 31,
	.boot = "01234567-89ab-cdef-0123-456789abcdef", .number = 7,
	.keeper = 1879049193, .pid = 4711, .start = 123456789012, .porch = 4026532000,
	.since = 1700000000, .plan = "", .events = ""};

static void assert_same(const struct record *a, const struct record *b)
{
	assert_string_equal(a->name, b->name);
	assert_int_equal(a->uid, b->uid);
	assert_string_equal(a->home, b->home);
	assert_true(a->room == b->room && a->limits == b->limits);
	assert_string_equal(a->cgroup, b->cgroup);
	assert_int_equal(a->controllers, b->controllers);
	assert_string_equal(a->boot, b->boot);
	assert_int_equal(a->number, b->number);
	assert_int_equal(a->keeper, b->keeper);
	assert_int_equal(a->pid, b->pid);
	assert_true(a->start == b->start);
	assert_true(a->porch == b->porch);
	assert_true(a->since == b->since);
	assert_string_equal(a->plan, b->plan);
	assert_string_equal(a->events, b->events);
}

/* The record's text; free() it. */
static char *read_text(const struct scratch *s)
{
	char *text = calloc(1, 16384);
	int fd = openat(s->fd, "record", O_RDONLY | O_CLOEXEC);

	assert_non_null(text);
	assert_true(fd >= 0);
	assert_true(read(fd, text, 16383) > 0);
	close(fd);
	return text;
}

static void write_sample(const struct scratch *s)
{
	struct err e = ERR_NONE;

	assert_int_equal(record_write(s->fd, &sample, &e), 0);
}

static int read_record(const struct scratch *s)
{
	struct err e = ERR_NONE;
	struct record r;
	int n = record_read(s->fd, &r, &e);

	assert_int_equal(e.code != 0, n < 0);
	return n;
}

static void test_round_trip(void **state)
{
	const struct scratch *s = *state;
	struct err e = ERR_NONE;
	struct record r;
	struct stat st;

	write_sample(s);
	assert_int_equal(record_read(s->fd, &r, &e), 1);
	assert_same(&sample, &r);
	assert_int_equal(fstatat(s->fd, "record", &st, AT_SYMLINK_NOFOLLOW), 0);
	assert_int_equal(st.st_mode, S_IFREG | 0600);
	assert_int_equal(faccessat(s->fd, "record.new", F_OK, 0), -1);
}

static void test_longest_texts(void **state)
{
	const struct scratch *s = *state;
	struct record r = sample, seen;
	struct err e = ERR_NONE;

	memset(r.name, 'n', sizeof(r.name) - 1);
	memset(r.home, 'h', sizeof(r.home) - 1);
	memset(r.plan, 'p', sizeof(r.plan) - 1);
	memset(r.events, '/', sizeof(r.events) - 1);
	memset(r.boot, 'b', sizeof(r.boot) - 1);
	assert_int_equal(record_write(s->fd, &r, &e), 0);
	assert_int_equal(record_read(s->fd, &seen, &e), 1);
	assert_same(&r, &seen);
}

static void test_written_over_another(void **state)
{
	const struct scratch *s = *state;
	struct record r = sample, seen;
	struct err e = ERR_NONE;

	write_sample(s);
	r.number = 8;
	strcpy(r.home, "/");
	make_text(s, "record.new", "left by a process that was killed", 0600);
	assert_int_equal(record_write(s->fd, &r, &e), 0);
	assert_int_equal(record_read(s->fd, &seen, &e), 1);
	assert_same(&r, &seen);
}

static void test_missing(void **state)
{
	assert_int_equal(read_record(*state), 0);
}

/* Every line is needed. */
static void test_missing_lines(void **state)
{
	const struct scratch *s = *state;
	char *text, *line;
	size_t lines = 0;

	write_sample(s);
	text = read_text(s);
	for (line = text; *line; lines++) {
		size_t length = strcspn(line, "\n") + 1;
		char *without;

		assert_true(asprintf(&without, "%.*s%s", (int)(line - text), text, line + length) >= 0);
		make_text(s, "record", without, 0600);
		/* The last four are younger than records are. */
		if (read_record(s) != (lines >= 15))
			fail_msg("taken without line %zu, or not", lines);
		free(without);
		line += length;
	}
	assert_int_equal(lines, 19);
	make_text(s, "record", text, 0600); /* control */
	assert_int_equal(read_record(s), 1);
	free(text);
}

/* A file that ends early is no record, but for the last newline. */
static void test_truncation(void **state)
{
	const struct scratch *s = *state;
	char *text;

	write_sample(s);
	text = read_text(s);
	/* Without the line "events" it is one, and within it the value is another, shorter one. */
	for (size_t size = (size_t)(strstr(text, "\nevents") - text) - 1; size > 0; size--) {
		text[size] = '\0';
		make_text(s, "record", text, 0600);
		if (read_record(s) != 0)
			fail_msg("taken with %zu bytes", size);
	}
	free(text);
}

static void test_garbled_lines(void **state)
{
	static const char *const bad[] = {"nonsense\n", "colour blue\n", "uid 4294967296\n", "uid 12x\n",
		"uid \n", "uid\n", "pid one\n", "keeper -1\n", "start 1 2\n",
		"boot 0123456789012345678901234567890123456789\n"};
	const struct scratch *s = *state;
	char *text, *more;

	write_sample(s);
	text = read_text(s);
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		assert_true(asprintf(&more, "%s%s", text, bad[i]) > 0);
		make_text(s, "record", more, 0600);
		if (read_record(s) != 0)
			fail_msg("taken with %s", bad[i]);
		free(more);
	}
	free(text);
}

static void test_symbolic_link_is_refused(void **state)
{
	const struct scratch *s = *state;
	struct err e = ERR_NONE;
	struct record r;

	write_sample(s);
	assert_int_equal(renameat(s->fd, "record", s->fd, "other"), 0);
	assert_int_equal(symlinkat("other", s->fd, "record"), 0);
	assert_int_equal(record_read(s->fd, &r, &e), -1);
	assert_int_equal(e.code, ELOOP);
	/* Writing replaces the link, and leaves alone what it leads to. */
	make_text(s, "other", "mine", 0600);
	write_sample(s);
	assert_int_equal(read_record(s), 1);
	assert_int_equal(unlinkat(s->fd, "record", 0), 0);
	assert_int_equal(renameat(s->fd, "other", s->fd, "record"), 0);
	assert_int_equal(read_record(s), 0);
}

static void test_link_in_the_way_of_writing(void **state)
{
	const struct scratch *s = *state;

	make_text(s, "victim", "mine", 0600);
	assert_int_equal(symlinkat("victim", s->fd, "record.new"), 0);
	write_sample(s);
	assert_int_equal(read_record(s), 1);
	assert_int_equal(renameat(s->fd, "victim", s->fd, "record"), 0);
	assert_int_equal(read_record(s), 0);
}

static void test_too_large(void **state)
{
	const struct scratch *s = *state;
	char *text = malloc(20001);

	assert_non_null(text);
	memset(text, 'x', 20000);
	text[20000] = '\0';
	make_text(s, "record", text, 0600);
	assert_int_equal(read_record(s), -1);
	free(text);
}

/* Each once, in the order in which they were left. */
static void test_left_cgroups(void **state)
{
	const struct scratch *s = *state;
	struct err e = ERR_NONE;
	struct record r = sample;
	char *text;

	assert_null(record_left_read(s->fd));
	for (int round = 0; round < 2; round++) {
		strcpy(r.cgroup, "a/b");
		assert_int_equal(record_left(s->fd, &r, &e), 0);
		strcpy(r.cgroup, "b");
		assert_int_equal(record_left(s->fd, &r, &e), 0);
	}
	text = record_left_read(s->fd);
	assert_string_equal(text, "a/b/alice\nb/alice\n");
	free(text);
	assert_int_equal(unlinkat(s->fd, "cgroups", 0), 0);
	assert_int_equal(symlinkat("/dev/null", s->fd, "cgroups"), 0);
	assert_null(record_left_read(s->fd));
	assert_int_equal(record_left(s->fd, &r, &e), -1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_set_up, scratch_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_round_trip),
		TEST(test_longest_texts),
		TEST(test_written_over_another),
		TEST(test_missing),
		TEST(test_missing_lines),
		TEST(test_truncation),
		TEST(test_garbled_lines),
		TEST(test_symbolic_link_is_refused),
		TEST(test_link_in_the_way_of_writing),
		TEST(test_too_large),
		TEST(test_left_cgroups),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
