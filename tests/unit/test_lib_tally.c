/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/events/tally.c: what is counted once stays counted, whatever becomes of the cgroup.
 */
#include "cgroup_test.h"

#include "events/event_log.h"
#include "events/tally.h"

static struct cgroups cgroups;

static void set_counters(const struct scratch *s, unsigned kills, unsigned forks, unsigned usec)
{
	char text[128];

	(void)snprintf(text, sizeof(text), "max 0\noom_kill %u\n", kills);
	make_text(s, "hostel/alice/memory.events", text, 0644);
	(void)snprintf(text, sizeof(text), "max %u\n", forks);
	make_text(s, "hostel/alice/pids.events", text, 0644);
	(void)snprintf(text, sizeof(text), "usage_usec 1\nnr_throttled %u\nthrottled_usec %u\n", usec / 1000,
		usec);
	make_text(s, "hostel/alice/cpu.stat", text, 0644);
}

static struct collected collect(const struct scratch *s, enum tell tell)
{
	const struct tally_who who = {1001, {&cgroups, "hostel", "alice"}, tell};
	struct err e = ERR_NONE;
	struct collected c;

	assert_int_equal(tally_collect(s->fd, &who, &c, &e), 0);
	return c;
}

static size_t lines(const struct scratch *s)
{
	struct event_cursor begin = {0};
	struct err e = ERR_NONE;
	size_t n = 0;
	char *text;

	assert_int_equal(event_log_read(s->fd, &begin, &text, &e), 0);
	for (char *p = text; p && (p = strchr(p, '\n')); p++)
		n++;
	free(text);
	return n;
}

static void new_leaf(const struct scratch *s)
{
	assert_int_equal(renameat(s->fd, "hostel", s->fd, "gone"), 0); /* so that no inode is used again */
	make_dir(s, "hostel", 0755);
	make_dir(s, "hostel/alice", 0755);
}

static void test_growth_becomes_events(void **state)
{
	const struct scratch *s = *state;
	struct collected c;

	make_knobs(s, &cgroups, true);
	set_counters(s, 0, 0, 0);
	c = collect(s, TELL_ALL);
	assert_int_equal(c.count, 0);
	set_counters(s, 0, 0, 50000);
	c = collect(s, TELL_NOTHING);
	assert_false(tally_owes(&c.tally)); /* 50 ms are not worth a line */
	set_counters(s, 2, 30, 1500000);
	c = collect(s, TELL_NOTHING);
	assert_true(tally_owes(&c.tally));
	make_text(s, "hostel/alice/memory.max", "67108864\n", 0644);
	c = collect(s, TELL_ALL);
	assert_int_equal(c.count, 3);
	assert_int_equal(c.events[0].kind, EVENT_OOM_KILL);
	assert_int_equal(c.events[0].count, 2);
	assert_string_equal(c.events[0].limit, "memory.max");
	assert_string_equal(c.events[0].detail, "killed at 67108864 bytes");
	assert_string_equal(c.events[0].tenant, "alice");
	assert_int_equal(c.events[1].count, 30);
	assert_int_equal(c.events[2].usec, 1500000);
	assert_int_equal(c.events[2].count, 1500);
	assert_string_equal(c.events[2].detail, "held back for 1.500 s in 1500 periods");
	assert_int_equal(lines(s), 3);
	c = collect(s, TELL_ALL);
	assert_int_equal(c.count, 0);
	assert_int_equal(lines(s), 3);
	assert_int_equal(c.tally.total[COUNTER_OOM_KILLS], 2);
	assert_true(c.tally.known & 1U << COUNTER_OOM_KILLS);
	assert_false(c.tally.known & 1U << COUNTER_IO_READ);
}

static void test_a_new_cgroup_begins_at_zero(void **state)
{
	const struct scratch *s = *state;
	struct collected c;

	make_knobs(s, &cgroups, true);
	set_counters(s, 5, 0, 0);
	collect(s, TELL_ALL);
	new_leaf(s);
	set_counters(s, 7, 0, 0); /* more than the last one had: all seven are new */
	c = collect(s, TELL_ALL);
	assert_int_equal(c.events[0].count, 7);
	assert_int_equal(c.tally.total[COUNTER_OOM_KILLS], 12);
	set_counters(s, 1, 0, 0); /* the same directory, backwards */
	c = collect(s, TELL_ALL);
	assert_int_equal(c.tally.total[COUNTER_OOM_KILLS], 13);
}

static void test_what_is_gone_stays_counted(void **state)
{
	const struct scratch *s = *state;
	struct collected c;

	make_knobs(s, &cgroups, true);
	set_counters(s, 5, 0, 0);
	c = collect(s, TELL_NOTHING); /* before it is removed */
	assert_int_equal(c.count, 0);
	assert_int_equal(lines(s), 0);
	assert_int_equal(renameat(s->fd, "hostel", s->fd, "gone"), 0);
	c = collect(s, TELL_ALL);
	assert_int_equal(c.count, 1);
	assert_int_equal(c.events[0].count, 5);
	assert_string_equal(c.events[0].detail, "killed"); /* nobody knows the limit any more */
	assert_int_equal(c.tally.total[COUNTER_OOM_KILLS], 5);
	assert_true(c.now.memory == COUNTER_UNKNOWN);
	/* A file that comes later in the next directory is not measured against the one before. */
	make_dir(s, "hostel", 0755);
	make_dir(s, "hostel/alice", 0755);
	collect(s, TELL_ALL);
	set_counters(s, 6, 0, 0);
	c = collect(s, TELL_ALL);
	assert_int_equal(c.tally.total[COUNTER_OOM_KILLS], 11);
}

/* Whoever comes by every second does not say every second that somebody is busy. */
static void test_spacing(void **state)
{
	const struct scratch *s = *state;
	struct collected c;

	make_knobs(s, &cgroups, true);
	set_counters(s, 1, 1, 99999);
	c = collect(s, TELL_SPACED);
	assert_int_equal(c.count, 2); /* a tenth of a second is not worth a line */
	set_counters(s, 2, 2, 200000);
	c = collect(s, TELL_SPACED);
	assert_int_equal(c.count, 2); /* a kill always; time held back for the first time */
	assert_int_equal(c.events[1].kind, EVENT_CPU_THROTTLED);
	assert_int_equal(c.events[1].usec, 200000);
	set_counters(s, 2, 3, 900000);
	c = collect(s, TELL_SPACED);
	assert_int_equal(c.count, 0);
	c = collect(s, TELL_ALL); /* and nothing of it is lost */
	assert_int_equal(c.count, 2);
	assert_int_equal(c.events[0].count, 2);
	assert_int_equal(c.events[1].usec, 700000);
}

static void test_refusals(void **state)
{
	const struct scratch *s = *state;
	struct event event = event_make(EVENT_REFUSED_LOGIN, "alice", 1001, "");
	struct err e = ERR_NONE;
	struct tally t;

	for (int i = 0; i < REFUSALS; i++)
		for (int k = 0; k <= i; k++)
			assert_int_equal(tally_refused_login(s->fd, (enum refusal)i, &event, &e), 0);
	assert_string_equal(event.limit, refusal_name((enum refusal)(REFUSALS - 1)));
	event = event_make(EVENT_REFUSED_CALL, "alice", 1001, "seccomp");
	event.count = 4;
	assert_int_equal(tally_refused_calls(s->fd, &event, &e), 0);
	tally_read(s->fd, &t);
	for (size_t i = 0; i < REFUSALS; i++)
		assert_int_equal(t.refused[i], i + 1);
	assert_int_equal(t.calls, 4);
	assert_string_equal(t.name, "alice");
	assert_int_equal(lines(s), REFUSALS * (REFUSALS + 1) / 2 + 1);
}

static void test_a_file_that_is_not_whole_is_none(void **state)
{
	static const char *const wrong[] = {"", "x", "name alice\n", "name alice\nleaf 1 2 3 4 5\n"};
	const struct scratch *s = *state;
	char text[4096], cut[4096];
	struct event event = event_make(EVENT_REFUSED_CALL, "alice", 1001, "seccomp");
	struct err e = ERR_NONE;
	struct tally t;
	ssize_t n;
	int fd;

	assert_int_equal(tally_refused_calls(s->fd, &event, &e), 0);
	fd = openat(s->fd, "counters", O_RDONLY | O_CLOEXEC);
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	assert_true(n > 0);
	text[n] = '\0';
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		make_text(s, "counters", wrong[i], 0600);
		tally_read(s->fd, &t);
		assert_int_equal(t.calls, 0);
		assert_string_equal(t.name, "");
	}
	for (ssize_t i = 0; i < n - 2; i++) { /* all but its last digit and newline */
		(void)snprintf(cut, sizeof(cut), "%.*s", (int)i, text);
		make_text(s, "counters", cut, 0600);
		tally_read(s->fd, &t);
		assert_string_equal(t.name, "");
	}
	strcpy(cut, text);
	strcat(cut, "more 1\n");
	make_text(s, "counters", cut, 0600);
	tally_read(s->fd, &t);
	assert_string_equal(t.name, "");
	make_text(s, "counters", text, 0600);
	tally_read(s->fd, &t);
	assert_int_equal(t.calls, 1);
	memset(cut, 'a', 100); /* a name that is too long */
	memcpy(cut, "name ", 5);
	strcpy(cut + 100, strchr(text, '\n'));
	make_text(s, "counters", cut, 0600);
	tally_read(s->fd, &t);
	assert_string_equal(t.name, "");
}

/* What a former hostel has written has fewer counters: those are 0, and nothing of the others is lost. */
static void test_a_former_file(void **state)
{
	const struct scratch *s = *state;
	struct tally t;

	make_text(s, "counters", "name alice\nleaf 1 2 3 4 5 6\nlast 1 2 3 4 5 6 7 8 9\n"
		"total 11 12 13 14 15 16 17 18 19\n"
		"known 511\ntold 0 0 0 0 0 0 0 0 0\ntold_at 0 0 0\nrefused 0 0 0 0 0 0 0\ncalls 0\n", 0600);
	tally_read(s->fd, &t);
	assert_string_equal(t.name, "alice");
	assert_int_equal(t.total[COUNTER_IO_WRITTEN], 19);
	assert_int_equal(t.total[COUNTER_IO_READS], 0);
	make_text(s, "counters", "name alice\nleaf 1 2 3 4 5\nlast 1 2 3 4 5 6 7 8 9\n"
		"total 1 2 3 4 5 6 7 8 9\n"
		"known 511\ntold 0 0 0 0 0 0 0 0 0\ntold_at 0 0 0\nrefused 0 0 0 0 0 0 0\ncalls 0\n", 0600);
	tally_read(s->fd, &t);
	assert_string_equal(t.name, "");
}

static void test_forgotten(void **state)
{
	const struct scratch *s = *state;
	struct event event = event_make(EVENT_REFUSED_CALL, "alice", 1001, "seccomp");
	struct err e = ERR_NONE;
	struct collected c;
	struct tally t;

	make_knobs(s, &cgroups, true);
	set_counters(s, 5, 3, 400000);
	assert_int_equal(tally_refused_calls(s->fd, &event, &e), 0);
	assert_int_equal(collect(s, TELL_ALL).count, TALLY_KINDS);
	assert_int_equal(tally_forget(s->fd, "alice", &e), 0); /* it is alice's: nothing happens */
	assert_int_equal(lines(s), TALLY_KINDS + 1);
	assert_int_equal(tally_forget(s->fd, "bob", &e), 0);
	tally_read(s->fd, &t);
	assert_string_equal(t.name, "");
	assert_int_equal(t.total[COUNTER_OOM_KILLS] + t.calls + lines(s), 0);
	/* The same cgroup: what it had counted is not counted again, what comes is. */
	assert_int_equal(collect(s, TELL_ALL).count, 0);
	set_counters(s, 6, 3, 400000);
	c = collect(s, TELL_ALL);
	assert_int_equal(c.count, 1);
	assert_int_equal(c.tally.total[COUNTER_OOM_KILLS], 1);
	assert_int_equal(tally_forget(s->fd, NULL, &e), 0);
	assert_int_equal(lines(s), 0);
}

static void test_lock(void **state)
{
	const struct scratch *s = *state;
	struct event event = event_make(EVENT_REFUSED_CALL, "alice", 1001, "seccomp");
	struct err e = ERR_NONE;
	int lock = tally_lock(s->fd, &e);

	assert_true(lock >= 0);
	assert_int_equal(tally_refused_calls(s->fd, &event, &e), -1);
	assert_int_equal(e.code, ETIMEDOUT);
	close(lock);
	assert_int_equal(tally_refused_calls(s->fd, &event, &e), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_set_up, scratch_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_growth_becomes_events),
		TEST(test_a_new_cgroup_begins_at_zero),
		TEST(test_what_is_gone_stays_counted),
		TEST(test_spacing),
		TEST(test_refusals),
		TEST(test_a_file_that_is_not_whole_is_none),
		TEST(test_a_former_file),
		TEST(test_forgotten),
		TEST(test_lock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
