/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/host/skeleton.c and lib/base/tree.c: trees named by what is in them, and their removal.
 */
#include "lib_test.h"

#include "base/tree.h"
#include "host/skeleton.h"

static struct skeleton describe(const char *content)
{
	struct skeleton s = {0};

	skeleton_directory(&s, "porch/run/hostel", 0711);
	skeleton_directory(&s, "/porch/tmp", 01777);
	skeleton_directory(&s, "porch", 0700); /* is there already */
	skeleton_link(&s, "links/sh", "/run/hostel/bin/hostel-shell");
	skeleton_file(&s, "ids/passwd", content);
	skeleton_copy(&s, "passwd", "/etc/passwd");
	return s;
}

static void make(const struct scratch *d, const char *content, char name[64])
{
	struct skeleton s = describe(content);
	struct err e = ERR_NONE;

	if (skeleton_make(&s, d->fd, "base", name, &e) < 0)
		fail_msg("%s", e.message);
	assert_int_equal(e.code, 0);
	skeleton_free(&s);
}

/* What lies below a link would be made where that leads, on the host. */
static void test_below_a_link(void **state)
{
	const struct scratch *d = *state;
	struct skeleton s = describe("x");
	struct err e = ERR_NONE;
	char name[64];

	skeleton_file(&s, "links/sh/x", "");
	assert_int_equal(skeleton_make(&s, d->fd, "base", name, &e), -1);
	assert_int_equal(e.code, ELOOP);
	skeleton_free(&s);
}

static struct stat look(const struct scratch *d, const char *tree, const char *path)
{
	struct stat st;
	char full[256];

	(void)snprintf(full, sizeof(full), "%s/%s", tree, path);
	if (fstatat(d->fd, full, &st, AT_SYMLINK_NOFOLLOW) < 0)
		fail_msg("%s is missing", full);
	return st;
}

static char *content_of(int dir, const char *tree, const char *path)
{
	char full[256], *text = calloc(1, 65536);
	int fd;

	assert_non_null(text);
	(void)snprintf(full, sizeof(full), "%s%s%s", tree, *tree ? "/" : "", path);
	fd = openat(dir, full, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_true(read(fd, text, 65535) >= 0);
	close(fd);
	return text;
}

static void test_everything_is_made(void **state)
{
	const struct scratch *d = *state;
	mode_t old = umask(geteuid() ? 0022 : 0777);
	char name[64], target[64] = "", *text, *source;

	make(d, "root:x:0\n", name);
	umask(old);
	assert_int_equal(strncmp(name, "base-", 5), 0);
	assert_int_equal(strspn(name + 5, "0123456789abcdef"), 16);
	assert_int_equal(strlen(name), 21);
	assert_int_equal(look(d, name, ".").st_mode, S_IFDIR | 0755);
	assert_int_equal(look(d, name, "porch").st_mode, S_IFDIR | 0755);
	assert_int_equal(look(d, name, "porch/run").st_mode, S_IFDIR | 0755);
	assert_int_equal(look(d, name, "porch/run/hostel").st_mode, S_IFDIR | 0711);
	assert_int_equal(look(d, name, "porch/tmp").st_mode, S_IFDIR | 01777);
	assert_int_equal(look(d, name, "ids/passwd").st_mode, S_IFREG | 0644);
	assert_int_equal(look(d, name, "passwd").st_mode, S_IFREG | 0644);
	assert_true(S_ISLNK(look(d, name, "links/sh").st_mode));
	text = below(d, name);
	source = below(d, "link");
	assert_int_equal(rename(text, source), 0);
	assert_int_equal(readlinkat(d->fd, "link/links/sh", target, sizeof(target) - 1), 28);
	assert_string_equal(target, "/run/hostel/bin/hostel-shell");
	free(text);
	free(source);
	text = content_of(d->fd, "link", "ids/passwd");
	assert_string_equal(text, "root:x:0\n");
	free(text);
	text = content_of(d->fd, "link", "passwd");
	source = content_of(AT_FDCWD, "/etc", "passwd");
	assert_string_equal(text, source);
	free(text);
	free(source);
}

static void test_same_content_same_tree(void **state)
{
	const struct scratch *d = *state;
	char first[64], second[64], other[64];
	struct stat before, after;

	make(d, "a", first);
	before = look(d, first, ".");
	make(d, "a", second);
	assert_string_equal(first, second);
	after = look(d, second, ".");
	assert_int_equal(before.st_ino, after.st_ino);
	make(d, "b", other);
	assert_string_not_equal(first, other);
	look(d, first, "ids/passwd");
	look(d, other, "ids/passwd");
}

static uint64_t hash_of(const struct skeleton *s)
{
	uint64_t hash = s->hash;
	struct skeleton copy = *s;

	assert_int_equal(s->failed, 0);
	skeleton_free(&copy);
	return hash;
}

/* Whatever differs gives another name: kinds, modes, paths, targets, order of bytes. */
static void test_everything_counts(void **state)
{
	struct skeleton s[7] = {{0}};
	uint64_t hashes[COUNT_OF(s)];

	(void)state;
	skeleton_directory(&s[0], "a", 0755);
	skeleton_directory(&s[1], "a", 0711);
	skeleton_directory(&s[2], "b", 0755);
	skeleton_link(&s[3], "a", "x");
	skeleton_link(&s[4], "ax", "");
	skeleton_file(&s[5], "a", "x");
	skeleton_file(&s[6], "a", "y");
	for (size_t i = 0; i < COUNT_OF(s); i++)
		hashes[i] = hash_of(&s[i]);
	for (size_t i = 0; i < COUNT_OF(s); i++)
		for (size_t k = 0; k < i; k++)
			if (hashes[i] == hashes[k])
				fail_msg("%zu and %zu have the same name", i, k);
}

static uint64_t hash_of_copy(const char *source)
{
	struct skeleton s = {0};

	skeleton_directory(&s, "a", 0755);
	skeleton_copy(&s, "b", source);
	return hash_of(&s);
}

static void test_a_changed_source_counts(void **state)
{
	const struct scratch *d = *state;
	const struct timespec times[2] = {{.tv_sec = 1}, {.tv_sec = 2}};
	char *path = below(d, "source");
	uint64_t without = hash_of_copy(path), before, after;

	NEED_ROOT();
	make_text(d, "source", "one", 0644);
	before = hash_of_copy(path);
	assert_true(before != without);
	assert_true(before == hash_of_copy(path));
	assert_int_equal(utimensat(d->fd, "source", times, 0), 0);
	after = hash_of_copy(path);
	assert_true(after != before);
	/* Private, somebody else's, or no file: as if it were not there. */
	assert_int_equal(fchmodat(d->fd, "source", 0640, 0), 0);
	assert_true(hash_of_copy(path) == without);
	assert_int_equal(fchmodat(d->fd, "source", 0644, 0), 0);
	assert_true(hash_of_copy(path) != without);
	assert_int_equal(fchownat(d->fd, "source", 1234, 0, 0), 0);
	assert_true(hash_of_copy(path) == without);
	assert_int_equal(unlinkat(d->fd, "source", 0), 0);
	assert_int_equal(mkfifoat(d->fd, "source", 0644), 0);
	assert_true(hash_of_copy(path) == without);
	free(path);
}

static int count_entries(const struct scratch *d)
{
	struct dirent *entry;
	DIR *dir = opendir(d->path);
	int n = 0;

	assert_non_null(dir);
	while ((entry = readdir(dir)))
		n += entry->d_name[0] != '.';
	closedir(dir);
	return n;
}

static void test_half_made_tree_is_removed(void **state)
{
	const struct scratch *d = *state;
	char name[64], half[80];

	make(d, "a", name);
	assert_int_equal(tree_remove(d->fd, name), 0);
	(void)snprintf(half, sizeof(half), "new-%s.%d", name, (int)getpid());
	make_dir(d, half, 0700);
	strcat(half, "/porch");
	make_dir(d, half, 0500);
	strcat(half, "/left");
	if (geteuid() == 0)
		make_text(d, half, "half", 0);
	make(d, "a", name);
	look(d, name, "porch/run/hostel");
	assert_int_equal(faccessat(d->fd, half, F_OK, 0), -1);
	(void)snprintf(half, sizeof(half), "%s/porch/left", name);
	assert_int_equal(faccessat(d->fd, half, F_OK, 0), -1);
}

/* Two logins make the same tree at the same time: both have it, and nothing half-made is left. */
static void test_made_by_two(void **state)
{
	const struct scratch *d = *state;
	char name[64];
	int status;

	for (int round = 0; round < 20; round++) {
		pid_t child = fork();

		assert_true(child >= 0);
		make(d, "a", name);
		if (child == 0)
			_exit(0);
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_int_equal(status, 0);
		look(d, name, "ids/passwd");
		assert_int_equal(tree_remove(d->fd, name), 0);
		assert_int_equal(count_entries(d), 0);
	}
}

/* What cannot be made is an error with its path, and leaves nothing behind. */
static void test_failure_leaves_nothing(void **state)
{
	const struct scratch *d = *state;
	struct skeleton s = {0};
	struct err e = ERR_NONE;
	char name[64];

	skeleton_file(&s, "file", "x");
	skeleton_directory(&s, "file/below", 0755);
	assert_int_equal(skeleton_make(&s, d->fd, "base", name, &e), -1);
	assert_int_equal(e.code, ENOTDIR);
	assert_non_null(strstr(e.message, "file/below"));
	skeleton_free(&s);
	assert_int_equal(count_entries(d), 0);
}

static void test_failed_addition_is_kept(void **state)
{
	const struct scratch *d = *state;
	struct skeleton s = {.failed = ENOMEM};
	struct err e = ERR_NONE;
	char name[64];

	skeleton_directory(&s, "a", 0755);
	assert_int_equal(skeleton_make(&s, d->fd, "base", name, &e), -1);
	assert_int_equal(e.code, ENOMEM);
	skeleton_free(&s);
}

static void test_many_entries(void **state)
{
	const struct scratch *d = *state;
	struct skeleton s = {0};
	struct err e = ERR_NONE;
	char name[64], path[32];

	for (int i = 0; i < 200; i++) {
		(void)snprintf(path, sizeof(path), "d/%d/file", i);
		skeleton_file(&s, path, path);
	}
	assert_int_equal(s.count, 401);
	assert_int_equal(skeleton_make(&s, d->fd, "many", name, &e), 0);
	look(d, name, "d/199/file");
	skeleton_free(&s);
}

/* --- tree_remove() ------------------------------------------------------------------------------- */

static void test_remove_missing(void **state)
{
	const struct scratch *d = *state;

	assert_int_equal(tree_remove(d->fd, "nothing"), 0);
}

static void test_remove_follows_nothing(void **state)
{
	const struct scratch *d = *state;
	char *victim = below(d, "victim");

	make_dir(d, "victim", 0755);
	make_text(d, "victim/file", "mine", 0644);
	make_dir(d, "tree", 0755);
	make_dir(d, "tree/deeper", 0755);
	make_text(d, "tree/.hidden", "", 0);
	assert_int_equal(symlinkat("../victim", d->fd, "tree/relative"), 0);
	assert_int_equal(symlinkat(victim, d->fd, "tree/deeper/absolute"), 0);
	assert_int_equal(symlinkat("nowhere", d->fd, "tree/dangling"), 0);
	assert_int_equal(mkfifoat(d->fd, "tree/fifo", 0600), 0);
	assert_int_equal(tree_remove(d->fd, "tree"), 0);
	assert_int_equal(faccessat(d->fd, "tree", F_OK, AT_SYMLINK_NOFOLLOW), -1);
	assert_int_equal(faccessat(d->fd, "victim/file", F_OK, 0), 0);
	/* The link itself, too. */
	assert_int_equal(symlinkat("victim", d->fd, "link"), 0);
	assert_int_equal(tree_remove(d->fd, "link"), 0);
	assert_int_equal(faccessat(d->fd, "victim/file", F_OK, 0), 0);
	assert_int_equal(faccessat(d->fd, "link", F_OK, AT_SYMLINK_NOFOLLOW), -1);
	free(victim);
}

static void test_remove_keeps_no_descriptor(void **state)
{
	const struct scratch *d = *state;
	size_t before = open_descriptors();

	make_dir(d, "tree", 0755);
	make_dir(d, "tree/a", 0755);
	make_dir(d, "tree/a/b", 0755);
	assert_int_equal(tree_remove(d->fd, "tree"), 0);
	assert_int_equal(open_descriptors(), before);
}

/* Deeper than there are descriptors, and with the names that what is too deep is given. */
static void test_remove_what_is_deep(void **state)
{
	const struct scratch *d = *state;
	size_t before = open_descriptors();
	int at = dup(d->fd);

	for (int i = 0; i < 3000; i++) {
		const char *name = i ? "deep" : "tree";
		int next;

		assert_int_equal(mkdirat(at, name, 0755), 0);
		next = openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		assert_true(next >= 0);
		close(at);
		at = next;
		if (i % 500 == 0) {
			assert_int_equal(mkdirat(at, ".hostel-deeper-0", 0755), 0);
			assert_int_equal(mkdirat(at, ".hostel-deeper-0/full", 0755), 0);
			assert_int_equal(symlinkat("/", at, ".hostel-deeper-1"), 0);
		}
	}
	close(at);
	assert_int_equal(tree_remove(d->fd, "tree"), 0);
	assert_int_equal(faccessat(d->fd, "tree", F_OK, AT_SYMLINK_NOFOLLOW), -1);
	assert_int_equal(open_descriptors(), before);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_set_up, scratch_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_everything_is_made),
		TEST(test_same_content_same_tree),
		cmocka_unit_test(test_everything_counts),
		TEST(test_a_changed_source_counts),
		TEST(test_half_made_tree_is_removed),
		TEST(test_made_by_two),
		TEST(test_failure_leaves_nothing),
		TEST(test_below_a_link),
		TEST(test_failed_addition_is_kept),
		TEST(test_many_entries),
		TEST(test_remove_missing),
		TEST(test_remove_follows_nothing),
		TEST(test_remove_keeps_no_descriptor),
		TEST(test_remove_what_is_deep),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
