/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/cgroup/owner.c, and make.c with it: cgroups of owners. No cgroup is touched; what the kernel makes of
 * it: tests/system/95-owners.sh.
 */
#include "cgroup_test.h"

#include "base/fd.h"
#include "cgroup/make.h"
#include "cgroup/owner.h"
#include "lib/cgroup/owner.h"
#include "policy/defaults.h"

#define OWNER "hostel/acme~owner"
#define ALICE OWNER "/alice"

static void assert_text(const struct scratch *s, const char *path, const char *expected)
{
	char text[64] = "";

	if (fd_get(s->fd, path, text, sizeof(text)) < 0)
		fail_msg("%s: %s", path, strerror(errno));
	assert_string_equal(text, expected);
}

static void test_names(void **state)
{
	struct cgroups c = v1;
	char base[CGROUP_BASE_SIZE];
	struct policy p;

	(void)state;
	assert_int_equal(policy_init(&p), 0);
	cgroup_base_of(&c, &p, base);
	assert_string_equal(base, "hostel");
	free(p.owner);
	p.owner = strdup("acme");
	c.unit = true;
	cgroup_base_of(&c, &p, base);
	assert_string_equal(base, CGROUP_UNIT "/acme~owner");
	assert_int_equal(cgroup_owner_part(base), strlen("/acme~owner"));
	assert_true(cgroup_is_of_owner(base, "acme"));
	assert_false(cgroup_is_of_owner(base, "acm"));
	assert_false(cgroup_is_of_owner(base, "acmee"));
	assert_false(cgroup_is_of_owner(base, ""));
	assert_true(cgroup_is_of_owner("hostel", ""));
	assert_false(cgroup_is_of_owner("hostel", "hostel"));
	assert_int_equal(cgroup_owner_part("hostel"), 0);
	assert_int_equal(cgroup_owner_part("a/acme~login"), 0);
	assert_int_equal(cgroup_owner_part("a/~owner"), 0);
	assert_int_equal(cgroup_owner_part("acme~owner"), 0); /* there is always something above it */
	policy_free(&p);
}

/* Old kernels count below only where they were told so. */
static void test_counts_below(void **state)
{
	const struct scratch *s = *state;
	struct err e = ERR_NONE;

	assert_int_equal(cgroup_owner_counts_below(s->path, &e), 0); /* v2, or a later one */
	make_text(s, "memory.use_hierarchy", "1\n", 0644);
	assert_int_equal(cgroup_owner_counts_below(s->path, &e), 0);
	assert_text(s, "memory.use_hierarchy", "1");
	make_text(s, "memory.use_hierarchy", "0\n", 0644);
	assert_int_equal(cgroup_owner_counts_below(s->path, &e), 0);
	assert_text(s, "memory.use_hierarchy", "1");
}

static void make_cpu(const struct scratch *s, const char *directory, const char *quota, const char *period)
{
	char path[128];

	(void)mkdirat(s->fd, directory, 0755);
	(void)snprintf(path, sizeof(path), "%s/cpu.cfs_quota_us", directory);
	make_text(s, path, quota, 0644);
	(void)snprintf(path, sizeof(path), "%s/cpu.cfs_period_us", directory);
	make_text(s, path, period, 0644);
}

static int set_cpu(const struct scratch *s, const char *directory, bool is_owner, uint64_t percent)
{
	struct err e = ERR_NONE;
	char path[256];

	(void)snprintf(path, sizeof(path), "%s/%s", s->path, directory);
	return cgroup_owner_cpu(path, is_owner, percent, &e);
}

/* A tenant has no more than the owner; the owner's goes down with those of the tenants. */
static void test_cpu(void **state)
{
	const struct scratch *s = *state;

	make_cpu(s, "o", "-1", "100000");
	make_cpu(s, "o/alice", "100000", "100000");
	make_cpu(s, "o/bob", "40000", "800000"); /* 5% */
	make_cpu(s, "o/carol", "-1", "100000");
	make_dir(s, "o/gone", 0755);
	assert_int_equal(set_cpu(s, "o", true, 150), 0);
	assert_text(s, "o/cpu.cfs_quota_us", "150000");
	assert_text(s, "o/alice/cpu.cfs_quota_us", "100000");
	assert_int_equal(set_cpu(s, "o/alice", false, 200), 0);
	assert_text(s, "o/alice/cpu.cfs_quota_us", "150000");
	make_cpu(s, "o", "-1", "100000");
	assert_int_equal(set_cpu(s, "o", true, 50), 0);
	assert_text(s, "o/cpu.cfs_quota_us", "50000");
	assert_text(s, "o/alice/cpu.cfs_quota_us", "500000"); /* 50000 and a rest: no kernel's file */
	assert_text(s, "o/bob/cpu.cfs_quota_us", "40000");
	assert_text(s, "o/carol/cpu.cfs_quota_us", "-1");
	make_cpu(s, "o/alice", "-1", "100000");
	assert_int_equal(set_cpu(s, "o/alice", false, 10), 0);
	assert_text(s, "o/alice/cpu.cfs_quota_us", "40000");
	assert_text(s, "o/alice/cpu.cfs_period_us", "400000");
	make_cpu(s, "o/alice", "-", "100000");
	assert_int_equal(set_cpu(s, "o/alice", false, VALUE_MAX), 0);
	assert_text(s, "o/alice/cpu.cfs_quota_us", "-1");
	make_cpu(s, "o", "-1", "800000");
	assert_int_equal(set_cpu(s, "o", true, 2), 0);
	assert_text(s, "o/bob/cpu.cfs_quota_us", "16000"); /* of its period */
	make_cpu(s, "o", "-1", "100000");
	assert_int_equal(set_cpu(s, "o/alice", false, 200), 0);
	assert_text(s, "o/alice/cpu.cfs_quota_us", "200000");
	assert_int_equal(set_cpu(s, "nobody", true, 2), -1);
}

/* Files of both versions, in the owner's directory and the tenant's. */
static void make_both(const struct scratch *s, struct cgroups *c, bool second)
{
	static const char *const files[] = {"memory.max", "memory.high", "memory.low", "memory.swap.max",
		"memory.oom.group", "pids.max", "cpu.max", "cpu.weight", "cpuset.cpus", "cpuset.mems",
		"memory.limit_in_bytes", "memory.memsw.limit_in_bytes", "memory.kmem.tcp.limit_in_bytes",
		"cpu.cfs_quota_us", "cpu.cfs_period_us", "cpu.shares"};
	static const char *const directories[] = {OWNER, ALICE};

	make_knobs(s, c, second);
	for (size_t d = 0; d < COUNT_OF(directories); d++) {
		make_dir(s, directories[d], 0755);
		for (size_t i = 0; i < COUNT_OF(files); i++) {
			char path[96];

			(void)snprintf(path, sizeof(path), "%s/%s", directories[d], files[i]);
			make_text(s, path, strstr(files[i], "period") ? "100000" : "-", 0644);
		}
	}
	make_text(s, OWNER "/cgroup.subtree_control", "cpuset cpu io memory pids\n", 0644);
}

/* cgroup_make() of alice below a base. */
static int make(const struct cgroups *c, const char *base, const struct policy *p, struct cgroup_warnings *w,
	struct err *e)
{
	*e = ERR_NONE;
	return cgroup_make(c, base, "alice", p, w, e);
}

static struct policy *policy_of_owner(struct policy *p, const char *owner)
{
	assert_int_equal(policy_init(p), 0);
	free(p->owner);
	p->owner = strdup(owner);
	p->sum = malloc(sizeof(*p->sum));
	assert_non_null(p->sum);
	assert_int_equal(policy_init(p->sum), 0);
	p->sum->memory_max = UINT64_C(64) << 20;
	p->sum->pids_max = 40;
	p->sum->cpu_max = 50;
	return p->sum;
}

static void test_values_of_v2(void **state)
{
	const struct scratch *s = *state;
	struct cgroup_warnings w;
	struct policy p;
	struct cgroups c;
	struct err e;

	make_both(s, &c, true);
	policy_of_owner(&p, "acme")->memory_high = UINT64_C(32) << 20;
	assert_int_equal(make(&c, OWNER, &p, &w, &e), 0);
	assert_text(s, OWNER "/memory.max", "67108864");
	assert_text(s, OWNER "/memory.high", "33554432");
	assert_text(s, OWNER "/pids.max", "40");
	assert_text(s, OWNER "/cpu.max", "50000 100000");
	assert_text(s, OWNER "/memory.swap.max", "max"); /* what a former file said is taken back */
	assert_text(s, OWNER "/memory.low", "-"); /* lib/cgroup/effect.c has it */
	assert_text(s, OWNER "/cpuset.cpus", "-");
	assert_text(s, OWNER "/memory.oom.group", "-");
	assert_text(s, ALICE "/memory.max", "536870912");
	assert_text(s, ALICE "/cpu.max", "100000 100000");
	policy_free(&p);
}

static void test_values_of_v1(void **state)
{
	const struct scratch *s = *state;
	struct cgroup_warnings w;
	struct policy p;
	struct cgroups c;
	struct err e;

	make_both(s, &c, false);
	policy_of_owner(&p, "acme");
	assert_int_equal(make(&c, OWNER, &p, &w, &e), 0);
	assert_text(s, OWNER "/memory.limit_in_bytes", "67108864");
	assert_text(s, OWNER "/memory.kmem.tcp.limit_in_bytes", "-");
	assert_text(s, OWNER "/cpu.cfs_quota_us", "50000");
	assert_text(s, ALICE "/cpu.cfs_quota_us", "50000"); /* the kernel takes no more */
	p.sum->memory_high = UINT64_C(32) << 20;
	assert_int_equal(make(&c, OWNER, &p, &w, &e), -1);
	assert_string_equal(e.message, "owners/acme.ini: [resources] memory.high = 32M cannot be enforced on "
				       "this host: cgroup v1 has no such limit");
	p.sum->when_unavailable = UNAVAILABLE_WARN;
	assert_int_equal(make(&c, OWNER, &p, &w, &e), 0);
	assert_int_equal(w.count, 1);
	assert_non_null(strstr(w.text[0], "memory.high"));
	policy_free(&p);
}

/* A room that stands below another owner, or none, is none of this one's. */
static void test_another_owner(void **state)
{
	static const char *const bases[] = {OWNER, "hostel"};
	const struct scratch *s = *state;
	struct cgroup_warnings w;
	struct policy p;
	struct cgroups c;
	struct err e;

	make_both(s, &c, true);
	policy_of_owner(&p, "other");
	for (size_t i = 0; i < COUNT_OF(bases); i++)
		assert_int_equal(make(&c, bases[i], &p, &w, &e), 0);
	assert_text(s, OWNER "/memory.max", "-");
	assert_text(s, ALICE "/memory.max", "536870912");
	policy_free(&p);
}

/* The controllers of the owner's limits are the tenant's, too. */
static void test_needed(void **state)
{
	struct policy p;

	(void)state;
	policy_of_owner(&p, "acme")->io_weight = 50;
	assert_int_equal(cgroup_needed(&v1, &p), CGROUP_ALL);
	assert_int_equal(cgroup_reached(&v1, &p), CGROUP_ALL);
	policy_free(&p);
}

static void test_removed(void **state)
{
	const struct scratch *s = *state;
	struct cgroups c = v1;
	struct err e = ERR_NONE;

	for (int i = 0; i < CGROUP_CONTROLLERS; i++)
		strcpy(c.mounts[i].path, s->path);
	make_dir(s, "hostel", 0755);
	make_dir(s, OWNER, 0755);
	make_dir(s, ALICE, 0755);
	make_dir(s, OWNER "/bob", 0755);
	assert_int_equal(cgroup_remove(&c, OWNER, "alice", &e), 0);
	assert_int_equal(faccessat(s->fd, OWNER "/bob", F_OK, 0), 0);
	assert_int_equal(cgroup_remove(&c, OWNER, "bob", &e), 0);
	assert_int_equal(faccessat(s->fd, "hostel", F_OK, 0), -1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_set_up, scratch_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		TEST(test_counts_below),
		TEST(test_cpu),
		TEST(test_values_of_v2),
		TEST(test_values_of_v1),
		TEST(test_another_owner),
		cmocka_unit_test(test_needed),
		TEST(test_removed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
