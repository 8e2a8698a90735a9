/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/host/trusted_path.c: links of root's are followed, nothing is looked up where others have a hand in.
 */
#include "lib_test.h"

#include "host/config_dir.h"
#include "host/trusted_path.h"

#define STRANGER 12345

/* S/FROM resolves to S/TO. */
static void assert_resolves(const struct scratch *s, const char *from, const char *to)
{
	char *path = below(s, from), *expected = below(s, to), *real = NULL;
	size_t before = open_descriptors();
	struct err e = ERR_NONE;

	if (trusted_path(path, &real, &e) < 0)
		fail_msg("%s", e.message);
	assert_string_equal(real, expected);
	assert_int_equal(open_descriptors(), before);
	free(path);
	free(expected);
	free(real);
}

static void assert_refused(const struct scratch *s, const char *from, int code)
{
	char *path = below(s, from), *real = NULL;
	size_t before = open_descriptors();
	struct err e = ERR_NONE;

	assert_int_equal(trusted_path(path, &real, &e), -1);
	assert_int_equal(e.code, code);
	assert_non_null(strstr(e.message, path));
	assert_null(real);
	assert_int_equal(open_descriptors(), before);
	free(path);
}

static void test_plain_paths(void **state)
{
	const struct scratch *s = *state;
	struct err e = ERR_NONE;
	char *real;

	NEED_ROOT();
	make_dir(s, "a", 0755);
	make_dir(s, "a/b", 0700);
	make_text(s, "a/b/file", "", 0666);
	assert_resolves(s, "a", "a");
	assert_resolves(s, "a/b/file", "a/b/file");
	assert_resolves(s, "a//./b/./file", "a/b/file");
	assert_int_equal(trusted_path("/", &real, &e), 0);
	assert_string_equal(real, "/");
	free(real);
}

static void test_links_of_root(void **state)
{
	const struct scratch *s = *state;
	char *absolute = below(s, "a/b");

	NEED_ROOT();
	make_dir(s, "a", 0755);
	make_dir(s, "a/b", 0755);
	make_dir(s, "a/b/c", 0755);
	assert_int_equal(symlinkat(absolute, s->fd, "absolute"), 0);
	assert_int_equal(symlinkat("b", s->fd, "a/relative"), 0);
	assert_int_equal(symlinkat("a/relative", s->fd, "twice"), 0);
	assert_resolves(s, "absolute/c", "a/b/c");
	assert_resolves(s, "a/relative/c", "a/b/c");
	assert_resolves(s, "twice/c", "a/b/c");
	free(absolute);
}

/* As /dev/log is one to a socket: the path must open as it stands. */
static void test_link_as_the_last_part(void **state)
{
	const struct scratch *s = *state;
	char *absolute = below(s, "a/file"), *path = below(s, "link"), *real = NULL;
	struct err e = ERR_NONE;
	struct stat st;

	NEED_ROOT();
	make_dir(s, "a", 0755);
	make_text(s, "a/file", "", 0644);
	assert_int_equal(symlinkat(absolute, s->fd, "link"), 0);
	assert_int_equal(trusted_path(path, &real, &e), 0);
	if (stat(real, &st) < 0)
		fail_msg("%s cannot be opened: %s", real, strerror(errno));
	assert_string_equal(real, absolute);
	free(absolute);
	free(path);
	free(real);
}

static void test_link_loops_end(void **state)
{
	const struct scratch *s = *state;
	char from[16], to[16];

	NEED_ROOT();
	assert_int_equal(symlinkat("self", s->fd, "self"), 0);
	assert_int_equal(symlinkat("pong", s->fd, "ping"), 0);
	assert_int_equal(symlinkat("ping", s->fd, "pong"), 0);
	assert_refused(s, "self", ELOOP);
	assert_refused(s, "ping/x", ELOOP);
	/* Sixteen links are followed, no more. */
	make_dir(s, "l0", 0755);
	for (int i = 1; i <= 17; i++) {
		(void)snprintf(from, sizeof(from), "l%d", i);
		(void)snprintf(to, sizeof(to), "l%d", i - 1);
		assert_int_equal(symlinkat(to, s->fd, from), 0);
	}
	make_dir(s, "l0/x", 0755);
	assert_resolves(s, "l16/x", "l0/x");
	assert_refused(s, "l17/x", ELOOP);
}

static void test_missing_parts(void **state)
{
	const struct scratch *s = *state;

	NEED_ROOT();
	make_text(s, "file", "", 0644);
	assert_int_equal(symlinkat("nowhere", s->fd, "dangling"), 0);
	assert_refused(s, "missing", ENOENT);
	assert_refused(s, "missing/x", ENOENT);
	assert_refused(s, "dangling", ENOENT);
	assert_refused(s, "file/x", ENOTDIR);
}

static void test_parent_directories_are_refused(void **state)
{
	const struct scratch *s = *state;

	NEED_ROOT();
	make_dir(s, "a", 0755);
	assert_refused(s, "a/../a", EINVAL);
}

/* Below a directory that somebody else can change nothing is looked at: it need not even exist. */
static void assert_stops_at(const struct scratch *s, const char *name)
{
	char inside[64], path[80];

	(void)snprintf(inside, sizeof(inside), "%s/link", name);
	assert_int_equal(symlinkat("/etc", s->fd, inside), 0);
	assert_resolves(s, name, name);
	assert_resolves(s, inside, inside);
	(void)snprintf(path, sizeof(path), "%s/shadow", inside);
	assert_resolves(s, path, path);
	(void)snprintf(path, sizeof(path), "%s/missing/deep", name);
	assert_resolves(s, path, path);
}

static void test_stops_where_others_have_a_hand_in(void **state)
{
	const struct scratch *s = *state;

	NEED_ROOT();
	make_dir(s, "stranger", 0755);
	assert_int_equal(fchownat(s->fd, "stranger", STRANGER, 0, 0), 0);
	make_dir(s, "group", 0775);
	make_dir(s, "others", 0757);
	make_dir(s, "sticky", 01777);
	assert_stops_at(s, "stranger");
	assert_stops_at(s, "group");
	assert_stops_at(s, "others");
	assert_stops_at(s, "sticky");
}

/* A link of root's into such a directory is followed up to it. */
static void test_link_to_a_strangers_directory(void **state)
{
	const struct scratch *s = *state;

	NEED_ROOT();
	make_dir(s, "stranger", 0755);
	assert_int_equal(symlinkat("/etc", s->fd, "stranger/link"), 0);
	assert_int_equal(fchownat(s->fd, "stranger", STRANGER, 0, 0), 0);
	assert_int_equal(symlinkat("stranger", s->fd, "home"), 0);
	assert_resolves(s, "home/link/x", "stranger/link/x");
}

static void test_odd_paths(void **state)
{
	char *path = malloc(5000), *real = NULL;
	struct err e = ERR_NONE;

	(void)state;
	assert_non_null(path);
	assert_int_equal(trusted_path("relative", &real, &e), -1);
	assert_int_equal(e.code, EINVAL);
	assert_int_equal(trusted_path("", &real, &e), -1);
	assert_int_equal(e.code, EINVAL);
	memset(path, 'x', 4999);
	path[0] = '/';
	path[4999] = '\0';
	assert_int_equal(trusted_path(path, &real, &e), -1);
	assert_int_equal(e.code, EINVAL);
	path[300] = '\0'; /* one part of 299 letters */
	assert_int_equal(trusted_path(path, &real, &e), -1);
	assert_int_equal(e.code, ENAMETOOLONG);
	assert_null(real);
	free(path);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_set_up_trusted, scratch_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_plain_paths),
		TEST(test_links_of_root),
		TEST(test_link_as_the_last_part),
		TEST(test_link_loops_end),
		TEST(test_missing_parts),
		TEST(test_parent_directories_are_refused),
		TEST(test_stops_where_others_have_a_hand_in),
		TEST(test_link_to_a_strangers_directory),
		cmocka_unit_test(test_odd_paths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
