/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/host/config_dir.c: configuration is believed only as far as root alone can change it.
 */
#include "lib_test.h"

#include <sys/sysmacros.h>

#include "host/config_dir.h"
#include "policy/problems.h"
#include "policy/reader.h"

#define STRANGER 12345

/* --- trusted_directory() ------------------------------------------------------------------------- */

static void assert_opens(const struct scratch *s, const char *name)
{
	char *path = below(s, name);
	struct stat opened, named;
	struct err e = ERR_NONE;
	int fd = trusted_directory(path, &e);

	if (fd < 0)
		fail_msg("%s", e.message);
	assert_int_equal(fstat(fd, &opened), 0);
	assert_int_equal(stat(path, &named), 0);
	assert_int_equal(opened.st_ino, named.st_ino);
	assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	close(fd);
	free(path);
}

static void assert_distrusted(const struct scratch *s, const char *name, int code, const char *why)
{
	char *path = below(s, name);
	size_t before = open_descriptors();
	struct err e = ERR_NONE;

	assert_int_equal(trusted_directory(path, &e), -1);
	assert_int_equal(e.code, code);
	if (!strstr(e.message, why))
		fail_msg("%s: instead of %s: %s", name, why, e.message);
	assert_int_equal(open_descriptors(), before);
	free(path);
}

static void test_directory_of_root(void **state)
{
	const struct scratch *s = *state;
	struct err e = ERR_NONE;
	int fd;

	NEED_ROOT();
	make_dir(s, "a", 0755);
	make_dir(s, "a/b", 0700);
	assert_opens(s, "a");
	assert_opens(s, "a/b");
	assert_opens(s, "a//b/");
	fd = trusted_directory("/", &e);
	assert_true(fd >= 0);
	close(fd);
}

static void test_directory_that_others_change(void **state)
{
	const struct scratch *s = *state;

	NEED_ROOT();
	make_dir(s, "group", 0775);
	make_dir(s, "others", 0757);
	make_dir(s, "stranger", 0755);
	make_dir(s, "group/in", 0755);
	make_dir(s, "stranger/in", 0755);
	assert_int_equal(fchownat(s->fd, "stranger", STRANGER, 0, 0), 0);
	assert_distrusted(s, "group", EPERM, "/group: is writable by its group");
	assert_distrusted(s, "others", EPERM, "/others: is writable by others");
	assert_distrusted(s, "stranger", EPERM, "/stranger: does not belong to root");
	/* A good directory in a bad one. */
	assert_distrusted(s, "group/in", EPERM, "/group: is writable by its group");
	assert_distrusted(s, "stranger/in", EPERM, "/stranger: does not belong to root");
}

static void test_world_writable_parent(void **state)
{
	struct scratch *s = scratch_make("/tmp");

	(void)state;
	assert_distrusted(s, "", EPERM, "/tmp: ");
	scratch_remove(s);
}

static void test_directory_that_is_none(void **state)
{
	const struct scratch *s = *state;
	struct err e = ERR_NONE;

	NEED_ROOT();
	make_dir(s, "a", 0755);
	make_dir(s, "a/b", 0755);
	make_text(s, "file", "", 0644);
	assert_int_equal(symlinkat("a", s->fd, "link"), 0);
	assert_int_equal(mkfifoat(s->fd, "fifo", 0600), 0);
	assert_distrusted(s, "link", ELOOP, "/link: is a symbolic link");
	assert_distrusted(s, "link/b", ELOOP, "/link: is a symbolic link");
	assert_distrusted(s, "file", ENOTDIR, "/file");
	assert_distrusted(s, "fifo", ENOTDIR, "/fifo");
	assert_distrusted(s, "missing", ENOENT, "/missing");
	assert_int_equal(trusted_directory("etc/hostel", &e), -1);
	assert_int_equal(e.code, EINVAL);
	assert_int_equal(trusted_directory("", &e), -1);
	assert_int_equal(e.code, EINVAL);
}

/* --- config_reader() ----------------------------------------------------------------------------- */

static void assert_reads(const struct scratch *s, const char *path, const char *expected)
{
	struct policy_reader reader = config_reader(&s->fd);
	struct problems ps = {0};
	char *text = NULL;
	size_t length = 0;

	assert_int_equal(reader.read(reader.context, path, &text, &length, &ps), 0);
	assert_int_equal(ps.count, 0);
	assert_int_equal(length, strlen(expected));
	assert_string_equal(text, expected);
	free(text);
}

static void assert_unread(const struct scratch *s, const char *path, int code, const char *why)
{
	struct policy_reader reader = config_reader(&s->fd);
	size_t before = open_descriptors(), length = 0;
	struct problems ps = {0};
	char *text = NULL;
	int n = reader.read(reader.context, path, &text, &length, &ps);

	if (n != code)
		fail_msg("%s: %s instead of %s", path, strerror(n), strerror(code));
	assert_int_equal(ps.count, why ? 1 : 0);
	if (why && !strstr(ps.v[0].message, why))
		fail_msg("%s: instead of %s: %s", path, why, ps.v[0].message);
	assert_null(text);
	assert_int_equal(open_descriptors(), before);
}

static void test_read(void **state)
{
	const struct scratch *s = *state;

	NEED_ROOT();
	make_dir(s, "plans", 0755);
	make_text(s, "hostel.ini", "[host]\n", 0644);
	make_text(s, "plans/basic.ini", "", 0600);
	assert_reads(s, "hostel.ini", "[host]\n");
	assert_reads(s, "plans/basic.ini", "");
}

static void test_missing_is_no_problem(void **state)
{
	const struct scratch *s = *state;

	NEED_ROOT();
	assert_unread(s, "hostel.ini", ENOENT, NULL);
	assert_unread(s, "plans/basic.ini", ENOENT, NULL);
}

static void test_files_that_others_change(void **state)
{
	const struct scratch *s = *state;

	NEED_ROOT();
	make_text(s, "group.ini", "", 0664);
	make_text(s, "others.ini", "", 0646);
	make_text(s, "stranger.ini", "", 0644);
	assert_int_equal(fchownat(s->fd, "stranger.ini", STRANGER, 0, 0), 0);
	assert_unread(s, "group.ini", EPERM, "is writable by its group");
	assert_unread(s, "others.ini", EPERM, "is writable by others");
	assert_unread(s, "stranger.ini", EPERM, "does not belong to root");
}

static void test_directories_that_others_change(void **state)
{
	const struct scratch *s = *state;

	NEED_ROOT();
	make_dir(s, "plans", 0775);
	make_dir(s, "tenants", 0755);
	make_text(s, "plans/a.ini", "", 0644);
	make_text(s, "tenants/a.ini", "", 0644);
	assert_int_equal(fchownat(s->fd, "tenants", STRANGER, 0, 0), 0);
	assert_unread(s, "plans/a.ini", EPERM, "is writable by its group");
	assert_unread(s, "tenants/a.ini", EPERM, "does not belong to root");
}

/* None of these may make a login wait. */
static void test_what_is_no_file(void **state)
{
	const struct scratch *s = *state;

	NEED_ROOT();
	make_dir(s, "directory.ini", 0755);
	assert_int_equal(mkfifoat(s->fd, "fifo.ini", 0644), 0);
	assert_int_equal(symlinkat("/etc/passwd", s->fd, "link.ini"), 0);
	assert_int_equal(symlinkat("nowhere", s->fd, "dangling.ini"), 0);
	make_dir(s, "real", 0755);
	make_text(s, "real/a.ini", "", 0644);
	assert_int_equal(symlinkat("real", s->fd, "plans"), 0);
	make_text(s, "tenants", "", 0644);
	assert_unread(s, "directory.ini", EINVAL, "is not a regular file");
	assert_unread(s, "fifo.ini", EINVAL, "is not a regular file");
	assert_unread(s, "link.ini", ELOOP, "is a symbolic link");
	assert_unread(s, "dangling.ini", ELOOP, "is a symbolic link");
	assert_unread(s, "plans/a.ini", ENOTDIR, "is not a directory");
	assert_unread(s, "tenants/a.ini", ENOTDIR, "is not a directory");
}

static void test_device(void **state)
{
	const struct scratch *s = *state;

	NEED_ROOT();
	if (mknodat(s->fd, "null.ini", S_IFCHR | 0644, makedev(1, 3)) < 0)
		skip();
	assert_unread(s, "null.ini", EINVAL, "is not a regular file");
}

static void make_sized(const struct scratch *s, const char *name, off_t size)
{
	int fd;

	make_text(s, name, "", 0644);
	fd = openat(s->fd, name, O_WRONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, size), 0);
	close(fd);
}

static void test_sizes(void **state)
{
	const struct scratch *s = *state;
	struct policy_reader reader = config_reader(&s->fd);
	struct problems ps = {0};
	char *text = NULL;
	size_t length = 0;

	NEED_ROOT();
	make_sized(s, "large.ini", POLICY_FILE_SIZE_MAX);
	make_sized(s, "larger.ini", POLICY_FILE_SIZE_MAX + 1);
	make_sized(s, "largest.ini", 10 * 1024 * 1024);
	assert_int_equal(reader.read(reader.context, "large.ini", &text, &length, &ps), 0);
	assert_int_equal(length, POLICY_FILE_SIZE_MAX);
	free(text);
	assert_unread(s, "larger.ini", EFBIG, "is larger than 256 KiB");
	assert_unread(s, "largest.ini", EFBIG, "is larger than 256 KiB");
}

/* Size 0 by fstat(2), but there is more to read. */
static void test_size_that_lies(void **state)
{
	const struct scratch proc = {.path = "/proc/sys/kernel",
		.fd = open("/proc/sys/kernel", O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
	struct policy_reader reader = config_reader(&proc.fd);
	struct problems ps = {0};
	char *text = NULL;
	size_t length = 0;

	(void)state;
	NEED_ROOT();
	assert_int_equal(reader.read(reader.context, "ostype", &text, &length, &ps), 0);
	assert_string_equal(text, "Linux\n");
	free(text);
	close(proc.fd);
}

static void test_long_name(void **state)
{
	const struct scratch *s = *state;
	char path[400];

	NEED_ROOT();
	memset(path, 'x', sizeof(path));
	path[sizeof(path) - 1] = '\0';
	assert_unread(s, path, ENAMETOOLONG, "too long");
	path[300] = '/';
	assert_unread(s, path, ENAMETOOLONG, "too long");
}

/* --- sets of policies ------------------------------------------------------------------------------ */

static void link_to(const struct scratch *s, const char *target)
{
	(void)unlinkat(s->fd, CONFIG_APPLIED, 0);
	assert_int_equal(symlinkat(target, s->fd, CONFIG_APPLIED), 0);
}

static void assert_in_force(const struct scratch *s, int expected, const char *end)
{
	char *base = below(s, "");
	char path[CONFIG_PATH_SIZE];
	struct err e = ERR_NONE;

	base[strlen(base) - 1] = '\0';
	assert_int_equal(config_in_force(base, path, &e), expected);
	if (expected < 0)
		assert_string_not_equal(e.message, "");
	else
		assert_string_equal(path + strlen(path) - strlen(end), end);
	free(base);
}

static void test_set_in_force(void **state)
{
	static const char *const wrong[] = {"sets", "sets/", "sets/x", "sets/1x", "sets/../tenants",
		"/sets/1", "..", "sets/1/", "sets/-1",
		"sets/11111111111111111111111111111111111111111111111111111111111111111111111111"};
	const struct scratch *s = *state;

	assert_in_force(s, 0, "");
	link_to(s, "sets/17");
	assert_in_force(s, 1, "/sets/17");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		link_to(s, wrong[i]);
		assert_in_force(s, -1, "");
	}
	/* No link of hostel apply's, so nobody can tell. */
	assert_int_equal(unlinkat(s->fd, CONFIG_APPLIED, 0), 0);
	make_text(s, CONFIG_APPLIED, "", 0644);
	assert_in_force(s, -1, "");
}

static void test_hostel_ini_of_a_set(void **state)
{
	const struct scratch *s = *state;
	struct scratch set = {.fd = -1};

	NEED_ROOT();
	make_dir(s, "sets", 0755);
	make_dir(s, "sets/1", 0755);
	make_text(s, "hostel.ini", "own", 0644);
	set.fd = openat(s->fd, "sets/1", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/* What is no set has its own, or none. */
	assert_string_equal(config_place(set.fd, "hostel.ini"), "hostel.ini");
	make_text(s, "sets/1/" CONFIG_MARK, "{}", 0644);
	assert_reads(&set, "hostel.ini", "own");
	assert_string_equal(config_place(set.fd, "plans/a.ini"), "plans/a.ini");
	make_text(s, "sets/1/hostel.ini", "the set's", 0644);
	assert_reads(&set, "hostel.ini", "the set's");
	/* One that is there and cannot be read is not passed over. */
	assert_int_equal(fchmodat(s->fd, "sets/1/hostel.ini", 0666, 0), 0);
	assert_unread(&set, "hostel.ini", EPERM, "writable");
	close(set.fd);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_set_up_trusted, scratch_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_directory_of_root),
		TEST(test_directory_that_others_change),
		cmocka_unit_test(test_world_writable_parent),
		TEST(test_directory_that_is_none),
		TEST(test_read),
		TEST(test_missing_is_no_problem),
		TEST(test_files_that_others_change),
		TEST(test_directories_that_others_change),
		TEST(test_what_is_no_file),
		TEST(test_device),
		TEST(test_sizes),
		cmocka_unit_test(test_size_that_lies),
		TEST(test_long_name),
		TEST(test_set_in_force),
		TEST(test_hostel_ini_of_a_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
