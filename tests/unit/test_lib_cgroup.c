/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/cgroup.c: which directories are a tenant's, and what is found on this host. No cgroup is touched.
 */
#include "lib_test.h"

#include "hostel/cgroup.h"

static const struct cgroups v2 = {.mounts = {{true, true, "/sys/fs/cgroup"},
	{true, true, "/sys/fs/cgroup"}, {true, true, "/sys/fs/cgroup"}}};
static const struct cgroups v1 = {.mounts = {{true, false, "/sys/fs/cgroup/memory"},
	{true, false, "/sys/fs/cgroup/pids"}, {true, false, "/sys/fs/cgroup/cpu,cpuacct"}}};

static void test_one_place_in_v2(void **state)
{
	struct cgroup_place places[CGROUP_CONTROLLERS];

	(void)state;
	assert_int_equal(cgroup_places(&v2, "hostel", "alice", places), 1);
	assert_true(places[0].v2);
	assert_string_equal(places[0].path, "/sys/fs/cgroup/hostel/alice");
	assert_string_equal(places[0].name, "");
}

static void test_a_place_per_hierarchy_in_v1(void **state)
{
	static const char *const paths[] = {"/sys/fs/cgroup/memory/a/b/alice",
		"/sys/fs/cgroup/pids/a/b/alice", "/sys/fs/cgroup/cpu,cpuacct/a/b/alice"};
	static const char *const names[] = {"memory", "pids", "cpu,cpuacct"};
	struct cgroup_place places[CGROUP_CONTROLLERS];

	(void)state;
	assert_int_equal(cgroup_places(&v1, "a/b", "alice", places), 3);
	for (size_t i = 0; i < 3; i++) {
		assert_false(places[i].v2);
		assert_string_equal(places[i].path, paths[i]);
		assert_string_equal(places[i].name, names[i]);
	}
}

static void test_controllers_of_one_hierarchy(void **state)
{
	struct cgroups c = v1;
	struct cgroup_place places[CGROUP_CONTROLLERS];

	(void)state;
	strcpy(c.mounts[CGROUP_CPU].path, c.mounts[CGROUP_MEMORY].path);
	assert_int_equal(cgroup_places(&c, "hostel", "alice", places), 2);
	/* Mixed: one in v2, the others in v1. */
	c = v1;
	c.mounts[CGROUP_PIDS] = v2.mounts[0];
	assert_int_equal(cgroup_places(&c, "hostel", "alice", places), 3);
	assert_true(places[1].v2);
	assert_string_equal(places[1].name, "");
	/* Not found: no place. */
	c.mounts[CGROUP_MEMORY].found = false;
	assert_int_equal(cgroup_places(&c, "hostel", "alice", places), 2);
}

/* What is found is mounted, and a cgroup hierarchy of that version. */
static void test_find(void **state)
{
	struct err e = ERR_NONE;
	struct cgroups c;

	(void)state;
	if (cgroup_find(&c, &e) < 0) {
		assert_int_equal(e.code, ENODEV);
		assert_non_null(strstr(e.message, "cgroup controller is mounted"));
		print_message("# skipped: %s\n", e.message);
		skip();
	}
	for (int i = 0; i < CGROUP_CONTROLLERS; i++) {
		char file[300];

		assert_true(c.mounts[i].found);
		(void)snprintf(file, sizeof(file), "%s/%s", c.mounts[i].path,
			c.mounts[i].v2 ? "cgroup.controllers" : "tasks");
		if (access(file, F_OK) < 0)
			fail_msg("%s is missing", file);
	}
}

/* A directory in the place of a cgroup: what is written is seen. */
static void make_knobs(const struct scratch *s, struct cgroups *c, bool second)
{
	static const char *const files[] = {"memory.max", "pids.max", "cpu.max",
		"memory.limit_in_bytes", "memory.kmem.tcp.limit_in_bytes", "cpu.cfs_quota_us",
		"memory.current", "memory.usage_in_bytes", "pids.current", "tasks"};

	*c = second ? v2 : v1;
	make_dir(s, "hostel", 0755);
	make_dir(s, "hostel/alice", 0755);
	for (size_t i = 0; i < COUNT_OF(files); i++) {
		char path[64];

		(void)snprintf(path, sizeof(path), "hostel/alice/%s", files[i]);
		make_text(s, path, strstr(files[i], "current") ? "7\n" : "", 0644);
	}
	for (int i = 0; i < CGROUP_CONTROLLERS; i++)
		strcpy(c->mounts[i].path, s->path);
}

static void assert_file(const struct scratch *s, const char *name, const char *expected)
{
	char text[64] = "", path[64];
	int fd;

	(void)snprintf(path, sizeof(path), "hostel/alice/%s", name);
	fd = openat(s->fd, path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_true(read(fd, text, sizeof(text) - 1) >= 0);
	close(fd);
	assert_string_equal(text, expected);
}

static void test_values_of_v2(void **state)
{
	const struct scratch *s = *state;
	struct policy p = {.memory_max = 512 << 20, .pids_max = 128, .cpu_max = 150};
	struct err e = ERR_NONE;
	struct cgroups c;

	make_knobs(s, &c, true);
	assert_int_equal(cgroup_make(&c, "hostel", "alice", &p, &e), 0);
	assert_file(s, "memory.max", "536870912");
	assert_file(s, "pids.max", "128");
	assert_file(s, "cpu.max", "150000 100000");
	assert_file(s, "memory.limit_in_bytes", "");
	assert_file(s, "memory.kmem.tcp.limit_in_bytes", "");
}

static void test_values_of_v2_without_limits(void **state)
{
	const struct scratch *s = *state;
	struct policy p = {.memory_max = VALUE_MAX, .pids_max = VALUE_MAX, .cpu_max = VALUE_MAX};
	struct err e = ERR_NONE;
	struct cgroups c;

	make_knobs(s, &c, true);
	assert_int_equal(cgroup_make(&c, "hostel", "alice", &p, &e), 0);
	assert_file(s, "memory.max", "max");
	assert_file(s, "pids.max", "max");
	assert_file(s, "cpu.max", "max 100000");
}

static void test_values_of_v1(void **state)
{
	const struct scratch *s = *state;
	struct policy p = {.memory_max = UINT64_C(1) << 40, .pids_max = 8, .cpu_max = 1};
	struct err e = ERR_NONE;
	struct cgroups c;

	make_knobs(s, &c, false);
	assert_int_equal(cgroup_make(&c, "hostel", "alice", &p, &e), 0);
	assert_file(s, "memory.limit_in_bytes", "1099511627776");
	assert_file(s, "memory.kmem.tcp.limit_in_bytes", "1099511627776");
	assert_file(s, "pids.max", "8");
	assert_file(s, "cpu.cfs_quota_us", "1000");
	assert_file(s, "memory.max", "");
}

static void test_values_of_v1_without_limits(void **state)
{
	const struct scratch *s = *state;
	struct policy p = {.memory_max = VALUE_MAX, .pids_max = VALUE_MAX, .cpu_max = VALUE_MAX};
	struct err e = ERR_NONE;
	struct cgroups c;

	make_knobs(s, &c, false);
	assert_int_equal(cgroup_make(&c, "hostel", "alice", &p, &e), 0);
	assert_file(s, "memory.limit_in_bytes", "-1");
	assert_file(s, "memory.kmem.tcp.limit_in_bytes", "-1");
	assert_file(s, "pids.max", "max");
	assert_file(s, "cpu.cfs_quota_us", "-1");
}

/* The error names the key and the file. */
static void test_a_knob_that_is_missing(void **state)
{
	const struct scratch *s = *state;
	struct policy p = {.memory_max = VALUE_MAX, .pids_max = VALUE_MAX, .cpu_max = VALUE_MAX};
	struct err e = ERR_NONE;
	struct cgroups c;

	make_knobs(s, &c, true);
	assert_int_equal(unlinkat(s->fd, "hostel/alice/cpu.max", 0), 0);
	assert_int_equal(cgroup_make(&c, "hostel", "alice", &p, &e), -1);
	assert_int_equal(e.code, ENOENT);
	assert_int_equal(strncmp(e.message, "cpu.max: ", 9), 0);
	assert_non_null(strstr(e.message, "/hostel/alice/cpu.max"));
}

static void test_usage(void **state)
{
	const struct scratch *s = *state;
	int64_t memory, pids;
	struct cgroups c;

	make_knobs(s, &c, true);
	cgroup_usage(&c, "hostel", "alice", &memory, &pids);
	assert_int_equal(memory, 7);
	assert_int_equal(pids, 7);
	cgroup_usage(&c, "hostel", "bob", &memory, &pids);
	assert_int_equal(memory, -1);
	assert_int_equal(pids, -1);
}

static void test_entering_writes_zero(void **state)
{
	const struct scratch *s = *state;
	struct cgroup_place places[CGROUP_CONTROLLERS];
	struct cgroups c;

	make_knobs(s, &c, false);
	assert_int_equal(cgroup_places(&c, "hostel", "alice", places), 1);
	assert_int_equal(cgroup_enter_v1(&places[0]), 0);
	assert_file(s, "tasks", "0");
	assert_int_equal(cgroup_places(&c, "hostel", "bob", places), 1);
	assert_int_equal(cgroup_enter_v1(&places[0]), -1);
	assert_int_equal(errno, ENOENT);
}

static void test_removal(void **state)
{
	const struct scratch *s = *state;
	struct err e = ERR_NONE;
	struct cgroups c = v1;

	for (int i = 0; i < CGROUP_CONTROLLERS; i++)
		strcpy(c.mounts[i].path, s->path);
	assert_int_equal(cgroup_remove(&c, "hostel", "alice", &e), 0); /* missing is fine */
	make_dir(s, "hostel", 0755);
	make_dir(s, "hostel/alice", 0755);
	make_dir(s, "hostel/bob", 0755);
	make_dir(s, "hostel/bob/busy", 0755);
	assert_int_equal(cgroup_remove(&c, "hostel", "alice", &e), 0);
	assert_int_equal(faccessat(s->fd, "hostel/alice", F_OK, 0), -1);
	assert_int_equal(cgroup_remove(&c, "hostel", "bob", &e), -1);
	assert_int_equal(e.code, ENOTEMPTY);
	assert_int_equal(unlinkat(s->fd, "hostel/bob/busy", AT_REMOVEDIR), 0);
	assert_int_equal(cgroup_remove(&c, "hostel", "bob", &e), 0);
	assert_int_equal(faccessat(s->fd, "hostel", F_OK, 0), -1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_set_up, scratch_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_place_in_v2),
		cmocka_unit_test(test_a_place_per_hierarchy_in_v1),
		cmocka_unit_test(test_controllers_of_one_hierarchy),
		cmocka_unit_test(test_find),
		TEST(test_values_of_v2),
		TEST(test_values_of_v2_without_limits),
		TEST(test_values_of_v1),
		TEST(test_values_of_v1_without_limits),
		TEST(test_a_knob_that_is_missing),
		TEST(test_usage),
		TEST(test_entering_writes_zero),
		TEST(test_removal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
