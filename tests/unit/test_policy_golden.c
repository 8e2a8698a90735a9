/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/data/policy: valid chains and what they say, invalid ones and what is said against them.
 */
#include "golden.h"

/* Every field that some file set, as `[section] key = value (file:line)`. */
static void run_valid(struct golden *g)
{
	struct policy p;
	struct problems ps = {0};
	char text[16384];
	struct text out = {.buffer = text, .size = sizeof(text)};
	int error = golden_load(g, &p, &ps);

	if (error) {
		char *problems = print_problems(&ps);

		fail_msg("%s: %s\n%s", g->directory, strerror(error), problems);
	}
	text[0] = '\0';
	for (unsigned int id = 0; id < FIELD_COUNT; id++) {
		const struct field_info *info = policy_field((enum field_id)id);
		char value[4096];

		if (p.origin[id].line == 0)
			continue;
		(void)policy_print_field(&p, (enum field_id)id, value, sizeof(value));
		text_add(&out, "[%s] %s = %s (%s:%u)\n", info->section, info->key, value,
			p.origin[id].file, p.origin[id].line);
	}
	assert_true(out.length < sizeof(text));
	golden_assert_text(g, "expect", text);
	policy_free(&p);
}

/* ENOENT only where "no policy" is the one problem. */
static void run_invalid(struct golden *g)
{
	static const struct policy zero;
	struct policy p;
	struct problems ps = {0};
	int error = golden_load(g, &p, &ps);
	char *problems = print_problems(&ps);

	if (error != EINVAL && error != ENOENT)
		fail_msg("%s: accepted", g->directory);
	assert_memory_equal(&p, &zero, sizeof(p));
	golden_assert_text(g, "expect", problems);
	assert_int_equal(error == ENOENT, strstr(problems, "tenants: no policy for ") == problems);
	free(problems);
}

static void test_valid(void **state)
{
	(void)state;
	assert_true(golden_each("valid", run_valid) >= 5);
}

static void test_invalid(void **state)
{
	(void)state;
	assert_true(golden_each("invalid", run_invalid) >= 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_valid),
		cmocka_unit_test(test_invalid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
