/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * policy/names.c: which names can be part of a path, and who is a tenant.
 */
#include "policy_test.h"

#include "policy/ascii.h"

static void test_valid_names(void **state)
{
	static const char *const good[] = {"a", "alice", "_apt", "a.b", "user@corp.example", "a+b",
		"a-b", "2go", "A", "+x",
		"m\xc3\xbcller", "DOM\\user", "svc$", "$x",
		"0123456789012345678901234567890123456789012345678901234567890abc"};
	static const char *const bad[] = {"", ".", "..", ".a", "-rf", "a/b", "../x", "a b", "a\n",
		"a%b", "a:b", "m\xc3", "\xfc", "\302\23331m", "\xc0\xaf", "a*", "a,b", "a~b",
		"0123456789012345678901234567890123456789012345678901234567890abcd"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(good); i++) {
		if (!policy_valid_name(good[i]))
			fail_msg("%s is refused", good[i]);
	}
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		if (policy_valid_name(bad[i]))
			fail_msg("%s is accepted", bad[i]);
	}
	assert_false(policy_valid_name(NULL));
	assert_true(policy_valid_name("20231234"));
	assert_false(policy_valid_group("20231234"));
	assert_true(policy_valid_group("domain users"));
	assert_false(policy_valid_group(" users"));
	assert_false(policy_valid_group("users "));
	assert_false(policy_valid_group("a\tb"));
}

static bool is_tenant(const char *tenants, const struct policy_who *who)
{
	char text[256];
	const struct memory_file files[] = {{.path = "hostel.ini", .text = text}};
	struct problems ps = {0};
	struct policy p;
	bool named;

	(void)snprintf(text, sizeof(text), "[host]\ntenants = %s\n", tenants);
	assert_int_equal(policy_load_host(&p, READER(files), &ps), 0);
	named = policy_names(&p, who);
	policy_free(&p);
	return named;
}

static void test_who_is_named(void **state)
{
	struct policy_who root = alice;

	(void)state;
	root.uid = 0;
	assert_true(is_tenant("alice", &alice));
	assert_true(is_tenant("bob, alice", &alice));
	assert_true(is_tenant("@web", &alice));
	assert_true(is_tenant("2001-2001", &alice));
	assert_true(is_tenant("bob, @staff, 1-2000, 2000-2002", &alice));
	assert_false(is_tenant("", &alice));
	assert_false(is_tenant("alic, alicee, Alice", &alice));
	assert_false(is_tenant("@alice, @we, @webs, @Web", &alice));
	assert_false(is_tenant("web", &alice));
	assert_false(is_tenant("1-2000, 2002-3000", &alice));
	assert_false(is_tenant("alice, @web", &root));
}

static void test_bytes(void **state)
{
	(void)state;
	assert_true(ascii_same("Memory.MAX", "memory.max"));
	assert_false(ascii_same("memory.max", "memory.ma"));
	assert_false(ascii_same("memory.ma", "memory.max"));
	assert_false(ascii_same("[", "{"));
	assert_true(ascii_blank(' ') && ascii_blank('\t') && !ascii_blank('\v'));
	assert_false(ascii_alnum('\xe4'));
	assert_false(ascii_alnum('@') || ascii_alnum('[') || ascii_alnum('`') || ascii_alnum('{'));
	assert_false(ascii_digit('/') || ascii_digit(':'));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_valid_names),
		cmocka_unit_test(test_who_is_named),
		cmocka_unit_test(test_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
