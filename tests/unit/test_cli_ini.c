/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cli/ini.c: lines of a text are changed, the others are not touched, and what was written reads back.
 */
#include "policy_test.h"

#include "cli/ini.c"
#include "cli/output.c"

static void want(char *result, const char *expected)
{
	assert_string_equal(result, expected);
	free(result);
}

#define TEXT "# head\n[a]\nx = 1 ; why\n\n# tail of a\n\n[b]\ny=2\n"

static void test_each(void **state)
{
	static const char *const wanted[] = {"|x|1", "a|x|2", "a|y|b c", "b|z|"};
	struct ini_cursor at = {.at = "x = 1\n# c = d\n[a]\nx = 2 ; why\ny = 'b c'\n\n[empty]\n"
				      "[b]\nz =\nnonsense\n"};
	char *section, *key, *value, line[64];
	size_t n = 0;

	(void)state;
	while (ini_each(&at, &section, &key, &value)) {
		assert_true(n < COUNT_OF(wanted));
		snprintf(line, sizeof(line), "%s|%s|%s", section, key, value);
		assert_string_equal(line, wanted[n++]);
		free(section);
		free(key);
		free(value);
	}
	assert_int_equal(n, COUNT_OF(wanted));
}

static void test_set(void **state)
{
	(void)state;
	want(ini_set("", "a", "x", "1"), "[a]\nx = 1\n");
	want(ini_set("[a]", "a", "x", "1"), "[a]\nx = 1\n");
	want(ini_set("[a]\nx=1", "a", "x", "2"), "[a]\nx= 2");
	want(ini_set("[a]\nx =", "a", "x", "2"), "[a]\nx = 2");
	want(ini_set(TEXT, "a", "x", "22"), "# head\n[a]\nx = 22 ; why\n\n# tail of a\n\n[b]\ny=2\n");
	want(ini_set(TEXT, "a", "z", "3"), "# head\n[a]\nx = 1 ; why\nz = 3\n\n# tail of a\n\n[b]\ny=2\n");
	want(ini_set(TEXT, "b", "y", "3"), "# head\n[a]\nx = 1 ; why\n\n# tail of a\n\n[b]\ny= 3\n");
	want(ini_set(TEXT, "c", "x", "3"), TEXT "\n[c]\nx = 3\n");
	want(ini_set("[a]\n\n[b]\n", "a", "x", "3"), "[a]\nx = 3\n\n[b]\n");
	/* Neither a comment nor another section's key is it. */
	want(ini_set("[a]\n# x = 1\n; x = 1\n[b]\nx = 1\n", "a", "x", "2"),
		"[a]\nx = 2\n# x = 1\n; x = 1\n[b]\nx = 1\n");
	want(ini_set("\t[a]\n  x\t=\t'1' # c\r\n", "a", "x", "2"), "\t[a]\n  x\t=\t2 # c\r\n");
}

static void test_quotes(void **state)
{
	(void)state;
	want(ini_set("", "a", "x", "1;2"), "[a]\nx = \"1;2\"\n");
	want(ini_set("", "a", "x", "a \"b\""), "[a]\nx = 'a \"b\"'\n");
	want(ini_set("[a]\nx = \"1 ; 2\" ; c\n", "a", "x", " 3"), "[a]\nx = \" 3\" ; c\n");
	want(ini_get("[a]\nx = \"1 ; 2\" ; c\n", "a", "x"), "1 ; 2");
	want(ini_get("[a]\nx = 1 ; 2\n", "a", "x"), "1");
	/* A mistake goes as a whole: what stands behind a quote would else be behind the new value. */
	want(ini_set("[a]\nx = \"1\"\tb ; c\n", "a", "x", "2"), "[a]\nx = 2\n");
	want(ini_set("[a]\nx = \"1\";c\n", "a", "x", "2"), "[a]\nx = 2\n");
	want(ini_get("[a]\nx = 1\nx = 2", "a", "x"), "1");
	assert_null(ini_get("[a]\nx = 1\n", "b", "x"));
	assert_null(ini_get("x = 1\n", "a", "x"));
	assert_true(ini_writable("10.0.0.0/8 tcp/80, any"));
	assert_true(ini_writable("it's"));
	assert_false(ini_writable("it's \"so\""));
	assert_false(ini_writable("1\n[host]"));
	assert_false(ini_writable("1\\"));
	assert_false(ini_writable("\t"));
	assert_false(ini_writable("\177"));
}

static void test_unset(void **state)
{
	(void)state;
	want(ini_unset(TEXT, "a", "x"), "# head\n[a]\n\n# tail of a\n\n[b]\ny=2\n");
	want(ini_unset(TEXT, "a", "y"), TEXT);
	want(ini_unset("[a]\nx = 1\nx = 2", "a", "x"), "[a]\n");
	want(ini_unset("", "a", "x"), "");
}

static void test_unset_section(void **state)
{
	(void)state;
	want(ini_unset_section(TEXT, "a"), "# head\n# tail of a\n\n[b]\ny=2\n");
	want(ini_unset_section(TEXT, "b"), "# head\n[a]\nx = 1 ; why\n\n# tail of a\n");
	want(ini_unset_section(TEXT, "c"), TEXT);
	want(ini_unset_section("", "c"), "");
	want(ini_unset_section("[a]\nx = 1\n# of x\ny = 1\n[s a]\nx = 2\n[a]\n[a]\nz = 1\n\n", "a"),
		"[s a]\nx = 2\n");
	want(ini_unset_section("[a]\nx = 1\n\n\n", "b"), "[a]\nx = 1\n\n\n");
	want(ini_unset_section("[a]", "a"), "");
	{
		char *with = ini_set(TEXT, "s a", "x", "1");

		want(ini_unset_section(with, "s a"), TEXT);
		free(with);
	}
	assert_true(ini_has_keys(TEXT, "a"));
	assert_false(ini_has_keys("[b]\n# x = 1\n[a]\nx = 1\n", "b"));
}

static void test_swap(void **state)
{
	(void)state;
	want(ini_swap("[p]\n@g = old\n@h = older\n@i = 'old' # c\n[q]\n@g = old\n", "p", NULL, "old", "n"),
		"[p]\n@g = n\n@h = older\n@i = n # c\n[q]\n@g = old\n");
	want(ini_swap("[p]\na = old\nb = old", "p", "b", "old", "longer"), "[p]\na = old\nb = longer");
	want(ini_swap("[p]\na = old\n", "p", "a", "x", "y"), "[p]\na = old\n");
}

/* Whatever the text: what is set is read, once more changes nothing, and unset takes it away again. */
static void test_laws(void **state)
{
	static const char *const pieces[] = {"[a]", "[b]\n", "\n", "x", "=", " 1", "'", "\"", ";", "#", " ",
		"]", "\r\n", "x = 2\n", "[", "\t"};
	unsigned seed = 1;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		char text[256] = "";
		char *set, *again, *got, *none;

		for (int i = 0; i < 12; i++) {
			seed = seed * 1103515245 + 12345;
			strcat(text, pieces[(seed >> 16) % (sizeof(pieces) / sizeof(pieces[0]))]);
		}
		set = ini_set(text, "a", "x", "7");
		got = ini_get(set, "a", "x");
		again = ini_set(set, "a", "x", "7");
		if (!got || strcmp(got, "7") || strcmp(set, again))
			print_error("of \"%s\"\nbecomes \"%s\"\n", text, set);
		assert_non_null(got);
		assert_string_equal(got, "7");
		assert_string_equal(set, again);
		none = ini_unset(set, "a", "x");
		assert_null(ini_get(none, "a", "x"));
		free(set);
		free(again);
		free(got);
		free(none);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_each),
		cmocka_unit_test(test_set), cmocka_unit_test(test_quotes),
		cmocka_unit_test(test_unset), cmocka_unit_test(test_unset_section),
		cmocka_unit_test(test_swap), cmocka_unit_test(test_laws)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
