/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/base: replace.c, the old file or the new one and nothing beside; hash.c, printable.c, word.c.
 */
#include "lib_test.h"

#include "base/fd.h"
#include "base/hash.h"
#include "base/printable.h"
#include "base/replace.h"
#include "base/word.h"

static void test_new_and_again(void **state)
{
	const struct scratch *s = *state;
	char text[16];
	struct stat st;

	assert_int_equal(file_replace(s->fd, "file", "one", 3), 0);
	assert_int_equal(file_replace(s->fd, "file", "second", 6), 0);
	assert_int_equal(fd_get(s->fd, "file", text, sizeof(text)), 6);
	assert_string_equal(text, "second");
	assert_int_equal(fstatat(s->fd, "file", &st, AT_SYMLINK_NOFOLLOW), 0);
	assert_int_equal(st.st_mode, S_IFREG | 0600);
	assert_int_equal(faccessat(s->fd, "file.new", F_OK, 0), -1);
}

/* What a killed process left in the way, a link even, is neither written through nor in the way. */
static void test_left_behind(void **state)
{
	const struct scratch *s = *state;
	char text[16];

	assert_int_equal(file_replace(s->fd, "other", "other", 5), 0);
	assert_int_equal(symlinkat("other", s->fd, "file.new"), 0);
	assert_int_equal(file_replace(s->fd, "file", "new", 3), 0);
	assert_int_equal(fd_get(s->fd, "other", text, sizeof(text)), 5);
	assert_string_equal(text, "other");
}

static void test_failure_leaves_nothing(void **state)
{
	const struct scratch *s = *state;
	char longest[256];
	size_t before;

	assert_int_equal(mkdirat(s->fd, "directory", 0700), 0);
	before = open_descriptors();
	assert_int_equal(file_replace(s->fd, "directory", "x", 1), -1);
	assert_int_equal(errno, EISDIR);
	assert_int_equal(faccessat(s->fd, "directory.new", F_OK, 0), -1);
	memset(longest, 'a', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	assert_int_equal(file_replace(s->fd, longest, "x", 1), -1);
	assert_int_equal(errno, ENAMETOOLONG);
	assert_int_equal(open_descriptors(), before);
}

/* Of draft-eastlake-fnv-21, appendix C. */
static void test_hash(void **state)
{
	(void)state;
	assert_true(hash_more(HASH_START, "", 0) == UINT64_C(0xcbf29ce484222325));
	assert_true(hash_more(HASH_START, "a", 1) == UINT64_C(0xaf63dc4c8601ec8c));
	assert_true(hash_more(hash_more(HASH_START, "foo", 3), "bar", 3) == UINT64_C(0x85944171f73967e8));
}

static void test_text(void **state)
{
	char text[] = "a\033[1mb\xc3\xa4~ \x7f";

	(void)state;
	assert_string_equal(make_printable(text), "a?[1mb??~ ?");
	assert_true(word_in("cpu memory", "memory", " "));
	assert_true(word_in("rw,cpu,cpuacct", "cpu", ","));
	assert_false(word_in("cpuset,io", "cpu", ","));
	assert_false(word_in("", "cpu", ","));
	assert_false(word_in("memory", "memor", " "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_new_and_again, scratch_set_up, scratch_tear_down),
		cmocka_unit_test_setup_teardown(test_left_behind, scratch_set_up, scratch_tear_down),
		cmocka_unit_test_setup_teardown(test_failure_leaves_nothing, scratch_set_up,
			scratch_tear_down),
		cmocka_unit_test(test_hash),
		cmocka_unit_test(test_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
