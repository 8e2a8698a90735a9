/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/cgroup/effect.c, with directories in the place of cgroups.
 */
#include "lib_test.h"

#include "base/fd.h"
#include "lib/cgroup/effect.h"
#include "lib/cgroup/knobs.h"

#define SERVICE "hostel.slice/hostel.service"

static void low(const struct scratch *s, const char *directory, const char *text)
{
	char path[128];

	make_dir(s, directory, 0755);
	(void)snprintf(path, sizeof(path), "%s/memory.low", directory);
	make_text(s, path, text, 0644);
}

static void assert_low(const struct scratch *s, const char *directory, const char *expected)
{
	char path[128], text[32] = "";

	(void)snprintf(path, sizeof(path), "%s/memory.low", directory);
	assert_true(fd_get(s->fd, path, text, sizeof(text)) > 0);
	assert_string_equal(text, expected);
}

/* lacking: who has less, below the mount; NULL if nobody has. */
static void assert_granted(const struct scratch *s, const char *base, uint64_t asked, const char *lacking)
{
	char who[CGROUP_WHO], expected[256];
	struct err e = ERR_NONE;

	assert_int_equal(cgroup_effect_low(s->path, base, asked, who, &e), !lacking);
	if (lacking) {
		(void)snprintf(expected, sizeof(expected), "%s%s", s->path, lacking);
		assert_string_equal(who, expected);
	}
}

/* Ours get what the tenants have together; also when that is less than before. */
static void test_sum(void **state)
{
	const struct scratch *s = *state;

	low(s, "base", "9\n");
	low(s, "base/alice", "4096\n");
	low(s, "base/bob", "8192\n");
	low(s, "base/carol", "0\n");
	make_text(s, "base/memory.current", "77777", 0644);
	assert_granted(s, "base", 4096, NULL);
	assert_low(s, "base", "12288");
	make_text(s, "base/bob/memory.low", "1\n", 0644);
	make_text(s, "base/memory.low", "9\n", 0644); /* the kernel's have no rest of a longer text */
	assert_granted(s, "base", 4096, NULL);
	assert_low(s, "base", "4097");
	make_text(s, "base/bob/memory.low", "max\n", 0644);
	make_text(s, "base/memory.low", "9\n", 0644);
	assert_granted(s, "base", UINT64_MAX, NULL);
	assert_low(s, "base", "max");
}

/* What systemd has is read and not written; its name is said. */
static void test_slice(void **state)
{
	const struct scratch *s = *state;

	low(s, "hostel.slice", "0\n");
	low(s, SERVICE, "0\n");
	low(s, SERVICE "/tenants", "0\n");
	low(s, SERVICE "/tenants/alice", "4096\n");
	assert_granted(s, SERVICE "/tenants", 4096, "/hostel.slice");
	assert_low(s, "hostel.slice", "0");
	make_text(s, "hostel.slice/memory.low", "4095\n", 0644);
	assert_granted(s, SERVICE "/tenants", 4096, "/hostel.slice");
	make_text(s, "hostel.slice/memory.low", "4096\n", 0644);
	assert_granted(s, SERVICE "/tenants", 4096, NULL);
	assert_low(s, SERVICE, "4096");
	make_text(s, "hostel.slice/memory.low", "max\n", 0644);
	assert_granted(s, SERVICE "/tenants", 4096, NULL);
}

/* The admin's own cgroups on the way are not ours, nor is the one that a container has as its root. */
static void test_admins(void **state)
{
	const struct scratch *s = *state;

	low(s, "team", "8589934592\n");
	low(s, "team/foo.service", "max\n");
	low(s, "team/foo.service/hostel", "0\n");
	low(s, "team/foo.service/hostel/alice", "4096\n");
	assert_granted(s, "team/foo.service/hostel", 4096, NULL);
	assert_low(s, "team", "8589934592");
	assert_low(s, "team/foo.service", "max");
	assert_low(s, "team/foo.service/hostel", "4096");
	make_text(s, "memory.low", "0\n", 0644);
	assert_granted(s, "team/foo.service/hostel", 4096, "");
	assert_low(s, ".", "0");
}

/* An owner's has the sum of the tenants in it; the one above has that of owners and of who has none. */
static void test_owner(void **state)
{
	const struct scratch *s = *state;
	struct err e = ERR_NONE;

	low(s, "hostel.slice", "max\n");
	low(s, SERVICE, "0\n");
	low(s, SERVICE "/tenants", "0\n");
	low(s, SERVICE "/tenants/bob", "4096\n");
	low(s, SERVICE "/tenants/acme~owner", "0\n");
	low(s, SERVICE "/tenants/acme~owner/alice", "8192\n");
	low(s, SERVICE "/tenants/acme~owner/carol", "8192\n");
	assert_granted(s, SERVICE "/tenants/acme~owner", 8192, NULL);
	assert_low(s, SERVICE "/tenants/acme~owner", "16384");
	assert_low(s, SERVICE "/tenants", "20480");
	assert_low(s, SERVICE, "20480");
	assert_low(s, "hostel.slice", "max");
	make_text(s, SERVICE "/memory.low", "0\n", 0644);
	make_text(s, SERVICE "/tenants/memory.low", "0\n", 0644);
	make_text(s, SERVICE "/tenants/acme~owner/memory.low", "0\n", 0644);
	make_text(s, SERVICE "/tenants/acme~owner/alice/memory.low", "9\n", 0644);
	assert_int_equal(cgroup_take_low_back(s->path, SERVICE "/tenants/acme~owner", "alice", &e), 0);
	assert_low(s, SERVICE "/tenants/acme~owner", "8192");
	assert_low(s, SERVICE "/tenants", "12288");
}

/* What cannot be read is no reason to take everybody's away. */
static void test_unreadable(void **state)
{
	const struct scratch *s = *state;
	char who[CGROUP_WHO];
	struct err e = ERR_NONE;

	low(s, "base", "4096\n");
	make_dir(s, "base/bob", 0755);
	make_dir(s, "base/bob/memory.low", 0755);
	assert_int_equal(cgroup_effect_low(s->path, "base", 0, who, &e), -1);
	assert_int_equal(e.code, EISDIR);
	assert_low(s, "base", "4096");
}

static void test_taken_back(void **state)
{
	const struct scratch *s = *state;
	struct err e = ERR_NONE;

	low(s, "base", "4097\n");
	low(s, "base/alice", "4096\n");
	low(s, "base/bob", "1\n");
	make_text(s, "base/alice/memory.low", "5\n", 0644);
	make_text(s, "base/memory.low", "6\n", 0644);
	assert_int_equal(cgroup_take_low_back(s->path, "base", "alice", &e), 0);
	assert_low(s, "base/alice", "0");
	assert_low(s, "base", "1");
	assert_int_equal(cgroup_take_low_back(s->path, "base", "carol", &e), 0); /* who has no cgroup */
}

static void test_none(void **state)
{
	const struct scratch *s = *state;

	make_dir(s, "base", 0755); /* a kernel without that controller */
	assert_granted(s, "base", 1, "/base");
}

static void test_weight(void **state)
{
	const struct scratch *s = *state;
	char disks[256];

	make_dir(s, "disks", 0755);
	make_dir(s, "disks/vda", 0755);
	make_dir(s, "disks/vda/queue", 0755);
	make_text(s, "disks/vda/queue/scheduler", "[none] mq-deadline bfq\n", 0644);
	(void)snprintf(disks, sizeof(disks), "%s/disks", s->path);
	assert_int_equal(cgroup_effect_weight(s->path, true, disks), 0);
	make_text(s, "io.cost.qos", "254:0 enable=0 ctrl=auto\n", 0644);
	assert_int_equal(cgroup_effect_weight(s->path, true, disks), 0);
	make_text(s, "io.cost.qos", "254:0 enable=0 ctrl=auto\n254:16 enable=1 ctrl=auto\n", 0644);
	assert_int_equal(cgroup_effect_weight(s->path, true, disks), WEIGHT_OF_IOCOST);
	assert_int_equal(cgroup_effect_weight(s->path, false, disks), 0);
	make_text(s, "disks/vda/queue/scheduler", "none mq-deadline [bfq]\n", 0644);
	assert_int_equal(cgroup_effect_weight(s->path, false, disks), WEIGHT_OF_BFQ);
	assert_int_equal(cgroup_effect_weight(s->path, false, "/nowhere"), 0);
}

static void test_cpuset(void **state)
{
	const struct scratch *s = *state;
	const struct {
		const char *effective;
		int within;
	} cases[] = {{"1-2\n", 1}, {"1\n", 1}, {"0-1\n", 0}, {"2-4\n", 0}, {"1,6\n", 1}, {"1,5\n", 0},
		{"", 1}};
	struct cpuset_list list = {.count = 2, .items = {{1, 3}, {6, 6}}};
	struct err e = ERR_NONE;

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		make_text(s, "cpuset.cpus.effective", cases[i].effective, 0644);
		assert_int_equal(cgroup_effect_cpuset(s->path, "cpuset.cpus", &list, &e), cases[i].within);
	}
	assert_int_equal(cgroup_effect_cpuset(s->path, "cpuset.mems", &list, &e), -1);
	assert_int_equal(e.code, ENOENT);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_set_up, scratch_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_sum),
		TEST(test_slice),
		TEST(test_admins),
		TEST(test_owner),
		TEST(test_unreadable),
		TEST(test_taken_back),
		TEST(test_none),
		TEST(test_weight),
		TEST(test_cpuset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
