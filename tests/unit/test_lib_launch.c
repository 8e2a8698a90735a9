/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/talk/launch.c: what is encoded comes back; what is not exactly that is refused.
 */
#include "lib_test.h"

#include "talk/launch.h"
#include "talk/protocol.h"
#include "talk/protocol_body.h"

#define CORPUS "protocol"

static unsigned char buffer[LAUNCH_SIZE_MAX], again[LAUNCH_SIZE_MAX];

static const struct launch sample = {
	.name = "alice", .uid = 1001, .gid = 1002, .group_count = 3, .groups = {1002, 5, 4294967294U},
	.home = "/home/alice", .home_source = "/srv/home/alice", .shell = "/bin/bash",
	.run_dir = "/run/hostel/t/1001/1",
	.base_dir = "/run/hostel/t/1001/base-0", .etc_dir = "/run/hostel/etc-0", .log_socket = "",
	.programs_dir = "/run/hostel/programs-0", .machine_dir = "/run/hostel/machine-0",
	.apparmor = "hostel-tenant", .apparmor_init = "hostel-init", .selinux = "u:r:t:s0",
	.lxcfs = "/var/lib/lxcfs",
	.shown_count = 2, .shown = {"/etc/ssl", "/var/lib/dpkg"}, .cgroup_count = 2,
	.cgroups = {{"/sys/fs/cgroup/memory/hostel/alice", "memory"}, {"/sys/fs/cgroup/hostel", ""}},
	.policy = (const unsigned char *)"\0\1\2\0", .policy_size = 4,
};

/* From memory of exactly this size, so that reading beyond is seen. */
static int decode(struct launch *l, const unsigned char *bytes, size_t size, unsigned char **copy,
	struct err *e)
{
	*copy = malloc(size + !size);
	assert_non_null(*copy);
	memcpy(*copy, bytes, size);
	*e = ERR_NONE;
	return launch_decode(l, *copy, size, e);
}

static void assert_same(const struct launch *a, const struct launch *b)
{
	assert_string_equal(a->name, b->name);
	assert_int_equal(a->uid, b->uid);
	assert_int_equal(a->gid, b->gid);
	assert_string_equal(a->home, b->home);
	assert_string_equal(a->home_source, b->home_source);
	assert_string_equal(a->shell, b->shell);
	assert_string_equal(a->run_dir, b->run_dir);
	assert_string_equal(a->base_dir, b->base_dir);
	assert_string_equal(a->etc_dir, b->etc_dir);
	assert_string_equal(a->log_socket, b->log_socket);
	assert_string_equal(a->programs_dir, b->programs_dir);
	assert_string_equal(a->machine_dir, b->machine_dir);
	assert_string_equal(a->apparmor, b->apparmor);
	assert_string_equal(a->apparmor_init, b->apparmor_init);
	assert_string_equal(a->selinux, b->selinux);
	assert_string_equal(a->lxcfs, b->lxcfs);
	assert_int_equal(a->group_count, b->group_count);
	assert_memory_equal(a->groups, b->groups, sizeof(a->groups));
	assert_int_equal(a->shown_count, b->shown_count);
	for (size_t i = 0; i < a->shown_count; i++)
		assert_string_equal(a->shown[i], b->shown[i]);
	assert_int_equal(a->cgroup_count, b->cgroup_count);
	for (size_t i = 0; i < a->cgroup_count; i++) {
		assert_string_equal(a->cgroups[i].source, b->cgroups[i].source);
		assert_string_equal(a->cgroups[i].name, b->cgroups[i].name);
	}
	assert_int_equal(a->policy_size, b->policy_size);
	assert_memory_equal(a->policy, b->policy, a->policy_size);
}

static void assert_round_trip(const struct launch *l)
{
	size_t used = launch_encode(l, buffer, sizeof(buffer));
	unsigned char *copy;
	struct launch seen;
	struct err e;

	assert_true(used > 0);
	assert_int_equal(decode(&seen, buffer, used, &copy, &e), 0);
	assert_same(l, &seen);
	free(copy);
}

static void test_round_trip(void **state)
{
	(void)state;
	assert_round_trip(&sample);
}

static void test_round_trip_of_the_largest(void **state)
{
	struct launch l = sample;
	char home[4096];

	(void)state;
	memset(home, 'h', sizeof(home));
	home[0] = '/';
	home[sizeof(home) - 1] = '\0';
	l.home = home;
	l.group_count = LAUNCH_GROUPS_MAX;
	for (size_t i = 0; i < LAUNCH_GROUPS_MAX; i++)
		l.groups[i] = UINT32_MAX - (uint32_t)i;
	l.shown_count = LAUNCH_SHOWN_MAX;
	for (size_t i = 0; i < LAUNCH_SHOWN_MAX; i++)
		l.shown[i] = i % 2 ? "odd" : "";
	l.cgroup_count = LAUNCH_CGROUPS_MAX;
	for (size_t i = 0; i < LAUNCH_CGROUPS_MAX; i++)
		l.cgroups[i] = (struct launch_cgroup){"/sys/fs/cgroup/x", i % 2 ? "" : "x"};
	assert_round_trip(&l);
}

static void test_round_trip_of_the_smallest(void **state)
{
	static const struct launch empty = {.name = "", .home = "", .home_source = "", .shell = "",
		.run_dir = "", .base_dir = "", .etc_dir = "", .log_socket = "",
		.programs_dir = "", .machine_dir = "", .apparmor = "", .apparmor_init = "", .selinux = "",
		.lxcfs = "",
		.policy = (const unsigned char *)""};

	(void)state;
	assert_round_trip(&empty);
}

static void test_buffer_too_small(void **state)
{
	size_t used = launch_encode(&sample, buffer, sizeof(buffer));

	(void)state;
	for (size_t size = 0; size < used; size++)
		if (launch_encode(&sample, again, size))
			fail_msg("%zu bytes fit into %zu", used, size);
	assert_int_equal(launch_encode(&sample, again, used), used);
	assert_memory_equal(again, buffer, used);
}

static void assert_refused(const unsigned char *bytes, size_t size)
{
	unsigned char *copy;
	struct launch l;
	struct err e;

	if (!decode(&l, bytes, size, &copy, &e))
		fail_msg("%zu bytes are taken", size);
	assert_int_equal(e.code, EINVAL);
	assert_true(e.message[0]);
	free(copy);
}

static void test_truncation_at_every_offset(void **state)
{
	size_t used = launch_encode(&sample, buffer, sizeof(buffer));

	(void)state;
	for (size_t size = 0; size < used; size++)
		assert_refused(buffer, size);
}

static void test_trailing_byte(void **state)
{
	size_t used = launch_encode(&sample, buffer, sizeof(buffer));

	(void)state;
	for (unsigned value = 0; value < 256; value += 51) {
		buffer[used] = (unsigned char)value;
		assert_refused(buffer, used + 1);
	}
}

static void test_other_version(void **state)
{
	size_t used = launch_encode(&sample, buffer, sizeof(buffer));

	(void)state;
	for (size_t bit = 0; bit < 32; bit++) {
		buffer[bit / 8] ^= (unsigned char)(1U << bit % 8);
		assert_refused(buffer, used);
		buffer[bit / 8] ^= (unsigned char)(1U << bit % 8);
	}
}

/* Every flipped bit is refused or means something else that encodes to exactly these bytes. */
static void test_flipped_bits(void **state)
{
	size_t used = launch_encode(&sample, buffer, sizeof(buffer)), taken = 0, refused = 0;

	(void)state;
	for (size_t bit = 0; bit < used * 8; bit++) {
		unsigned char *copy;
		struct launch l;
		struct err e;

		buffer[bit / 8] ^= (unsigned char)(1U << bit % 8);
		if (decode(&l, buffer, used, &copy, &e)) {
			assert_int_equal(e.code, EINVAL);
			refused++;
		} else {
			if (launch_encode(&l, again, sizeof(again)) != used ||
				memcmp(again, buffer, used) != 0)
				fail_msg("bit %zu is taken and not written again", bit);
			taken++;
		}
		free(copy);
		buffer[bit / 8] ^= (unsigned char)(1U << bit % 8);
	}
	assert_true(taken > 0);
	assert_true(refused > 0);
}

/* The count of a list, found by where the encodings of n and n + 1 items begin to differ. */
static size_t differs_at(const struct launch *a, const struct launch *b)
{
	size_t used = launch_encode(a, buffer, sizeof(buffer)), i = 0;

	assert_true(used > 0);
	assert_true(launch_encode(b, again, sizeof(again)) > 0);
	while (i < used && buffer[i] == again[i])
		i++;
	assert_true(i + 4 <= used);
	return i;
}

static void assert_count_refused(size_t at, size_t used, uint32_t count)
{
	unsigned char old[4];

	memcpy(old, buffer + at, sizeof(old));
	for (size_t i = 0; i < 4; i++)
		buffer[at + i] = (unsigned char)(count >> (8 * i));
	assert_refused(buffer, used);
	memcpy(buffer + at, old, sizeof(old));
}

/* Lists longer than the arrays of struct launch, followed by as many bytes as they would need. */
static void test_counts_above_the_arrays(void **state)
{
	static unsigned char filler[128 * 1024];
	struct launch l = sample, other;
	size_t used, at;

	(void)state;
	l.policy = filler;
	l.policy_size = sizeof(filler);
	for (int list = 0; list < 3; list++) {
		static const uint32_t above[] = {LAUNCH_GROUPS_MAX + 1, LAUNCH_SHOWN_MAX + 1,
			LAUNCH_CGROUPS_MAX + 1};

		other = l;
		other.group_count -= list == 0;
		other.shown_count -= list == 1;
		other.cgroup_count -= list == 2;
		at = differs_at(&l, &other);
		used = launch_encode(&l, buffer, sizeof(buffer));
		assert_count_refused(at, used, above[list]);
		assert_count_refused(at, used, 1000);
		assert_count_refused(at, used, UINT32_MAX);
	}
}

/* Of an older version they would all be refused at once, and the fuzzer would look at nothing. */
static void test_seeds_of_the_fuzzer(void **state)
{
	const struct status status = {.since = 1700000000, .sessions = 2, .lingering = 1};
	const struct session_info session = {.service = "sshd", .tty = "pts/0", .from = "192.0.2.7",
		.pid = 42, .max_sessions = 8};
	const struct {
		const char *name;
		uint32_t type;
	} packets[] = {{"packet-status", MESSAGE_STATUS}, {"packet-session", MESSAGE_SESSION},
		{"packet-exited", MESSAGE_EXITED}};
	unsigned char body[512];
	size_t size;

	(void)state;
	check_seed(CORPUS, "launch", 4, buffer, launch_encode(&sample, buffer, sizeof(buffer)));
	check_seed(CORPUS, "status", 3, body, status_put(&status, body, sizeof(body)));
	size = session_info_put(&session, body, sizeof(body));
	check_seed(CORPUS, "session", 2, body, size);
	for (size_t i = 0; i < COUNT_OF(packets); i++) {
		const uint32_t length = packets[i].type == MESSAGE_STATUS ? 0
			: packets[i].type == MESSAGE_EXITED ? 4 : (uint32_t)size;
		const uint32_t head[] = {PROTOCOL_MAGIC, packets[i].type, length};

		memcpy(buffer, head, sizeof(head));
		memcpy(buffer + sizeof(head), body, length);
		check_seed(CORPUS, packets[i].name, 0, buffer, sizeof(head) + length);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_round_trip_of_the_largest),
		cmocka_unit_test(test_round_trip_of_the_smallest),
		cmocka_unit_test(test_buffer_too_small),
		cmocka_unit_test(test_truncation_at_every_offset),
		cmocka_unit_test(test_trailing_byte),
		cmocka_unit_test(test_other_version),
		cmocka_unit_test(test_flipped_bits),
		cmocka_unit_test(test_counts_above_the_arrays),
		cmocka_unit_test(test_seeds_of_the_fuzzer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
