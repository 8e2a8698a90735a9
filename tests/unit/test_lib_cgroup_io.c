/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/cgroup/io.c: every disk of a host has the limit, however many there are, or it is refused.
 */
#include "lib_test.h"

#include <sched.h>
#include <sys/inotify.h>
#include <sys/mount.h>

#include "base/fd.h"
#include "lib/cgroup/io.h"
#include "lib/cgroup/knobs.h"

#define DISKS 700 /* of a host with multipath and iSCSI */

static const struct io_list every = {.count = 1, .items = {{"*",
	{1 << 20, VALUE_MAX, VALUE_MAX, VALUE_MAX}}}};
static const struct io_list none;

/* A mount namespace of our own, which is left with the program, and a /sys/block of our own. */
static int stand_alone(void **state)
{
	(void)state;
	if (geteuid() != 0)
		return 0;
	return unshare(CLONE_NEWNS) < 0 || mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL) < 0;
}

static void make_disks(const struct scratch *s, int count)
{
	char path[128];

	make_dir(s, "block", 0755);
	for (int i = 0; i < count; i++) {
		char number[32];

		(void)snprintf(path, sizeof(path), "block/sd%d", i);
		make_dir(s, path, 0755);
		(void)snprintf(path, sizeof(path), "block/sd%d/size", i);
		make_text(s, path, "4096\n", 0644);
		(void)snprintf(path, sizeof(path), "block/sd%d/dev", i);
		(void)snprintf(number, sizeof(number), "8:%d\n", i);
		make_text(s, path, number, 0644);
	}
	(void)snprintf(path, sizeof(path), "%s/block", s->path);
	assert_int_equal(mount(path, "/sys/block", "none", MS_BIND, NULL), 0);
}

/* How often io.max was opened and written to meanwhile; a write of its own is a disk of its own. */
static int watch(const struct scratch *s)
{
	char *path = below(s, "io.max");
	int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);

	assert_true(fd >= 0);
	assert_true(inotify_add_watch(fd, path, IN_OPEN | IN_CLOSE_WRITE) >= 0);
	free(path);
	return fd;
}

static int written(int fd)
{
	char buffer[4096] __attribute__((aligned(8)));
	int count = 0;
	ssize_t n;

	while ((n = read(fd, buffer, sizeof(buffer))) > 0)
		for (char *at = buffer; at < buffer + n;) {
			const struct inotify_event *event = (const void *)at;

			count += !!(event->mask & IN_CLOSE_WRITE);
			at += sizeof(*event) + event->len;
		}
	close(fd);
	return count;
}

static void test_every_disk(void **state)
{
	const struct scratch *s = *state;
	struct err e = ERR_NONE;
	int fd;

	NEED_ROOT();
	make_disks(s, DISKS);
	make_text(s, "io.max", "", 0644);
	fd = watch(s);
	assert_int_equal(cgroup_write_io(s->path, true, &every, &e), 0);
	assert_int_equal(written(fd), DISKS);
	assert_int_equal(umount("/sys/block"), 0);
}

/* Those of a policy before are taken back, all of them. */
static void test_every_limit_taken_back(void **state)
{
	const struct scratch *s = *state;
	char *AUTO_FREE text = calloc(DISKS, 160);
	struct err e = ERR_NONE;
	size_t used = 0;
	int fd;

	assert_non_null(text);
	for (int i = 0; i < DISKS; i++)
		used += (size_t)sprintf(text + used, "8:%d rbps=1048576000000 wbps=1048576000000 "
			"riops=1048576000000 wiops=1048576000000\n", i);
	make_text(s, "io.max", text, 0644);
	fd = watch(s);
	assert_int_equal(cgroup_write_io(s->path, true, &none, &e), 0);
	assert_int_equal(written(fd), DISKS);
}

/* "Every disk" of a host that does not tell its disks is no limit. */
static void test_disks_that_are_not_told(void **state)
{
	const struct scratch *s = *state;
	struct err e = ERR_NONE;

	NEED_ROOT();
	make_disks(s, 1);
	make_text(s, "io.max", "", 0644);
	assert_int_equal(umount("/sys/block"), 0);
	make_text(s, "block/sd0/dev", "", 0644);
	assert_int_equal(mount(s->path, "/sys/block", "none", MS_BIND, NULL), 0);
	assert_int_equal(rename("/sys/block/block/sd0", "/sys/block/sd0"), 0);
	assert_int_equal(cgroup_write_io(s->path, true, &every, &e), -1);
	assert_non_null(strstr(e.message, "/sys/block/sd0/dev"));
	assert_int_equal(umount("/sys/block"), 0);
	e = ERR_NONE;
	assert_int_equal(mount("none", "/sys", "tmpfs", 0, NULL), 0);
	assert_int_equal(cgroup_write_io(s->path, true, &every, &e), -1);
	assert_int_equal(e.code, ENOENT);
	assert_non_null(strstr(e.message, "/sys/block"));
	assert_int_equal(umount("/sys"), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_set_up, scratch_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_every_disk),
		TEST(test_every_limit_taken_back),
		TEST(test_disks_that_are_not_told),
	};

	return cmocka_run_group_tests(tests, stand_alone, NULL);
}
