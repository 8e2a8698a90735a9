/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/host/gid_map.c: consecutive gids share a line, and what does not fit is an error.
 */
#include "lib_test.h"

#include "host/gid_map.h"

static void test_lines(void **state)
{
	static const uint32_t groups[] = {1002, 7, 1001, 6, 1000, 4294967293U, 1001};
	struct err e = ERR_NONE;
	char text[GID_MAP_SIZE];

	(void)state;
	assert_int_equal(gid_map_make(&(struct map_ids){99, 0}, groups, COUNT_OF(groups), 0, text, &e), 0);
	assert_string_equal(text, "0 99 1\n5 5 3\n1000 1000 3\n4294967293 4294967293 1\n");
	assert_int_equal(gid_map_make(&(struct map_ids){99, 0}, groups, 0, 0, text, &e), 0);
	assert_string_equal(text, "0 99 1\n5 5 1\n");
	assert_int_equal(gid_map_make(&(struct map_ids){99, 77}, groups, 0, 0, text, &e), 0);
	assert_string_equal(text, "0 99 1\n77 77 1\n5 5 1\n");
	assert_int_equal(gid_map_make(NULL, groups + 1, 1, 0, text, &e), 0);
	assert_string_equal(text, "5 5 1\n7 7 1\n");
}

static void test_bounds(void **state)
{
	static uint32_t groups[1024];
	struct err e = ERR_NONE;
	char text[GID_MAP_SIZE];

	(void)state;
	for (uint32_t i = 0; i < 1024; i++)
		groups[i] = 1000 + i;
	assert_int_equal(gid_map_make(&(struct map_ids){UINT32_MAX, 0}, groups, 1024, 0, text, &e), 0);
	for (uint32_t i = 0; i < 1024; i++)
		groups[i] = 1200000000 + 2 * i;
	assert_int_equal(gid_map_make(&(struct map_ids){UINT32_MAX, 0}, groups, 168, 0, text, &e), 0);
	assert_true(strlen(text) < GID_MAP_SIZE);
	assert_int_equal(gid_map_make(&(struct map_ids){UINT32_MAX, 0}, groups, 170, 0, text, &e), -1);
	assert_int_equal(e.code, ERANGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
