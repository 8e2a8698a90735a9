/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/cgroup/split.c: PID 1's cgroup and that of the tenant's processes. Directories stand for them.
 */
#include "cgroup/make.h"
#include "cgroup/split.h"
#include "cgroup_test.h"

#include "policy/defaults.h"

/* The kernel's files are there once a directory is made; here beforehand. */
static void prepare(const struct scratch *s, struct cgroups *c, bool second)
{
	make_knobs(s, c, second);
	make_dir(s, "hostel/alice/init", 0755);
	make_dir(s, "hostel/alice/payload", 0755);
	make_text(s, "hostel/alice/init/cpu.shares", "1024", 0644);
	make_text(s, "hostel/alice/init/cpu.weight", "100", 0644);
	make_text(s, "hostel/alice/init/cgroup.type", "domain", 0644);
	make_text(s, "hostel/alice/payload/cgroup.type", "domain", 0644);
	make_text(s, "hostel/alice/cgroup.subtree_control", "", 0644);
}

static void test_v1(void **state)
{
	const struct scratch *s = *state;
	struct cgroup_place place;
	struct err e = ERR_NONE;
	struct cgroups c;

	prepare(s, &c, false);
	assert_int_equal(cgroup_split(&c, "hostel", "alice", &place, &e), 0);
	assert_false(place.v2);
	assert_file(s, "init/cpu.shares", "262144");
	assert_file(s, "init/cgroup.type", "domain");
	assert_file(s, "cgroup.subtree_control", "");
	assert_string_equal(cgroup_tasks(place.v2), "tasks");
}

static void test_v2(void **state)
{
	const struct scratch *s = *state;
	struct cgroup_place place;
	struct err e = ERR_NONE;
	struct cgroups c;

	prepare(s, &c, true);
	assert_int_equal(cgroup_split(&c, "hostel", "alice", &place, &e), 0);
	assert_true(place.v2);
	assert_file(s, "init/cpu.weight", "10000");
	assert_file(s, "init/cgroup.type", "threaded");
	assert_file(s, "payload/cgroup.type", "threaded");
	assert_file(s, "cgroup.subtree_control", "+cpu");
	assert_string_equal(cgroup_tasks(place.v2), "cgroup.threads");
	/* A kernel without it. */
	assert_int_equal(unlinkat(s->fd, "hostel/alice/init/cpu.weight", 0), 0);
	assert_int_equal(cgroup_split(&c, "hostel", "alice", &place, &e), -1);
	assert_non_null(strstr(e.message, "init/cpu.weight"));
	c.mounts[CGROUP_CPU].found = false;
	assert_int_equal(cgroup_split(&c, "hostel", "alice", &place, &e), -1);
}

/* Payload's stays as long as PID 1 is there, however empty it is. */
static void test_removal(void **state)
{
	const struct scratch *s = *state;
	struct err e = ERR_NONE;
	struct cgroups c = v1;

	for (int i = 0; i < CGROUP_CONTROLLERS; i++)
		strcpy(c.mounts[i].path, s->path);
	make_dir(s, "hostel", 0755);
	make_dir(s, "hostel/alice", 0755);
	make_dir(s, "hostel/alice/init", 0755);
	make_dir(s, "hostel/alice/init/pid-1", 0755);
	make_dir(s, "hostel/alice/payload", 0755);
	assert_int_equal(cgroup_remove(&c, "hostel", "alice", &e), -1);
	assert_int_equal(faccessat(s->fd, "hostel/alice/payload", F_OK, 0), 0);
	assert_int_equal(unlinkat(s->fd, "hostel/alice/init/pid-1", AT_REMOVEDIR), 0);
	assert_int_equal(cgroup_remove(&c, "hostel", "alice", &e), 0);
	assert_int_equal(faccessat(s->fd, "hostel", F_OK, 0), -1);
}

static void test_wanted(void **state)
{
	struct policy p, sum;

	(void)state;
	assert_int_equal(policy_init(&p), 0);
	assert_int_equal(policy_init(&sum), 0);
	assert_false(cgroup_split_wanted(&p));
	p.cpu_max = 99;
	assert_true(cgroup_split_wanted(&p));
	p.cpu_max = VALUE_MAX;
	assert_false(cgroup_split_wanted(&p));
	p.sum = &sum;
	sum.cpu_max = 5;
	assert_true(cgroup_split_wanted(&p));
	p.sum = NULL;
	policy_free(&p);
	policy_free(&sum);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_set_up, scratch_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_v1),
		TEST(test_v2),
		TEST(test_removal),
		cmocka_unit_test(test_wanted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
