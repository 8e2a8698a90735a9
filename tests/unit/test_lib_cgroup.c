/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/cgroup/find.c, make.c: which directories are a tenant's, what is there. No cgroup is touched.
 */
#include "cgroup/make.h"
#include "cgroup_test.h"

static void test_one_place_in_v2(void **state)
{
	struct cgroup_place places[CGROUP_CONTROLLERS];

	(void)state;
	assert_int_equal(cgroup_places(&v2, "hostel", "alice", THREE, places), 1);
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
	assert_int_equal(cgroup_places(&v1, "a/b", "alice", THREE, places), 3);
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
	assert_int_equal(cgroup_places(&c, "hostel", "alice", THREE, places), 2);
	/* Mixed: one in v2, the others in v1. */
	c = v1;
	c.mounts[CGROUP_PIDS] = v2.mounts[0];
	assert_int_equal(cgroup_places(&c, "hostel", "alice", THREE, places), 3);
	assert_true(places[1].v2);
	assert_string_equal(places[1].name, "");
	/* Not found: no place. */
	c.mounts[CGROUP_MEMORY].found = false;
	assert_int_equal(cgroup_places(&c, "hostel", "alice", THREE, places), 2);
}

/* What is found is mounted, and a cgroup hierarchy of that version. */
static void test_find(void **state)
{
	struct err e = ERR_NONE;
	struct cgroups c;

	(void)state;
	assert_int_equal(cgroup_find(&c, &e), 0);
	for (int i = 0; i < CGROUP_CONTROLLERS; i++) {
		char file[300];

		if (!c.mounts[i].found)
			continue;
		(void)snprintf(file, sizeof(file), "%s/%s", c.mounts[i].path,
			c.mounts[i].v2 ? "cgroup.controllers" : "tasks");
		if (access(file, F_OK) < 0)
			fail_msg("%s is missing", file);
	}
}

static void test_auto(void **state)
{
	struct cgroup_place places[CGROUP_CONTROLLERS];
	const struct scratch *s = *state;
	struct cgroups c;

	make_knobs(s, &c, true);
	assert_string_equal(cgroup_base(&c, "auto"), "hostel");
	assert_int_equal(cgroup_places(&c, "auto", "alice", THREE, places), 1);
	assert_string_equal(places[0].path + strlen(s->path), "/hostel/alice");
	c.unit = true;
	assert_string_equal(cgroup_base(&c, "auto"), "hostel.slice/hostel.service/tenants");
	assert_string_equal(cgroup_base(&c, "a.slice/b"), "a.slice/b");
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
	assert_int_equal(cgroup_places(&c, "hostel", "alice", THREE, places), 1);
	assert_int_equal(cgroup_enter_v1(&places[0]), 0);
	assert_file(s, "tasks", "0");
	assert_int_equal(cgroup_places(&c, "hostel", "bob", THREE, places), 1);
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
		TEST(test_auto),
		TEST(test_usage),
		TEST(test_entering_writes_zero),
		TEST(test_removal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
