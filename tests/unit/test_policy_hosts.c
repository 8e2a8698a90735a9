/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * [tenant] hosts: which patterns can stand there, and which names they are.
 */
#include "policy_test.h"

#include "policy/on_host.h"
#include "policy/kind.h"

/* 1 yes, 0 no, -1: cannot stand in a file. */
static int is_on(const char *hosts, const char *name)
{
	const struct field *f = &policy_fields[FIELD_hosts];
	struct string_list list = {0};
	char printed[256];
	int result = -1;

	if (kind_of(f)->parse(f, hosts, &list, NULL) == 0) {
		struct policy p = {.hosts = list};

		result = policy_on_host(&list, name);
		(void)policy_print_field(&p, FIELD_hosts, printed, sizeof(printed));
		assert_string_equal(printed, hosts);
	}
	kind_of(f)->release(&list);
	return result;
}

static void test_names(void **state)
{
	(void)state;
	assert_int_equal(is_on("", "web1"), 1);
	assert_int_equal(is_on("web1", "web1"), 1);
	assert_int_equal(is_on("web1", "web10"), 0);
	assert_int_equal(is_on("web10", "web1"), 0);
	assert_int_equal(is_on("web1", "web1.example.org"), 1);
	assert_int_equal(is_on("web1.example.org", "web1.example.org"), 1);
	assert_int_equal(is_on("web1.example.org", "web1"), 0);
	assert_int_equal(is_on("web1.example.com", "web1.example.org"), 0);
	assert_int_equal(is_on("WEB1", "web1"), 1);
	assert_int_equal(is_on("db1, web1", "web1"), 1);
	assert_int_equal(is_on("db1, web1", "web2"), 0);
	assert_int_equal(is_on("web1", ""), 0);
}

static void test_ranges(void **state)
{
	(void)state;
	assert_int_equal(is_on("web[01-20]", "web01"), 1);
	assert_int_equal(is_on("web[01-20]", "web20"), 1);
	assert_int_equal(is_on("web[01-20]", "web21"), 0);
	assert_int_equal(is_on("web[01-20]", "web00"), 0);
	assert_int_equal(is_on("web[01-20]", "web1"), 0);
	assert_int_equal(is_on("web[01-20]", "web001"), 0);
	assert_int_equal(is_on("web[01-20]", "web"), 0);
	assert_int_equal(is_on("web[1-20]", "web1"), 1);
	assert_int_equal(is_on("web[1-20]", "web01"), 0);
	assert_int_equal(is_on("web[0-9]", "web0"), 1);
	assert_int_equal(is_on("web[0-9]", "web10"), 0);
	assert_int_equal(is_on("r[1-3]n[01-40]-x", "r2n07-x"), 1);
	assert_int_equal(is_on("r[1-3]n[01-40]-x", "r4n07-x"), 0);
	assert_int_equal(is_on("r[1-3]n[01-40]-x", "r2n07-y"), 0);
	/* Digits behind a range are not the range's. */
	assert_int_equal(is_on("w[1-2]5", "w15"), 1);
	assert_int_equal(is_on("w[1-20]5", "w125"), 1);
	assert_int_equal(is_on("w[1-2]5", "w35"), 0);
}

static void test_mistakes(void **state)
{
	static const char *const bad[] = {"web[01-20", "web01-20]", "web[20-01]", "web[a-b]", "web[1-]",
		"web[-1]", "web[01-100]", "web[1-9999999]", "web 1", "web*", "web1,", "web1,,web2",
		"web1, web1", "../web",
		"[1-2][1-2][1-2][1-2][1-2]", "web[]"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (is_on(bad[i], "web1") != -1)
			fail_msg("%s is accepted", bad[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_ranges),
		cmocka_unit_test(test_mistakes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
