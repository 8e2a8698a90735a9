/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * policy/load.c and file/layer.c: which file wins, which plan applies, what is missing or in a circle.
 */
#include "policy_test.h"

#define NOT_HERE "there is no such file"

static void assert_load(const struct policy_reader *reader, const struct policy_who *who, int code,
	const char *text)
{
	static const struct policy zero;
	struct policy p;
	struct problems ps = {0};
	int error = policy_load(&p, reader, who, &ps);

	assert_problems(&ps, text);
	assert_int_equal(error, code);
	if (error)
		assert_memory_equal(&p, &zero, sizeof(p));
	policy_free(&p);
}

static void test_later_file_wins(void **state)
{
	static const struct memory_file files[] = {
		{.path = "hostel.ini",
			.text = "[host]\ntimeout = 20s\n[resources]\nmemory.max = 1G\n"
				"pids.max = 100\ncpu.max = 50%\n[session]\nmax_sessions = 5\n"},
		{.path = "plans/base.ini",
			.text = "[resources]\nmemory.max = 2G\npids.max = 200\n"
				"[filesystem]\nhide = /srv/a\n"},
		{.path = "plans/pro.ini",
			.text = "[plan]\nextends = base\n[resources]\npids.max = 300\n"},
		{.path = "tenants/alice.ini",
			.text = "[tenant]\nplan = pro\n[session]\nmax_sessions = 7\n"
				"[filesystem]\nhide =\n"},
	};
	struct policy p;
	struct problems ps = {0};

	(void)state;
	assert_int_equal(policy_load(&p, READER(files), &alice, &ps), 0);
	assert_int_equal(ps.count, 0);
	assert_int_equal(p.timeout, 20);
	assert_int_equal(p.cpu_max, 50);
	assert_true(p.memory_max == UINT64_C(2) << 30);
	assert_int_equal(p.pids_max, 300);
	assert_int_equal(p.max_sessions, 7);
	assert_int_equal(p.hide.count, 0);
	assert_string_equal(p.plan, "pro");
	assert_string_equal(p.extends, "base");
	assert_string_equal(p.origin[FIELD_cpu_max].file, "hostel.ini");
	assert_int_equal(p.origin[FIELD_cpu_max].line, 6);
	assert_string_equal(p.origin[FIELD_memory_max].file, "plans/base.ini");
	assert_int_equal(p.origin[FIELD_memory_max].line, 2);
	assert_string_equal(p.origin[FIELD_pids_max].file, "plans/pro.ini");
	assert_int_equal(p.origin[FIELD_pids_max].line, 4);
	assert_string_equal(p.origin[FIELD_max_sessions].file, "tenants/alice.ini");
	assert_string_equal(p.origin[FIELD_hide].file, "tenants/alice.ini");
	assert_string_equal(p.origin[FIELD_network].file, "default");
	policy_free(&p);
}

/* Unlike a tenant, an owner has what is said and no more; the last file says whose the tenant is. */
static void test_owner(void **state)
{
	static const struct memory_file files[] = {
		{.path = "hostel.ini",
			.text = "[host]\ncgroup = a/b\n[tenant]\nowner = house\n[plans]\n@web = web\n"},
		{.path = "plans/web.ini", .text = "[tenant]\nowner = acme\n[resources]\ncpu.max = 50%\n"},
		{.path = "owners/acme.ini", .text = "[resources]\nmemory.max = 2G\ncpu.max = 150%\n"},
		{.path = "tenants/bob.ini", .text = "[tenant]\nowner =\n"},
		{.path = "tenants/carol.ini", .text = "\n"},
	};
	struct policy_who who = alice;
	struct problems ps = {0};
	struct policy p;

	(void)state;
	assert_int_equal(policy_load(&p, READER(files), &alice, &ps), 0);
	assert_string_equal(p.owner, "acme");
	assert_string_equal(p.origin[FIELD_owner].file, "plans/web.ini");
	assert_int_equal(p.cpu_max, 50);
	assert_non_null(p.sum);
	assert_int_equal(p.sum->cpu_max, 150);
	assert_true(p.sum->memory_max == UINT64_C(2) << 30);
	assert_true(p.sum->pids_max == VALUE_MAX && p.sum->memory_swap_max == VALUE_MAX);
	assert_null(p.sum->sum);
	policy_free(&p);
	who.name = "bob";
	assert_int_equal(policy_load(&p, READER(files), &who, &ps), 0);
	assert_string_equal(p.owner, "");
	assert_null(p.sum);
	policy_free(&p);
	who.name = "carol";
	who.group_count = 0;
	assert_load(READER(files), &who, EINVAL,
		"hostel.ini:4: [tenant] owner = house: there is no owners/house.ini\n");
}

/* The path of the cgroup has to have room in a record, and in what the kernel is asked. */
static void test_owner_too_deep(void **state)
{
	char text[400] = "[host]\ncgroup = ";
	const struct memory_file files[] = {{.path = "hostel.ini", .text = text},
		{.path = "tenants/alice.ini", .text = "[tenant]\nowner = abc\n"},
		{.path = "owners/abc.ini", .text = "\n"}};

	(void)state;
	memset(text + strlen(text), 'x', 245);
	strcat(text, "\n");
	assert_load(READER(files), &alice, 0, "");
	text[strlen(text) - 1] = 'x';
	strcat(text, "\n");
	assert_load(READER(files), &alice, EINVAL,
		"tenants/alice.ini:2: [tenant] owner = abc: too long together with [host] cgroup\n");
}

/* The plan and the file and line that named it. */
static void assert_plan(
	const struct policy_reader *reader, const char *plan, const char *file, uint32_t line)
{
	struct policy p;
	struct problems ps = {0};

	assert_int_equal(policy_load(&p, reader, &alice, &ps), 0);
	assert_string_equal(p.plan, plan);
	assert_string_equal(p.origin[FIELD_plan].file, file);
	assert_int_equal(p.origin[FIELD_plan].line, line);
	policy_free(&p);
}

static void test_first_group_wins(void **state)
{
	struct memory_file files[] = {
		{.path = "hostel.ini", .text = "[plans]\n@staff = c\n@web = a\n@users = b\n"},
		{.path = "plans/a.ini", .text = "\n"},
		{.path = "plans/b.ini", .text = "\n"},
		{.path = "tenants/alice.ini", .error = ENOENT},
	};

	(void)state;
	assert_plan(READER(files), "a", "hostel.ini", 3);
	files[0].text = "[plans]\n@users = b\n@web = a\n";
	assert_plan(READER(files), "b", "hostel.ini", 2);
	files[3] = (struct memory_file){.path = "tenants/alice.ini", .text = "\n"};
	assert_plan(READER(files), "b", "hostel.ini", 2);
	files[3].text = "[tenant]\nplan =\n";
	assert_plan(READER(files), "b", "hostel.ini", 2);
	files[3].text = "[tenant]\nsuspended = no\nplan = a\n";
	assert_plan(READER(files), "a", "tenants/alice.ini", 3);
}

static void test_group_names_keep_their_case(void **state)
{
	static const struct memory_file files[] = {
		{.path = "hostel.ini", .text = "[plans]\n@Web = a\n"},
		{.path = "plans/a.ini", .text = "\n"},
	};
	static const char *const groups[] = {"Web"};
	struct policy_who who = alice;
	struct policy p;
	struct problems ps = {0};

	(void)state;
	assert_load(READER(files), &alice, ENOENT,
		"tenants: no policy for alice: there is no tenants/alice.ini, and [plans] of "
		"hostel.ini names none of the account's groups\n");
	who.groups = groups;
	who.group_count = 1;
	assert_int_equal(policy_load(&p, READER(files), &who, &ps), 0);
	assert_string_equal(p.plan, "a");
	policy_free(&p);
}

static void test_tenant_file_without_plan(void **state)
{
	static const struct memory_file files[] = {
		{.path = "hostel.ini", .text = "[host]\n"},
		{.path = "tenants/alice.ini", .text = "\n"},
	};

	(void)state;
	assert_load(READER(files), &alice, 0, "");
}

static void test_nothing_there(void **state)
{
	static const struct memory_file none[] = {{.path = "x", .text = "\n"}};
	static const struct memory_file no_host[] = {
		{.path = "tenants/alice.ini", .text = "[session]\nlinger = 5\n"}};
	static const struct memory_file broken[] = {
		{.path = "hostel.ini", .text = "[plns]\n@web = a\n"}};

	(void)state;
	assert_load(READER(none), &alice, EINVAL,
		"hostel.ini: " NOT_HERE "\n"
		"tenants: no policy for alice: there is no tenants/alice.ini, and [plans] of "
		"hostel.ini names none of the account's groups\n");
	assert_load(READER(no_host), &alice, EINVAL,
		"hostel.ini: " NOT_HERE "\n"
		"tenants/alice.ini:2: [session] linger = 5: a time needs a unit: 30s, 10m, 2h, "
		"1d\n");
	assert_load(READER(broken), &alice, EINVAL,
		"hostel.ini:1: [plns]: unknown section; did you mean [plans]?\n"
		"tenants: no policy for alice: there is no tenants/alice.ini, and [plans] of "
		"hostel.ini names none of the account's groups\n");
}

static void test_missing_plan(void **state)
{
	static const struct memory_file files[] = {
		{.path = "hostel.ini", .text = "[host]\n[plans]\n@web = pro\n"},
		{.path = "plans/pro.ini", .text = "[plan]\n\nextends = base\n"},
		{.path = "tenants/bob.ini", .text = "[tenant]\nplan = prow\nsuspended = 1\n"},
	};
	struct policy_who bob = alice;

	(void)state;
	bob.name = "bob";
	assert_load(READER(files), &alice, EINVAL,
		"plans/pro.ini:3: [plan] extends = base: there is no such plan (pro -> base)\n");
	assert_load(READER(files), &bob, EINVAL,
		"tenants/bob.ini:2: [tenant] plan = prow: there is no such plan (prow)\n"
		"tenants/bob.ini:3: [tenant] suspended = 1: write yes or no\n");
	assert_load(&(struct policy_reader){memory_read, &(struct memory){files, 1}}, &alice,
		EINVAL, "hostel.ini:3: [plans] @web = pro: there is no such plan (pro)\n");
}

static void test_circles(void **state)
{
	static const struct memory_file files[] = {
		{.path = "hostel.ini", .text = "[plans]\n@web = a\n@users = self\n"},
		{.path = "plans/a.ini", .text = "[plan]\nextends = b\n"},
		{.path = "plans/b.ini", .text = "[plan]\nextends = c\n"},
		{.path = "plans/c.ini", .text = "[plan]\nextends = b\n[session]\nlinger = x\n"},
		{.path = "plans/self.ini", .text = "[plan]\nextends = self\n"},
		{.path = "tenants/bob.ini", .text = "[tenant]\nplan = self\n"},
	};
	struct policy_who bob = alice;

	(void)state;
	bob.name = "bob";
	assert_load(READER(files), &alice, EINVAL,
		"plans/c.ini:2: [plan] extends = b: the plans extend each other in a circle (a -> "
		"b "
		"-> c -> b)\n"
		"plans/c.ini:4: [session] linger = x: write no, yes or a time such as 2h\n");
	assert_load(READER(files), &bob, EINVAL,
		"plans/self.ini:2: [plan] extends = self: the plans extend each other in a circle "
		"(self -> self)\n");
}

static void test_long_chain(void **state)
{
	char names[18][32];
	char texts[18][48];
	struct memory_file files[20] = {
		{.path = "hostel.ini", .text = "\n"},
		{.path = "tenants/alice.ini", .text = "[tenant]\nplan = p2\n"},
	};

	(void)state;
	for (int i = 0; i < 18; i++) {
		(void)snprintf(names[i], sizeof(names[i]), "plans/p%d.ini", i);
		(void)snprintf(texts[i], sizeof(texts[i]), "[plan]\nextends = %s%.0d\n",
			i < 17 ? "p" : "", i < 17 ? i + 1 : 0);
		files[i + 2] = (struct memory_file){.path = names[i], .text = texts[i]};
	}
	assert_load(READER(files), &alice, 0, "");
	files[1].text = "[tenant]\nplan = p1\n";
	assert_load(READER(files), &alice, EINVAL,
		"plans/p16.ini:2: [plan] extends = p17: too many plans extend one another (p1 -> "
		"p2 "
		"-> p3 -> p4 -> p5 -> p6 -> p7 -> p8 -> p9 -> p10 -> p11 -> p12 -> p13 -> p14 -> "
		"p15 -> p16 -> p17)\n");
}

static void test_all_mistakes_in_order(void **state)
{
	static const struct memory_file files[] = {
		{.path = "hostel.ini",
			.text = "[resources]\ncpu.max = 5\nx\npids.max = 1\n[plans]\n@web = a\n"},
		{.path = "plans/a.ini",
			.text = "[plan]\nextends = b\n[host]\n[session]\nlinger = 1\nlinger = 2\n"},
		{.path = "plans/b.ini", .text = "[session]\nshell = bash\n"},
		{.path = "tenants/alice.ini",
			.text = "[filesystem]\nhide = /proc\nread_only = /x:/y:/z\n"},
	};

	(void)state;
	assert_load(READER(files), &alice, EINVAL,
		"hostel.ini:2: [resources] cpu.max = 5: write a percentage of one processor such "
		"as "
		"150%, QUOTA PERIOD such as 50000 100000, or max\n"
		"hostel.ini:3: x: there is no = in this line: write key = value\n"
		"hostel.ini:4: [resources] pids.max = 1: too small: from 8 to 4194304 or max\n"
		"plans/b.ini:2: [session] shell = bash: a path starts with / here\n"
		"plans/a.ini:3: [host]: this section belongs in hostel.ini only\n"
		"plans/a.ini:5: [session] linger = 1: a time needs a unit: 30s, 10m, 2h, 1d\n"
		"plans/a.ini:6: [session] linger = 2: this key stands in line 5 already\n"
		"tenants/alice.ini:2: [filesystem] hide = /proc: /proc cannot be a place for this: "
		"hostel mounts the sandbox's own there\n"
		"tenants/alice.ini:3: [filesystem] read_only = /x:/y:/z: \"/x:/y:/z\": write /path "
		"or /path:/path/inside\n");
}

static void test_bad_plan_name(void **state)
{
	static const struct memory_file files[] = {
		{.path = "hostel.ini", .text = "[plans]\n@web = a\n"},
		{.path = "plans/a.ini", .text = "[plan]\nextends = ../../etc/passwd\n"},
		{.path = "tenants/bob.ini", .text = "[tenant]\nplan = ../a\n"},
	};
	struct policy_who bob = alice;

	(void)state;
	bob.name = "bob";
	assert_load(READER(files), &alice, EINVAL,
		"plans/a.ini:2: [plan] extends = ../../etc/passwd: a name does not start with . or "
		"-\n");
	assert_load(READER(files), &bob, EINVAL,
		"tenants/bob.ini:2: [tenant] plan = ../a: a name does not start with . or -\n");
}

static int forbidden_read(
	void *context, const char *path, char **text, size_t *length, struct problems *ps)
{
	(void)context;
	(void)path;
	(void)text;
	(void)length;
	(void)ps;
	fail_msg("a file is read");
	return ENOENT;
}

static void test_bad_account_names(void **state)
{
	static const char *const names[] = {
		"", "../../etc/x", "-rf", ".ssh", "a/b", "a\nb"};
	const struct policy_reader reader = {.read = forbidden_read};
	struct policy_who who = alice;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct policy p;
		struct problems ps = {0};

		who.name = names[i];
		assert_int_equal(policy_load(&p, &reader, &who, &ps), EINVAL);
		assert_int_equal(ps.count, 1);
		assert_non_null(strstr(ps.v[0].message, "an account of this name cannot"));
	}
}

static void test_reader_errors(void **state)
{
	static const struct memory_file unreadable[] = {
		{.path = "hostel.ini", .error = EACCES},
		{.path = "tenants/alice.ini", .error = EPERM},
	};
	static const struct memory_file plan[] = {
		{.path = "hostel.ini", .text = "[plans]\n@web = a\n"},
		{.path = "plans/a.ini", .error = EIO},
	};
	static const struct memory_file memory[] = {
		{.path = "hostel.ini", .text = "[plans]\n@web = a\n"},
		{.path = "tenants/alice.ini", .error = ENOMEM},
	};

	(void)state;
	assert_load(READER(unreadable), &alice, EINVAL,
		"hostel.ini: cannot be read: Permission denied\n"
		"tenants/alice.ini: cannot be read: Operation not permitted\n");
	assert_load(
		READER(plan), &alice, EINVAL, "plans/a.ini: cannot be read: Input/output error\n");
	assert_load(READER(memory), &alice, ENOMEM, "");
}

/* Problems that the caller has already are neither lost nor counted. */
static void test_problems_from_before(void **state)
{
	static const struct memory_file files[] = {
		{.path = "hostel.ini", .text = "\n"},
		{.path = "tenants/alice.ini", .text = "\n"},
	};
	struct policy p;
	struct problems ps = {0};

	(void)state;
	problems_add(&ps, "other", 1, "", NULL, "m");
	assert_int_equal(policy_load(&p, READER(files), &alice, &ps), 0);
	assert_problems(&ps, "other:1: m\n");
	policy_free(&p);
}

static void test_more_problems_than_fit(void **state)
{
	char text[64 * 12 * 3] = "[session]\n";
	size_t length = strlen(text);
	struct memory_file files[] = {
		{.path = "hostel.ini", .text = text},
		{.path = "tenants/alice.ini", .text = "[x]\n"},
	};
	struct policy p;
	struct problems ps = {0};

	(void)state;
	for (int i = 0; i < PROBLEMS_MAX + 10; i++)
		length += (size_t)snprintf(text + length, sizeof(text) - length, "key%d = 1\n", i);
	assert_int_equal(policy_load(&p, READER(files), &alice, &ps), EINVAL);
	assert_int_equal(ps.count, PROBLEMS_MAX);
	assert_int_equal(ps.dropped, 11);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_later_file_wins),
		cmocka_unit_test(test_owner),
		cmocka_unit_test(test_owner_too_deep),
		cmocka_unit_test(test_first_group_wins),
		cmocka_unit_test(test_group_names_keep_their_case),
		cmocka_unit_test(test_tenant_file_without_plan),
		cmocka_unit_test(test_nothing_there),
		cmocka_unit_test(test_missing_plan),
		cmocka_unit_test(test_circles),
		cmocka_unit_test(test_long_chain),
		cmocka_unit_test(test_all_mistakes_in_order),
		cmocka_unit_test(test_bad_plan_name),
		cmocka_unit_test(test_bad_account_names),
		cmocka_unit_test(test_reader_errors),
		cmocka_unit_test(test_problems_from_before),
		cmocka_unit_test(test_more_problems_than_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
