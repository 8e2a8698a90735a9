/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * policy/single.c: [host] alone, as the account phase reads it for everybody, and one file alone.
 */
#include "policy_test.h"

static void assert_host(const char *text, const char *expected)
{
	const struct memory_file files[] = {{.path = "hostel.ini", .text = text}};
	struct policy p;
	struct problems ps = {0};
	int error = policy_load_host(&p, READER(files), &ps);

	assert_problems(&ps, expected);
	assert_int_equal(error, expected[0] ? EINVAL : 0);
	if (!error) {
		assert_int_equal(p.timeout, 5);
		assert_string_equal(p.origin[FIELD_timeout].file, "hostel.ini");
		assert_true(p.memory_max == UINT64_C(512) << 20);
		assert_string_equal(p.origin[FIELD_memory_max].file, "default");
	}
	policy_free(&p);
}

/* None of these may lock out an account that is no tenant. */
static void test_other_mistakes_are_left_alone(void **state)
{
	(void)state;
	assert_host("[host]\ntimeout = 5s\n[resources]\nmemory.max = 64G\n", "");
	assert_host("[host]\ntimeout = 5s\n[resources]\nmemory.max = junk\nx\ny = \"\n", "");
	assert_host("[resources]\nmemory.max = 1\nmemory.max = 2\n[host]\ntimeout = 5s\n", "");
	assert_host("[nonsense]\na\x01 = b\n\xff\n[x] y\n[host]\ntimeout = 5s\n", "");
	assert_host("[session\n[session]\n[session]\nSHELL = x;y\n[host]\ntimeout = 5s\n", "");
	assert_host("[plans]\n@a b = /\n[tenant]\n[plan]\n[host]\ntimeout = 5s\n", "");
	assert_host("x = y\nz\n[host]\ntimeout = 5s\n", "");
	assert_host("[session]\r\n[session]\n[host]\ntimeout = 5s\n[a]\r\n", "");
}

static void test_mistakes_about_the_host(void **state)
{
	(void)state;
	assert_host("[host]\ntimeout = 5\n",
		"hostel.ini:2: [host] timeout = 5: a time needs a unit: 30s, 10m, 2h, 1d\n");
	assert_host("[host]\nx\n\x01\n[session]\ny\n",
		"hostel.ini:2: x: there is no = in this line: write key = value\n"
		"hostel.ini:3: ?: a control byte 0x01 at column 1\n");
	assert_host("[host]\ntimeout = 5s\n[host]\n",
		"hostel.ini:3: [host]: this section stands in line 1 already\n");
	assert_host("[hots]\ntimeout = 5s\n",
		"hostel.ini:1: [hots]: unknown section; did you mean [host]?\n"
		"hostel.ini:2: timeout = 5s: this key stands before any [section]; it belongs in "
		"[host]\n");
	assert_host("[session]\ntenants = @web\n",
		"hostel.ini:2: [session] tenants = @web: no such key here; it belongs in "
		"[host]\n");
	assert_host("tenants = @web\n",
		"hostel.ini:1: tenants = @web: this key stands before any [section]; it belongs "
		"in [host]\n");
	assert_host("[host]\nmemory.max = 1G\n",
		"hostel.ini:2: [host] memory.max = 1G: no such key here; it belongs in "
		"[resources]\n");
	assert_host("[host]\r\n",
		"hostel.ini:1: the line ends with CR LF: save the file with Unix line ends\n");
	assert_host("[host\ntimeout = 5s\n", "hostel.ini:1: [host: the ] is missing\n");
	assert_host("[host]\\\n",
		"hostel.ini:1: [host]\\: a line cannot be continued with a \\ at its end\n");
	assert_host("[host]\ntenants = 1879048000-1879048192\n",
		"hostel.ini:2: [host] tenants: the range 1879048000-1879048192 holds uids of the "
		"keepers (1879048192-1879113727)\n");
}

static void test_host_file_missing(void **state)
{
	static const struct memory_file none[] = {{.path = "x", .text = "\n"}};
	static const struct memory_file unreadable[] = {{.path = "hostel.ini", .error = EACCES}};
	struct policy p;
	struct problems ps = {0};

	(void)state;
	assert_int_equal(policy_load_host(&p, READER(none), &ps), ENOENT);
	assert_int_equal(ps.count, 0);
	assert_int_equal(policy_load_host(&p, READER(unreadable), &ps), EINVAL);
	assert_problems(&ps, "hostel.ini: cannot be read: Permission denied\n");
}

static void test_keepers(void **state)
{
	(void)state;
	assert_check("hostel.ini",
		"[host]\nkeepers = 100000-100099\ntenants = bob, 99000-100000, 1000-1999\n",
		"hostel.ini:3: [host] tenants: the range 99000-100000 holds uids of the keepers "
		"(100000-100099)\n");
	assert_check("hostel.ini",
		"[host]\nkeepers = 100000-100099\ntenants = 99000-99999, 100100-100200\n", "");
}

static void test_file_names(void **state)
{
	static const char *const bad[] = {"", "x", "hostel.ini~", "plans/", "plans/.ini",
		"plans/../hostel.ini", "plans/a/b.ini", "plans/a.ini~", "tenants/a:b.ini",
		"tenants/-x.ini", "tenants/.ini", "tenants/x", "../hostel.ini", "/hostel.ini", "owners/.ini",
		"owners/A.ini", "owners/1a.ini", "owners/a~b.ini", "owners/a+b.ini", "owners/a/b.ini",
		"owners/abcdefghijklmnopqrstuvwxyz0123456.ini"};
	static const char *const good[] = {"hostel.ini", "plans/a.ini", "tenants/a@b.ini",
		"owners/_a.b-c0.ini",
		"owners/abcdefghijklmnopqrstuvwxyz012345.ini"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		char expected[160];

		(void)snprintf(expected, sizeof(expected),
			"%s: not a policy file: hostel.ini, plans/NAME.ini, owners/NAME.ini or "
			"tenants/NAME.ini\n",
			bad[i]);
		assert_check(bad[i], "\n", expected);
	}
	for (size_t i = 0; i < COUNT_OF(good); i++)
		assert_check(good[i], "\n", "");
}

static void test_check_of_missing_file(void **state)
{
	static const struct memory_file none[] = {{.path = "x", .text = "\n"}};
	struct problems ps = {0};

	(void)state;
	assert_int_equal(policy_check_file(READER(none), "plans/a.ini", &ps), ENOENT);
	assert_problems(&ps, "plans/a.ini: there is no such file\n");
}

/* A file by itself: its plan need not be there, but its own values must go together. */
static void test_check_of_values(void **state)
{
	(void)state;
	assert_check("plans/a.ini", "[plan]\nextends = nowhere\n", "");
	assert_check("tenants/bob.ini", "[tenant]\nplan = nowhere\n", "");
	assert_check("tenants/bob.ini", "[filesystem]\nread_only = /srv/%u:/srv/x\nhide = /srv/x\n",
		"tenants/bob.ini:3: [filesystem] hide = /srv/x: the same place stands in "
		"[filesystem] read_only (tenants/bob.ini:2)\n");
	assert_check("plans/a.ini", "[filesystem]\ntmpfs = %h:1M\n",
		"plans/a.ini:2: [filesystem] tmpfs = /home/any.tenant: this is the home directory: "
		"use [filesystem] home\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_other_mistakes_are_left_alone),
		cmocka_unit_test(test_mistakes_about_the_host),
		cmocka_unit_test(test_host_file_missing),
		cmocka_unit_test(test_keepers),
		cmocka_unit_test(test_file_names),
		cmocka_unit_test(test_check_of_missing_file),
		cmocka_unit_test(test_check_of_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
