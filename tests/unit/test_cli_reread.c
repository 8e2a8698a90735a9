/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cli/command/reread.c: a file that many chains have is read once, and memory is bounded.
 */
#include "policy_test.h"

#include "cli/command/reread.c"

static size_t reads;

static int count_reads(void *context, const char *path, char **text, size_t *length, struct problems *ps)
{
	(void)context;
	(void)ps;
	reads++;
	if (!strcmp(path, "plans/none.ini"))
		return ENOENT;
	*text = strdup(path);
	*length = strlen(path);
	return *text ? 0 : ENOMEM;
}

static void want(const struct policy_reader *r, const char *path, size_t expected)
{
	struct problems ps = {0};
	char *text = NULL;
	size_t length = 0;

	assert_int_equal(r->read(r->context, path, &text, &length, &ps), 0);
	assert_string_equal(text, path);
	assert_int_equal(length, strlen(path));
	assert_int_equal(reads, expected);
	free(text);
}

static void test_once(void **state)
{
	struct reread once;
	const struct policy_reader r = reread_reader(&once, (struct policy_reader){.read = count_reads});
	struct problems ps = {0};
	char *text = NULL;
	size_t length;

	(void)state;
	reads = 0;
	want(&r, "hostel.ini", 1);
	want(&r, "hostel.ini", 1);
	want(&r, "tenants/a.ini", 2);
	want(&r, "tenants/a.ini", 2);
	want(&r, "tenants/b.ini", 3);
	want(&r, "tenants/a.ini", 4);
	want(&r, "hostel.ini", 4);
	/* What is not there is asked for again. */
	for (size_t i = 5; i < 7; i++) {
		assert_int_equal(r.read(r.context, "plans/none.ini", &text, &length, &ps), ENOENT);
		assert_int_equal(reads, i);
	}
	reread_free(&once);
}

static void test_many(void **state)
{
	struct reread once;
	const struct policy_reader r = reread_reader(&once, (struct policy_reader){.read = count_reads});
	char path[64];

	(void)state;
	reads = 0;
	for (size_t i = 0; i < 3 * REREAD_MAX; i++) {
		(void)snprintf(path, sizeof(path), "plans/p%zu.ini", i);
		want(&r, path, i + 1);
	}
	want(&r, path, 3 * REREAD_MAX);
	want(&r, "plans/p0.ini", 3 * REREAD_MAX + 1);
	reread_free(&once);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_once), cmocka_unit_test(test_many)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
