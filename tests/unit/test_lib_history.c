/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/events/slot.c and history.c: sums, reboots, clocks that go back, rings that come round, torn and
 * foreign files, and an end between any two writes.
 */
#include "lib_test.h"

#include "events/history.h"

#define NOON UINT64_C(1767268800) /* 2026-01-01 12:00 UTC */
#define SECOND UINT64_C(1000)

static struct look look_at(uint64_t time, uint64_t uptime, uint64_t cpu)
{
	struct look l = {.boot = 1, .uptime = uptime * SECOND, .time = time * SECOND, .age = 10 * SECOND};

	for (size_t i = 0; i < AMOUNTS; i++)
		l.raw[i] = COUNTER_UNKNOWN;
	for (size_t i = 0; i < GAUGES; i++)
		l.now[i] = l.limit[i] = COUNTER_UNKNOWN;
	l.peak[0] = l.peak[1] = COUNTER_UNKNOWN;
	l.raw[COUNTER_CPU_USEC] = cpu;
	return l;
}

static void write_look(const struct scratch *s, const struct look *look)
{
	struct err e = ERR_NONE;
	bool damaged;

	NEED_ROOT();
	assert_int_equal(history_write(s->fd, "alice", 1001, look, &damaged, &e), 0);
	assert_false(damaged);
}

static void write_at(const struct scratch *s, uint64_t time, uint64_t uptime, uint64_t cpu)
{
	const struct look l = look_at(time, uptime, cpu);

	write_look(s, &l);
}

static struct history read_back(const struct scratch *s)
{
	struct err e = ERR_NONE;
	struct history h;

	assert_int_equal(history_read(s->fd, "alice", 1001, &h, &e), 0);
	return h;
}

static struct slot total(const struct history *h, enum ring ring)
{
	struct slot sum = {0};

	for (size_t i = 0; i < history_rings[ring].count; i++)
		if (h->slots[ring][i].start)
			slot_sum(&sum, &h->slots[ring][i]);
	return sum;
}

static uint64_t cpu_in(const struct scratch *s, enum ring ring)
{
	struct history h = read_back(s);
	const uint64_t cpu = total(&h, ring).amount[COUNTER_CPU_USEC];

	history_free(&h);
	return cpu;
}

static const struct slot *slot_of(const struct history *h, enum ring ring, uint64_t time)
{
	const struct ring_shape *r = &history_rings[ring];
	const uint64_t start = time / r->length * r->length;
	const struct slot *s = &h->slots[ring][start / r->length % r->count];

	return s->start == start ? s : NULL;
}

static void test_sums(void **state)
{
	const struct scratch *s = *state;
	struct look l = look_at(NOON + 10, 1000, 5000);
	struct history h;

	l.raw[COUNTER_OOM_KILLS] = 2;
	l.now[GAUGE_MEMORY] = 100;
	l.peak[0] = 700;
	l.limit[GAUGE_MEMORY] = 1000;
	write_look(s, &l);
	l.time += 20 * SECOND;
	l.uptime += 20 * SECOND;
	l.raw[COUNTER_CPU_USEC] += 10000000; /* half a processor */
	l.raw[COUNTER_OOM_KILLS] = 3;
	l.now[GAUGE_MEMORY] = 400;
	l.limit[GAUGE_MEMORY] = 2000;
	write_look(s, &l);
	h = read_back(s);
	for (int ring = 0; ring < RINGS; ring++) {
		const struct slot *slot = slot_of(&h, (enum ring)ring, NOON);

		assert_non_null(slot);
		assert_int_equal(slot->amount[COUNTER_CPU_USEC], 10005000);
		assert_int_equal(slot->amount[COUNTER_OOM_KILLS], 3);
		assert_true(slot->amount[COUNTER_PIDS_MAX] == COUNTER_UNKNOWN);
		assert_int_equal(slot->covered, 30 * SECOND);
		assert_int_equal(slot->most[GAUGE_MEMORY], 700);
		assert_int_equal(slot->most[GAUGE_CPU], 500);
		assert_int_equal(slot->mean[GAUGE_MEMORY], 300); /* 100 for 10 s, 400 for 20 s */
		assert_int_equal(slot->limit[GAUGE_MEMORY], 2000);
		assert_int_equal(slot->share[GAUGE_MEMORY], 700); /* of the limit of then */
	}
	history_free(&h);
}

/* A peak of the kernel's that has not grown is of before; in another cgroup it is of now. */
static void test_peaks(void **state)
{
	struct head head = {0};
	struct look l = look_at(NOON, 1000, 0);

	(void)state;
	l.now[GAUGE_PIDS] = 3;
	l.peak[1] = 9;
	l.leaf[1] = 77;
	assert_true(head_next(&head, &l));
	assert_int_equal(head.most[GAUGE_PIDS], 9);
	l.uptime += SECOND;
	l.now[GAUGE_PIDS] = 2;
	assert_true(head_next(&head, &l));
	assert_int_equal(head.most[GAUGE_PIDS], 3);
	l.uptime += SECOND;
	l.leaf[1] = 78;
	assert_true(head_next(&head, &l));
	assert_int_equal(head.most[GAUGE_PIDS], 9);
	assert_false(head_next(&head, &l)); /* no time has gone by */
}

static void test_a_reboot_begins_anew(void **state)
{
	const struct scratch *s = *state;
	struct look l = look_at(NOON, 5000, 1000000);

	write_look(s, &l);
	l = look_at(NOON + 600, 60, 1500000); /* more than before: another boot all the same */
	l.boot = 2;
	write_look(s, &l);
	assert_int_equal(cpu_in(s, RING_DAYS), 2500000);
	l.uptime += SECOND;
	l.time += SECOND;
	l.raw[COUNTER_CPU_USEC] = 100; /* it counts anew: its record in /run is lost */
	write_look(s, &l);
	assert_int_equal(cpu_in(s, RING_DAYS), 2500100);
}

static void test_what_cannot_be_read_once_counts_once(void **state)
{
	const struct scratch *s = *state;
	struct look l = look_at(NOON, 5000, 1000000);
	struct history h;

	l.raw[AMOUNT_SENT] = l.raw[AMOUNT_RECEIVED] = 50;
	l.link = 7;
	write_look(s, &l);
	l = look_at(NOON + 10, 5010, COUNTER_UNKNOWN);
	write_look(s, &l);
	l = look_at(NOON + 20, 5020, 1000300);
	l.raw[AMOUNT_SENT] = l.raw[AMOUNT_RECEIVED] = 60;
	l.link = 7;
	write_look(s, &l);
	assert_int_equal(cpu_in(s, RING_HOURS), 1000300);
	l = look_at(NOON + 30, 5030, 1000300);
	l.raw[AMOUNT_SENT] = l.raw[AMOUNT_RECEIVED] = 90;
	l.link = 8; /* another room's link: all of it is new */
	write_look(s, &l);
	h = read_back(s);
	assert_int_equal(total(&h, RING_DAYS).amount[AMOUNT_SENT], 150);
	history_free(&h);
}

static void test_a_long_time_is_spread(void **state)
{
	const struct scratch *s = *state;
	struct look l = look_at(NOON, 100000, 0);
	struct history h;

	l.age = 0;
	l.raw[COUNTER_PIDS_MAX] = 0;
	write_look(s, &l);
	l = look_at(NOON + 7 * 3600 + 1800, 100000 + 7 * 3600 + 1800, 27000000007);
	l.raw[COUNTER_PIDS_MAX] = 5;
	write_look(s, &l);
	h = read_back(s);
	assert_int_equal(slot_of(&h, RING_HOURS, NOON + 3600)->amount[COUNTER_CPU_USEC] / 10, 360000000);
	assert_int_equal(slot_of(&h, RING_HOURS, NOON + 7 * 3600)->amount[COUNTER_CPU_USEC] / 10, 180000000);
	assert_int_equal(slot_of(&h, RING_HOURS, NOON + 7 * 3600)->amount[COUNTER_PIDS_MAX], 5);
	assert_int_equal(total(&h, RING_HOURS).amount[COUNTER_PIDS_MAX], 5);
	assert_int_equal(slot_of(&h, RING_MINUTES, NOON + 600)->covered, 300 * SECOND);
	history_free(&h);
	/* Longer than a ring: what it has room for. */
	l.time += 3 * 86400 * SECOND;
	l.uptime += 3 * 86400 * SECOND;
	l.raw[COUNTER_CPU_USEC] += UINT64_C(3) * 86400 * 1000000;
	write_look(s, &l);
	h = read_back(s);
	assert_int_equal(total(&h, RING_MINUTES).covered / SECOND, 2 * 86400 - 300);
	assert_int_equal(total(&h, RING_HOURS).covered / SECOND, 3 * 86400 + 7 * 3600 + 1800);
	history_free(&h);
}

static void test_the_ring_comes_round(void **state)
{
	const struct scratch *s = *state;
	struct history h;

	for (uint64_t i = 0; i < 700; i++)
		write_at(s, NOON + i * 300, 1000 + i * 300, i * 100);
	h = read_back(s);
	assert_null(slot_of(&h, RING_MINUTES, NOON + 123 * 300));
	assert_non_null(slot_of(&h, RING_MINUTES, NOON + 124 * 300));
	assert_int_equal(h.torn, 0);
	assert_int_equal(total(&h, RING_HOURS).amount[COUNTER_CPU_USEC], 69900);
	assert_int_equal(total(&h, RING_DAYS).amount[COUNTER_CPU_USEC], 69900);
	history_free(&h);
}

static void test_the_clock_goes_back(void **state)
{
	const struct scratch *s = *state;
	struct history h;

	write_at(s, NOON, 1000, 100);
	write_at(s, NOON + 3600, 4600, 200);
	write_at(s, NOON, 4700, 300);
	write_at(s, 5, 4800, 400); /* the clock's battery is empty */
	write_at(s, NOON + 100, 4900, 500);
	h = read_back(s);
	assert_int_equal(total(&h, RING_DAYS).amount[COUNTER_CPU_USEC] +
		0, slot_of(&h, RING_DAYS, NOON)->amount[COUNTER_CPU_USEC]);
	assert_int_equal(slot_of(&h, RING_DAYS, NOON)->amount[COUNTER_CPU_USEC], 400);
	history_free(&h);
}

/* --- files ------------------------------------------------------------------------------------ */

static int open_raw(const struct scratch *s)
{
	const int fd = openat(s->fd, "alice.1001", O_RDWR | O_CLOEXEC);

	assert_true(fd >= 0);
	return fd;
}

static void spoil(const struct scratch *s, off_t at, size_t size)
{
	const int fd = open_raw(s);
	char text[HEAD_SIZE];

	memset(text, 'x', sizeof(text));
	assert_int_equal(pwrite(fd, text, size, at), (ssize_t)size);
	close(fd);
}

static void test_torn(void **state)
{
	const struct scratch *s = *state;
	const off_t slots = 2 * HEAD_SIZE, now = NOON / 300 % 576 * SLOT_SIZE;
	struct history h;

	write_at(s, NOON - 300, 1000, 100);
	write_at(s, NOON, 1300, 200);
	spoil(s, slots + now + 50, 3); /* the newest of the first ring */
	h = read_back(s);
	assert_int_equal(h.torn, 1);
	assert_non_null(slot_of(&h, RING_MINUTES, NOON - 300));
	assert_null(slot_of(&h, RING_MINUTES, NOON));
	assert_int_equal(total(&h, RING_DAYS).amount[COUNTER_CPU_USEC], 200);
	history_free(&h);
	spoil(s, 0, 100); /* the newer head: the older one is believed, the slots know better */
	write_at(s, NOON + 60, 1360, 250);
	h = read_back(s);
	assert_int_equal(h.head.sequence, 2);
	history_free(&h);
}

/* The first head stands second: of a file that ends in it nothing is lost. */
static void test_the_first_head_cut_short(void **state)
{
	const struct scratch *s = *state;
	const int fd = openat(s->fd, "alice.1001", O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	NEED_ROOT();
	assert_int_equal(ftruncate(fd, HEAD_SIZE + 500), 0);
	close(fd);
	write_at(s, NOON, 1000, 100);
	assert_int_equal(cpu_in(s, RING_DAYS), 100);
}

static void test_damaged(void **state)
{
	const struct scratch *s = *state;
	struct look l = look_at(NOON, 1000, 100);
	struct err e = ERR_NONE;
	struct history h;
	struct stat st;
	bool damaged;

	write_look(s, &l);
	spoil(s, 0, 100);
	spoil(s, HEAD_SIZE, 100);
	assert_int_equal(history_read(s->fd, "alice", 1001, &h, &e), -1);
	assert_int_equal(e.code, EINVAL);
	assert_int_equal(history_write(s->fd, "alice", 1001, &l, &damaged, &e), 0);
	assert_true(damaged);
	assert_int_equal(fstatat(s->fd, "alice.1001.damaged", &st, 0), 0);
	assert_int_equal(cpu_in(s, RING_DAYS), 100);
	/* Somebody else's, under this name. */
	assert_int_equal(renameat(s->fd, "alice.1001", s->fd, "bob.1002"), 0);
	assert_int_equal(history_read(s->fd, "bob", 1002, &h, &e), -1);
	/* Another's file, a link, a file with a second name. */
	assert_int_equal(history_write(s->fd, "alice", 1001, &l, &damaged, &e), 0);
	assert_false(damaged);
	assert_int_equal(fchownat(s->fd, "alice.1001", 12345, 0, 0), 0);
	assert_int_equal(history_read(s->fd, "alice", 1001, &h, &e), -1);
	assert_int_equal(history_write(s->fd, "alice", 1001, &l, &damaged, &e), 0);
	assert_true(damaged);
	assert_int_equal(linkat(s->fd, "alice.1001", s->fd, "other", 0), 0);
	assert_int_equal(history_read(s->fd, "alice", 1001, &h, &e), -1);
	assert_int_equal(unlinkat(s->fd, "alice.1001", 0), 0);
	assert_int_equal(symlinkat("other", s->fd, "alice.1001"), 0);
	assert_int_equal(history_read(s->fd, "alice", 1001, &h, &e), -1);
	assert_int_equal(history_write(s->fd, "alice", 1001, &l, &damaged, &e), 0);
	assert_true(damaged);
	assert_int_equal(fstatat(s->fd, "alice.1001", &st, AT_SYMLINK_NOFOLLOW), 0);
	assert_true(S_ISREG(st.st_mode));
}

/* Every 32 bytes of one look's writes, then the next look: at most the slot that was torn is lost. */
static void test_an_end_at_any_write(void **state)
{
	const struct scratch *s = *state;
	static unsigned char before[2 * HEAD_SIZE + 1720 * SLOT_SIZE], after[sizeof(before)];
	const int fd = (write_at(s, NOON, 1000, 100), open_raw(s));
	size_t tried = 0;

	assert_int_equal(history_rings[0].count + history_rings[1].count + history_rings[2].count, 1720);
	assert_int_equal(ftruncate(fd, sizeof(before)), 0);
	assert_int_equal(pread(fd, before, sizeof(before), 0), (ssize_t)sizeof(before));
	write_at(s, NOON + 300, 1300, 250);
	assert_int_equal(pread(fd, after, sizeof(after), 0), (ssize_t)sizeof(after));
	for (size_t end = 32; end < sizeof(after); end += 32) {
		if (!memcmp(before + end - 32, after + end - 32, 32))
			continue;
		tried++;
		assert_int_equal(pwrite(fd, before, sizeof(before), 0), (ssize_t)sizeof(before));
		assert_int_equal(pwrite(fd, after, end, 0), (ssize_t)end);
		write_at(s, NOON + 600, 1600, 300);
		for (int ring = 0; ring < RINGS; ring++)
			assert_in_range(cpu_in(s, (enum ring)ring), 150, 300);
	}
	assert_true(tried > 10);
	close(fd);
}

/* The same at whole writes: the head alone, one ring, two. */
static void test_an_end_between_writes(void **state)
{
	const struct scratch *s = *state;
	const size_t rings = 2 * HEAD_SIZE;
	const size_t ends[] = {0, rings, rings + 576 * SLOT_SIZE, rings + (576 + 744) * SLOT_SIZE};
	static unsigned char before[2 * HEAD_SIZE + 1720 * SLOT_SIZE], after[sizeof(before)];
	const int fd = (write_at(s, NOON, 1000, 100), open_raw(s));

	assert_int_equal(ftruncate(fd, sizeof(before)), 0);
	assert_int_equal(pread(fd, before, sizeof(before), 0), (ssize_t)sizeof(before));
	write_at(s, NOON + 300, 1300, 250);
	assert_int_equal(pread(fd, after, sizeof(after), 0), (ssize_t)sizeof(after));
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(pwrite(fd, before, sizeof(before), 0), (ssize_t)sizeof(before));
		assert_int_equal(pwrite(fd, after, ends[i], 0), (ssize_t)ends[i]);
		write_at(s, NOON + 600, 1600, 300);
		for (int ring = 0; ring < RINGS; ring++)
			assert_int_equal(cpu_in(s, (enum ring)ring), 300);
	}
	close(fd);
}

static void test_bytes(void **state)
{
	unsigned char bytes[HEAD_SIZE], slot_bytes[SLOT_SIZE];
	struct look l = look_at(NOON, 1000, 1);
	struct head head = {.name = "alice", .uid = 1001}, again;
	struct slot slot = {0}, back;

	(void)state;
	assert_true(head_next(&head, &l));
	head_encode(&head, bytes);
	check_seed("history", "head", 0, bytes, sizeof(bytes));
	assert_true(head_decode(&again, bytes));
	assert_memory_equal(&again, &head, sizeof(head));
	for (size_t i = 0; i < HEAD_SIZE * 8; i++) {
		bytes[i / 8] ^= (unsigned char)(1U << i % 8);
		assert_false(head_decode(&again, bytes));
		bytes[i / 8] ^= (unsigned char)(1U << i % 8);
	}
	assert_true(slot_take(&slot, NOON / 300 * 300, 300, &head));
	slot.amount[COUNTER_IO_READ] = UINT64_C(1) << 57;
	slot.amount[COUNTER_IO_WRITTEN] = COUNTER_UNLIMITED - 1; /* too much for anybody */
	slot.limit[GAUGE_PIDS] = COUNTER_UNLIMITED;
	slot_encode(&slot, slot_bytes);
	check_seed("history", "slot", 1, slot_bytes, sizeof(slot_bytes));
	assert_true(slot_decode(&back, slot_bytes));
	assert_true(back.amount[COUNTER_IO_READ] == UINT64_C(1) << 57);
	assert_true(back.amount[COUNTER_IO_WRITTEN] >= UINT64_C(1) << 57);
	assert_true(back.amount[COUNTER_IO_WRITTEN] < COUNTER_UNLIMITED);
	assert_true(back.limit[GAUGE_PIDS] == COUNTER_UNLIMITED);
	assert_true(back.limit[GAUGE_MEMORY] == COUNTER_UNKNOWN);
	for (size_t i = 0; i < SLOT_SIZE * 8; i++) {
		slot_bytes[i / 8] ^= (unsigned char)(1U << i % 8);
		assert_false(slot_decode(&back, slot_bytes));
		slot_bytes[i / 8] ^= (unsigned char)(1U << i % 8);
	}
}

static void test_names(void **state)
{
	char file[HISTORY_NAME_SIZE], name[65];
	uint32_t uid;

	(void)state;
	history_file("a.b", 1001, file);
	assert_string_equal(file, "a.b.1001");
	assert_true(history_whose(file, name, &uid));
	assert_string_equal(name, "a.b");
	assert_int_equal(uid, 1001);
	assert_false(history_whose("lock", name, &uid));
	assert_false(history_whose("alice.1001.damaged", name, &uid));
	assert_false(history_whose("alice.01001", name, &uid));
	assert_false(history_whose("alice.99999999999", name, &uid));
	assert_false(history_whose(".1001", name, &uid));
	assert_false(history_whose("-x.1001", name, &uid));
}

static void test_renamed(void **state)
{
	const struct scratch *s = *state;
	struct err e = ERR_NONE;
	struct history h;

	NEED_ROOT();
	assert_int_equal(history_rename(s->fd, "alice", 1001, "alicia", &e), 0); /* nothing is there */
	write_at(s, NOON, 100, 5);
	write_at(s, NOON + 300, 400, 905);
	make_text(s, "alice.1001.ran", "ran", 0600);
	make_text(s, "alicia.1001.told", "of another", 0600);
	assert_int_equal(history_rename(s->fd, "alice", 1001, "alicia", &e), 0);
	assert_int_equal(faccessat(s->fd, "alice.1001", F_OK, 0), -1);
	assert_int_equal(faccessat(s->fd, "alice.1001.ran", F_OK, 0), -1);
	assert_int_equal(faccessat(s->fd, "alicia.1001.ran", F_OK, 0), 0);
	assert_int_equal(faccessat(s->fd, "alicia.1001.told", F_OK, 0), -1);
	assert_int_equal(history_read(s->fd, "alicia", 1001, &h, &e), 0);
	assert_string_equal(h.head.name, "alicia");
	assert_int_equal(total(&h, RING_DAYS).amount[COUNTER_CPU_USEC], 905);
	history_free(&h);
	assert_int_equal(history_rename(s->fd, "alicia", 1001, "alice", &e), 0);
	write_at(s, NOON + 600, 700, 1905); /* goes on */
	assert_int_equal(cpu_in(s, RING_DAYS), 1905);
}

#define SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_set_up, scratch_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH(test_sums), cmocka_unit_test(test_peaks), SCRATCH(test_a_reboot_begins_anew),
		SCRATCH(test_what_cannot_be_read_once_counts_once), SCRATCH(test_a_long_time_is_spread),
		SCRATCH(test_the_ring_comes_round), SCRATCH(test_the_clock_goes_back), SCRATCH(test_torn),
		SCRATCH(test_the_first_head_cut_short),
		SCRATCH(test_damaged), SCRATCH(test_an_end_at_any_write), SCRATCH(test_an_end_between_writes),
		SCRATCH(test_renamed), cmocka_unit_test(test_bytes), cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
