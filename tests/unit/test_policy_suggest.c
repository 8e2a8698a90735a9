/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * policy/suggest.c: edit distance and what is near enough to be meant.
 */
#include "policy_test.h"

#include "policy/suggest.h"

static void test_distance(void **state)
{
	(void)state;
	assert_int_equal(edit_distance("", ""), 0);
	assert_int_equal(edit_distance("host", "host"), 0);
	assert_int_equal(edit_distance("HOST", "host"), 0);
	assert_int_equal(edit_distance("hots", "host"), 1);
	assert_int_equal(edit_distance("hst", "host"), 1);
	assert_int_equal(edit_distance("hosts", "host"), 1);
	assert_int_equal(edit_distance("hast", "host"), 1);
	assert_int_equal(edit_distance("", "host"), 4);
	assert_int_equal(edit_distance("kitten", "sitting"), 3);
	assert_int_equal(edit_distance("abc", "def"), 3);
}

static void test_long_words(void **state)
{
	char words[2][42];

	(void)state;
	memset(words, 'a', sizeof(words));
	words[0][40] = '\0';
	words[1][41] = '\0';
	assert_int_equal(edit_distance(words[0], words[0]), 0);
	assert_true(edit_distance(words[1], "a") == SIZE_MAX);
	assert_true(edit_distance("a", words[1]) == SIZE_MAX);
}

static const char *best_of(const char *word)
{
	static const char *const candidates[] = {
		"cpu", "core", "data", "memory.max", "pids.max", "max_sessions", "no"};
	struct suggestion s = {.word = word};

	for (size_t i = 0; i < COUNT_OF(candidates); i++)
		suggest_offer(&s, candidates[i]);
	return s.best ? s.best : "-";
}

static void test_nearest(void **state)
{
	(void)state;
	assert_string_equal(best_of("memory.mx"), "memory.max");
	assert_string_equal(best_of("memory_max"), "memory.max");
	assert_string_equal(best_of("pid.max"), "pids.max");
	assert_string_equal(best_of("maxsession"), "max_sessions");
	assert_string_equal(best_of("cpus"), "cpu");
	assert_string_equal(best_of("cor"), "core");
	assert_string_equal(best_of("elephant"), "-");
	assert_string_equal(best_of("on"), "-");
	assert_string_equal(best_of("xyz"), "-");
	assert_string_equal(best_of(""), "-");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_distance),
		cmocka_unit_test(test_long_words),
		cmocka_unit_test(test_nearest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
