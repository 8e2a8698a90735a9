/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/host/limits.c, quota.c, charge.c: which sandbox fits, what is remembered of it, and what is written
 * where there is nothing to write to. That limits reach the kernel: tests/system/58 and 59.
 */
#include "lib_test.h"

#include <sys/syscall.h>

#include "cgroup_test.h"
#include "host/charge.h"
#include "host/limits.h"
#include "host/quota.h"
#include "host/record.h"
#include "policy/defaults.h"
#include "policy/names.h"

#define BOOT "01234567-89ab-cdef-0123-456789abcdef"

static uint32_t groups[] = {1001, 44};
static char *group_names[] = {(char *)"alice", (char *)"video"};
static const struct account alice = {.name = (char *)"alice", .uid = 1001, .gid = 1001,
	.home = (char *)"/home/alice", .shell = (char *)"/bin/sh", .group_count = 2, .groups = groups,
	.group_names = group_names};

static struct record record_of(const struct policy *p)
{
	struct record r = {.name = "alice", .uid = 1001, .home = "/home/alice", .boot = BOOT,
		.cgroup = "hostel", .controllers = THREE};
	struct fitting f;

	assert_int_equal(fitting_of(&f, p, &alice), 0);
	r.room = f.room;
	r.limits = f.limits;
	return r;
}

static bool fits(const struct record *r, const struct policy *p, const struct account *a, const char *boot)
{
	struct fitting f;

	assert_int_equal(fitting_of(&f, p, a), 0);
	return fitting_room(&f, r, p, a, boot);
}

static void test_what_fits(void **state)
{
	struct account other = alice;
	struct policy p;
	struct record r;

	(void)state;
	assert_int_equal(policy_init(&p), 0);
	r = record_of(&p);
	assert_true(fits(&r, &p, &alice, BOOT));
	assert_false(fits(&r, &p, &alice, "another"));
	p.memory_max = UINT64_C(1) << 30;
	p.max_sessions = 1;
	assert_true(fits(&r, &p, &alice, BOOT));
	p.ulimit_nofile.hard = 99;
	assert_false(fits(&r, &p, &alice, BOOT));
	r = record_of(&p);
	assert_true(fits(&r, &p, &alice, BOOT));
	p.cpuset_cpus.count = 1; /* its processes are in no such cgroup */
	assert_false(fits(&r, &p, &alice, BOOT));
	r.controllers = CGROUP_ALL;
	assert_true(fits(&r, &p, &alice, BOOT));
	other.group_count = 1;
	assert_false(fits(&r, &p, &other, BOOT));
	other = alice;
	other.shell = (char *)"/bin/dash";
	assert_false(fits(&r, &p, &other, BOOT));
	other = alice;
	other.home = (char *)"/srv/alice";
	assert_false(fits(&r, &p, &other, BOOT));
	policy_free(&p);
}

static void test_limits_are_a_hash_of_their_own(void **state)
{
	struct fitting first, second;
	struct policy p;

	(void)state;
	assert_int_equal(policy_init(&p), 0);
	assert_int_equal(fitting_of(&first, &p, &alice), 0);
	p.pids_max = 9;
	assert_int_equal(fitting_of(&second, &p, &alice), 0);
	assert_true(first.room == second.room && first.limits != second.limits);
	/* What the owner has is a limit; who the owner is, another room. */
	p.sum = malloc(sizeof(*p.sum));
	assert_non_null(p.sum);
	assert_int_equal(policy_init(p.sum), 0);
	assert_int_equal(fitting_of(&first, &p, &alice), 0);
	assert_true(first.room == second.room && first.limits != second.limits);
	p.sum->pids_max = 9;
	assert_int_equal(fitting_of(&second, &p, &alice), 0);
	assert_true(first.room == second.room && first.limits != second.limits);
	free(p.owner);
	p.owner = strdup("acme");
	assert_int_equal(fitting_of(&first, &p, &alice), 0);
	assert_true(first.room != second.room && first.limits == second.limits);
	policy_free(&p);
}

static void test_remembered(void **state)
{
	const struct scratch *s = *state;
	struct err e = ERR_NONE;
	struct policy p, seen;
	struct stat st;

	assert_int_equal(limits_remembered(s->fd, 3, &seen, &e), 0);
	assert_int_equal(policy_init(&p), 0);
	p.pids_max = 77;
	assert_int_equal(limits_remember(s->fd, 3, &p, &e), -1); /* no such sandbox */
	e = ERR_NONE;
	make_dir(s, "3", 0711);
	assert_int_equal(limits_remember(s->fd, 3, &p, &e), 0);
	assert_int_equal(limits_remembered(s->fd, 3, &seen, &e), 1);
	assert_int_equal(seen.pids_max, 77);
	policy_free(&seen);
	assert_int_equal(fstatat(s->fd, "3/policy", &st, AT_SYMLINK_NOFOLLOW), 0);
	assert_int_equal(st.st_mode, S_IFREG | 0600);
	p.pids_max = 78; /* once more, in its place */
	assert_int_equal(limits_remember(s->fd, 3, &p, &e), 0);
	assert_int_equal(limits_remembered(s->fd, 3, &seen, &e), 1);
	assert_int_equal(seen.pids_max, 78);
	policy_free(&seen);
	make_text(s, "3/policy", "of another version", 0600);
	assert_int_equal(limits_remembered(s->fd, 3, &seen, &e), 0);
	assert_int_equal(e.code, 0);
	policy_free(&p);
}

static void test_update_of_an_unknown_sandbox(void **state)
{
	const struct scratch *s = *state;
	struct cgroup_warnings w = {0};
	struct err e = ERR_NONE;
	struct record r;
	struct policy p;

	assert_int_equal(policy_init(&p), 0);
	r = record_of(&p);
	assert_int_equal(limits_update(s->fd, &r, &alice, &p, &w, &e), -1);
	assert_non_null(strstr(e.message, "another version"));
	policy_free(&p);
}

static void test_quota_marks(void **state)
{
	const struct scratch *s = *state;
	struct err e = ERR_NONE;
	struct policy p;

	assert_int_equal(policy_init(&p), 0);
	assert_int_equal(quota_asked(&p), 0);
	assert_int_equal(quota_marked(s->fd), 0);
	assert_int_equal(quota_apply(s->fd, &alice, &p, &e), 0); /* nobody looks for a home */
	p.disk = 1 << 20;
	assert_int_equal(quota_asked(&p), QUOTA_DISK);
	p.inodes = 1000;
	assert_int_equal(quota_asked(&p), QUOTA_DISK | QUOTA_INODES);
	make_text(s, "quota", "2\n", 0600);
	assert_int_equal(quota_marked(s->fd), QUOTA_INODES);
	make_text(s, "quota", "nonsense", 0600);
	assert_int_equal(quota_marked(s->fd), 0);
	policy_free(&p);
}

/* In a child: its groups are the tenant's afterwards. */
static int apply_quota(const struct scratch *s, const char *home, struct policy *p, const char *said)
{
	struct account a = alice;
	struct err e = ERR_NONE;
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		a.home = (char *)home;
		status = quota_apply(s->fd, &a, p, &e) < 0;
		if (said && !strstr(e.message, said))
			status = 2;
		_exit(status);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WEXITSTATUS(status);
}

static void test_quota_of_a_file_system_without(void **state)
{
	struct scratch *s;
	struct policy p;
	char path[96];

	(void)state;
	NEED_ROOT();
	if (syscall(SYS_openat2, -1, "", NULL, 0) < 0 && errno == ENOSYS)
		skip(); /* a valgrind that does not know it */
	s = scratch_make("/dev/shm"); /* tmpfs, whose quotas nobody has switched on */
	assert_int_equal(fchmod(s->fd, 0755), 0);
	assert_int_equal(policy_init(&p), 0);
	p.disk = 1 << 20;
	assert_int_equal(apply_quota(s, s->path, &p, "[filesystem] disk = 1M cannot be enforced"), 1);
	assert_int_equal(quota_marked(s->fd), QUOTA_DISK);
	p.disk = VALUE_MAX; /* what cannot have been set is forgotten */
	assert_int_equal(apply_quota(s, s->path, &p, NULL), 0);
	assert_int_equal(quota_marked(s->fd), 0);
	/* Only by way of the tenant's own rights, and by no link of his. */
	p.disk = 1 << 20;
	make_dir(s, "home", 0755);
	assert_int_equal(symlinkat("home", s->fd, "link"), 0);
	assert_int_equal(fchown(s->fd, alice.uid, alice.gid), 0);
	(void)snprintf(path, sizeof(path), "%s/link", s->path);
	assert_int_equal(apply_quota(s, path, &p, strerror(ELOOP)), 1);
	(void)snprintf(path, sizeof(path), "%s/home", s->path);
	assert_int_equal(apply_quota(s, path, &p, "enforces no user quotas"), 1);
	assert_int_equal(fchown(s->fd, 0, 0), 0);
	assert_int_equal(fchmod(s->fd, 0700), 0);
	assert_int_equal(apply_quota(s, path, &p, strerror(EACCES)), 1);
	scratch_remove(s);
	policy_free(&p);
}

static void test_the_login_programs_cgroup(void **state)
{
	const struct scratch *s = *state;
	struct err e = ERR_NONE;
	char name[CGROUP_NAME_SIZE];
	struct cgroups c;
	struct policy p;

	charge_name(name, "alice");
	assert_string_equal(name, "alice~login");
	assert_false(policy_valid_name(name));
	make_knobs(s, &c, true);
	assert_int_equal(renameat(s->fd, "hostel/alice", s->fd, "hostel/alice~login"), 0);
	assert_int_equal(policy_init(&p), 0);
	p.pids_max = 10;
	p.memory_max = 64 << 20;
	assert_int_equal(charge_make(&c, "hostel", "alice", &p, &e), 0);
	assert_int_equal(renameat(s->fd, "hostel/alice~login", s->fd, "hostel/alice"), 0);
	assert_file(s, "memory.max", "67108864");
	assert_file(s, "pids.max", "max");
	policy_free(&p);
}

static void test_a_porch_that_is_not_known(void **state)
{
	const struct record r = {.name = "alice", .cgroup = "hostel"};
	struct err e = ERR_NONE;
	struct policy p;

	(void)state;
	assert_int_equal(policy_init(&p), 0);
	assert_int_equal(charge_porch(&r, &p, &e), -1);
	assert_int_equal(e.code, EINVAL);
	policy_free(&p);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_set_up, scratch_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_fits),
		cmocka_unit_test(test_limits_are_a_hash_of_their_own),
		TEST(test_remembered),
		TEST(test_update_of_an_unknown_sandbox),
		TEST(test_quota_marks),
		cmocka_unit_test(test_quota_of_a_file_system_without),
		TEST(test_the_login_programs_cgroup),
		cmocka_unit_test(test_a_porch_that_is_not_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
