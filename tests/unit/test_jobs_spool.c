/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * jobs/spool.c: what stands in a directory that somebody else writes to.
 */
#include "tests/unit/lib_test.h"

#include "jobs/spool.c"

static char path[64];
static int dir = -1;

static int set_up(void **state)
{
	(void)state;
	strcpy(path, "/tmp/hostel-spool.XXXXXX");
	if (!mkdtemp(path))
		return -1;
	dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return dir < 0 ? -1 : 0;
}

static int tear_down(void **state)
{
	static const char *const names[] = {"tab", "other", "big", "fifo", "link", NEW_NAME};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		unlinkat(dir, names[i], 0);
	unlinkat(dir, "directory", AT_REMOVEDIR);
	close(dir);
	return rmdir(path);
}

static void test_whole(void **state)
{
	struct text t, u = TEXT_NONE;
	struct stat st;

	(void)state;
	assert_int_equal(spool_read(dir, "tab", &t), 0);
	assert_false(t.there);
	assert_true(text_same(&t, &u));
	assert_int_equal(spool_write(dir, "tab", "a\0b", 3, 0500), 0);
	assert_int_equal(fstatat(dir, "tab", &st, AT_SYMLINK_NOFOLLOW), 0);
	assert_int_equal(st.st_mode & 07777, 0500);
	assert_int_equal(spool_read(dir, "tab", &t), 0);
	assert_true(t.there && t.length == 3 && !memcmp(t.data, "a\0b", 4));
	assert_false(text_same(&t, &u));
	text_move(&u, &t);
	assert_false(t.there);
	text_free(&u);
	assert_int_equal(spool_mode(dir, "tab", 0700), 0);
	assert_int_equal(spool_remove(dir, "tab"), 0);
	assert_int_equal(spool_remove(dir, "tab"), 0);
}

static void refuse(const char *name, int code)
{
	struct text t;

	assert_int_equal(spool_read(dir, name, &t), -1);
	assert_int_equal(errno, code);
	assert_false(t.there);
	text_free(&t);
	assert_int_equal(spool_write(dir, "other", "x", 1, 0600), 0); /* and others go on */
}

static void test_odd(void **state)
{
	int big;

	(void)state;
	assert_int_equal(mkfifoat(dir, "fifo", 0600), 0);
	assert_int_equal(mkdirat(dir, "directory", 0700), 0);
	assert_int_equal(symlinkat("/etc/passwd", dir, "link"), 0);
	refuse("fifo", EBADF);
	refuse("directory", EBADF);
	refuse("link", EBADF);
	assert_int_equal(spool_mode(dir, "link", 0777), -1);
	assert_int_equal(linkat(dir, "other", dir, "tab", 0), 0);
	assert_int_equal(spool_write(dir, "other", "y", 1, 0600), 0);
	assert_int_equal(linkat(dir, "tab", dir, "big", 0), 0);
	refuse("tab", EBADF);
	assert_int_equal(unlinkat(dir, "big", 0), 0);
	big = openat(dir, "big", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_true(big >= 0);
	assert_int_equal(ftruncate(big, TEXT_MAX), 0);
	{
		struct text t;

		assert_int_equal(spool_read(dir, "big", &t), 0);
		assert_int_equal(t.length, TEXT_MAX);
		text_free(&t);
	}
	assert_int_equal(ftruncate(big, (off_t)TEXT_MAX + 1), 0);
	refuse("big", EFBIG);
	assert_int_equal(ftruncate(big, (off_t)1 << 40), 0);
	refuse("big", EFBIG);
	close(big);
	/* A link in the way of what is written is replaced, not followed; a directory too. */
	assert_int_equal(symlinkat("/nowhere/x", dir, NEW_NAME), 0);
	assert_int_equal(spool_write(dir, "link", "z", 1, 0600), 0);
	assert_int_equal(mkdirat(dir, NEW_NAME, 0700), 0);
	assert_int_equal(spool_write(dir, "link", "z", 1, 0600), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_whole, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_odd, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
