/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * policy/problems.c: the form of a line, what does not fit, order and number.
 */
#include "policy_test.h"

static void assert_line(const struct problems *ps, size_t index, const char *expected)
{
	char line[640];
	int length = problem_print(line, sizeof(line), &ps->v[index]);

	assert_string_equal(line, expected);
	assert_int_equal(length, strlen(expected));
}

static void test_forms(void **state)
{
	struct problems ps = {0};

	(void)state;
	problems_add(&ps, "hostel.ini", 7, "[host] timeout", "0", "too %s", "small");
	problems_add(&ps, "hostel.ini", 8, "[hots]", NULL, "unknown section");
	problems_add(&ps, "hostel.ini", 9, "", "junk", "no =");
	problems_add(&ps, "plans/a.ini", 0, "", NULL, "too large");
	problems_add(&ps, "plans/a.ini", 3, "[a] b", "", "empty");
	assert_int_equal(ps.count, 5);
	assert_line(&ps, 0, "hostel.ini:7: [host] timeout = 0: too small");
	assert_line(&ps, 1, "hostel.ini:8: [hots]: unknown section");
	assert_line(&ps, 2, "hostel.ini:9: junk: no =");
	assert_line(&ps, 3, "plans/a.ini: too large");
	assert_line(&ps, 4, "plans/a.ini:3: [a] b: empty");
}

static void test_hostile_text(void **state)
{
	struct problems ps = {0};
	char longer[600];

	(void)state;
	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	problems_add(&ps, "a\x1b[2Jb", 1, "[a\n] b", "c\r\x7f\xc3\xa4", "d\x01%s", "\x1b");
	assert_line(&ps, 0, "a?[2Jb:1: [a?] b = c????: d??");
	problems_add(&ps, longer, 1, longer, longer, "%s", longer);
	assert_int_equal(strlen(ps.v[1].file), sizeof(ps.v[1].file) - 1);
	assert_string_equal(ps.v[1].file + sizeof(ps.v[1].file) - 5, "x...");
	assert_string_equal(ps.v[1].where + sizeof(ps.v[1].where) - 5, "x...");
	assert_string_equal(ps.v[1].value + sizeof(ps.v[1].value) - 5, "x...");
	assert_int_equal(strlen(ps.v[1].message), sizeof(ps.v[1].message) - 1);
}

static void test_value_that_just_fits(void **state)
{
	struct problems ps = {0};
	char value[sizeof(ps.v[0].value)];

	(void)state;
	memset(value, 'v', sizeof(value) - 1);
	value[sizeof(value) - 1] = '\0';
	problems_add(&ps, "f", 1, "", value, "m");
	assert_string_equal(ps.v[0].value, value);
}

static void test_short_buffer(void **state)
{
	struct problems ps = {0};
	char line[8];

	(void)state;
	problems_add(&ps, "hostel.ini", 1, "", NULL, "message");
	memset(line, '#', sizeof(line));
	assert_int_equal(problem_print(line, 5, &ps.v[0]), strlen("hostel.ini:1: message"));
	assert_string_equal(line, "host");
	assert_int_equal(line[5], '#');
	assert_int_equal(problem_print(NULL, 0, &ps.v[0]), strlen("hostel.ini:1: message"));
}

static void test_too_many(void **state)
{
	struct problems *ps = calloc(1, sizeof(*ps));

	(void)state;
	assert_non_null(ps);
	for (uint32_t i = 0; i < PROBLEMS_MAX + 3; i++)
		problems_add(ps, "f", i + 1, "", NULL, "m");
	assert_int_equal(ps->count, PROBLEMS_MAX);
	assert_int_equal(ps->dropped, 3);
	assert_int_equal(problems_total(ps), PROBLEMS_MAX + 3);
	assert_int_equal(ps->v[PROBLEMS_MAX - 1].line, PROBLEMS_MAX);
	free(ps);
}

static void test_sort_is_stable(void **state)
{
	struct problems ps = {0};

	(void)state;
	problems_add(&ps, "before", 99, "", NULL, "m");
	problems_add(&ps, "f", 5, "", NULL, "a");
	problems_add(&ps, "f", 3, "", NULL, "b");
	problems_add(&ps, "f", 5, "", NULL, "c");
	problems_add(&ps, "f", 1, "", NULL, "d");
	problems_sort(&ps, 1, NULL, 0);
	assert_problems(&ps, "before:99: m\nf:1: d\nf:3: b\nf:5: a\nf:5: c\n");
}

static void test_sort_by_file(void **state)
{
	static const char *const files[] = {"b", "a"};
	struct problems ps = {0};

	(void)state;
	problems_add(&ps, "a", 1, "", NULL, "m");
	problems_add(&ps, "x", 0, "", NULL, "m");
	problems_add(&ps, "b", 7, "", NULL, "m");
	problems_add(&ps, "a", 0, "", NULL, "m");
	problems_add(&ps, "b", 5, "", NULL, "m");
	problems_sort(&ps, 0, files, COUNT_OF(files));
	assert_problems(&ps, "b:5: m\nb:7: m\na: m\na:1: m\nx: m\n");
}

static void test_complain(void **state)
{
	struct complaint c;

	(void)state;
	assert_int_equal(complain(&c, "%d of %s", 2, "x"), EINVAL);
	assert_string_equal(c.message, "2 of x");
	assert_int_equal(complain(NULL, "%s", "nobody listens"), EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_hostile_text),
		cmocka_unit_test(test_value_that_just_fits),
		cmocka_unit_test(test_short_buffer),
		cmocka_unit_test(test_too_many),
		cmocka_unit_test(test_sort_is_stable),
		cmocka_unit_test(test_sort_by_file),
		cmocka_unit_test(test_complain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
