/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cli/setup/block.c: lines of ours in somebody else's text, and out of it again, byte for byte.
 */
#include "lib_test.h"

#include <string.h>

#include "cli/output.c"
#include "cli/setup/block.c"

static void and_back(const char *text, size_t at, const char *wanted)
{
	char *with = block_insert(text, at, "ours\n");
	char *without = block_remove(with);

	assert_string_equal(with, wanted);
	assert_true(block_is_in(with));
	assert_string_equal(without, text);
	free(with);
	free(without);
}

static void test_in_and_out(void **state)
{
	(void)state;
	and_back("", 0, BLOCK_BEGIN "\nours\n" BLOCK_END "\n");
	and_back("a\nb\n", 4, "a\nb\n" BLOCK_BEGIN "\nours\n" BLOCK_END "\n");
	and_back("a\nb\n", 2, "a\n" BLOCK_BEGIN "\nours\n" BLOCK_END "\nb\n");
	and_back("a\nb\n", 0, BLOCK_BEGIN "\nours\n" BLOCK_END "\na\nb\n");
}

static void test_last_line_without_an_end(void **state)
{
	(void)state;
	and_back("a\nb", 3, "a\nb\n" BLOCK_BEGIN " (the line before had no end)\nours\n" BLOCK_END "\n");
}

static void test_several(void **state)
{
	char *one = block_insert("a\nb", 2, "first\n");
	char *two = block_insert(one, strlen(one), "second\n");
	char *none = block_remove(two);

	(void)state;
	assert_string_equal(none, "a\nb");
	free(one);
	free(two);
	free(none);
}

static void test_lines_of_others_stay(void **state)
{
	char *none = block_remove("a\n" BLOCK_BEGIN " and words\nours\n" BLOCK_END " too\nbehind\n");

	(void)state;
	assert_string_equal(none, "a\nbehind\n");
	free(none);
}

/* Whatever was between them is not ours to guess. */
static void test_edited_marks(void **state)
{
	(void)state;
	assert_null(block_remove(BLOCK_BEGIN "\nours\n"));
	assert_null(block_remove("ours\n" BLOCK_END "\n"));
	assert_null(block_remove(BLOCK_BEGIN "\nours\n" BLOCK_BEGIN "\nours\n" BLOCK_END "\n"));
	assert_null(block_remove(BLOCK_BEGIN "\n" BLOCK_END "\n" BLOCK_END "\n"));
	assert_true(block_is_in("ours\n" BLOCK_END "\n"));
}

static void test_no_marks(void **state)
{
	static const char *const texts[] = {"", "a", "a\n", "x " BLOCK_BEGIN "\n", "#hostel setup: begin\n"};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		char *same = block_remove(texts[i]);

		assert_false(block_is_in(texts[i]));
		assert_string_equal(same, texts[i]);
		free(same);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_in_and_out),
		cmocka_unit_test(test_last_line_without_an_end),
		cmocka_unit_test(test_several),
		cmocka_unit_test(test_lines_of_others_stay),
		cmocka_unit_test(test_edited_marks),
		cmocka_unit_test(test_no_marks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
