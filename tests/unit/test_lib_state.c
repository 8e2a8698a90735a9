/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/host/state.c: locks that end in time, keepers that stay with their tenant, directories of root's.
 */
#include "lib_test.h"

#include <fcntl.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>

#include "base/fd.h"
#include "host/state.h"

/* Far from every account and from what useradd(8) gives away. */
#define FIRST 1999999000U

/* --- locks --------------------------------------------------------------------------------------- */

/* A child that holds the lock until the returned descriptor is closed. */
static pid_t hold(const struct scratch *s, int *release)
{
	int ready[2], end[2];
	char byte;
	pid_t pid;

	assert_int_equal(pipe2(ready, O_CLOEXEC), 0);
	assert_int_equal(pipe2(end, O_CLOEXEC), 0);
	pid = fork();
	if (pid == 0) {
		struct err e = ERR_NONE;
		int fd = state_lock(s->fd, "lock", 0, &e);

		close(end[1]);
		if (fd >= 0 && write(ready[1], "r", 1) == 1)
			_exit(read(end[0], &byte, 1) == 0 ? 0 : 2);
		_exit(1);
	}
	close(ready[1]);
	close(end[0]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	*release = end[1];
	return pid;
}

static void test_lock_that_somebody_holds(void **state)
{
	const struct scratch *s = *state;
	size_t before = open_descriptors();
	struct err e = ERR_NONE;
	int release, fd;
	pid_t pid = hold(s, &release);

	assert_int_equal(state_lock(s->fd, "lock", 0, &e), -1);
	assert_int_equal(e.code, ETIMEDOUT);
	assert_int_equal(state_lock(s->fd, "lock", 1, &e), -1);
	assert_int_equal(e.code, ETIMEDOUT);
	/* Another one is free. */
	fd = state_lock(s->fd, "other", 0, &e);
	assert_true(fd >= 0);
	close(fd);
	close(release);
	assert_int_equal(wait_for(pid), 0);
	fd = state_lock(s->fd, "lock", 0, &e);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(open_descriptors(), before);
}

/* The lock ends with its holder, however that one ends. */
static void test_lock_of_a_killed_process(void **state)
{
	const struct scratch *s = *state;
	struct err e = ERR_NONE;
	int release, fd;
	pid_t pid = hold(s, &release);

	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_true(WIFSIGNALED(wait_for(pid)));
	fd = state_lock(s->fd, "lock", 0, &e);
	assert_true(fd >= 0);
	close(fd);
	close(release);
}

/* Who waits gets it when the other lets go. */
static void test_lock_is_handed_on(void **state)
{
	const struct scratch *s = *state;
	struct err e = ERR_NONE;
	int release;
	pid_t holder = hold(s, &release), waiter = fork();

	if (waiter == 0) {
		close(release);
		_exit(state_lock(s->fd, "lock", 60, &e) >= 0 ? 0 : 1);
	}
	close(release);
	assert_int_equal(wait_for(holder), 0);
	assert_int_equal(wait_for(waiter), 0);
}

/* Many share it, or one has it alone. */
static void test_shared_lock(void **state)
{
	const struct scratch *s = *state;
	struct err e = ERR_NONE;
	int first = state_share(s->fd, "lock", 0, &e), second = state_share(s->fd, "lock", 0, &e);

	assert_true(first >= 0 && second >= 0);
	assert_int_equal(state_lock(s->fd, "lock", 0, &e), -1);
	assert_int_equal(e.code, ETIMEDOUT);
	close(first);
	assert_int_equal(state_lock(s->fd, "lock", 0, &e), -1);
	close(second);
	first = state_lock(s->fd, "lock", 0, &e);
	assert_true(first >= 0);
	assert_int_equal(state_share(s->fd, "lock", 0, &e), -1);
	assert_int_equal(e.code, ETIMEDOUT);
	close(first);
}

static void test_lock_file(void **state)
{
	const struct scratch *s = *state;
	struct err e = ERR_NONE;
	struct stat st;
	int fd = state_lock(s->fd, "lock", 0, &e);

	assert_true(fd >= 0);
	assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_mode & 077, 0);
	close(fd);
	assert_int_equal(symlinkat("elsewhere", s->fd, "link"), 0);
	assert_int_equal(state_lock(s->fd, "link", 0, &e), -1);
	assert_int_equal(e.code, ELOOP);
	assert_int_equal(faccessat(s->fd, "elsewhere", F_OK, 0), -1);
}

/* --- directories ----------------------------------------------------------------------------------- */

static void test_tenant_directory(void **state)
{
	const struct scratch *s = *state;
	struct err e = ERR_NONE;
	struct stat st;
	mode_t old;
	int fd;

	NEED_ROOT();
	old = umask(0777);
	fd = state_tenant(s->fd, 4294967294U, &e);
	umask(old);
	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_mode, S_IFDIR | 0711);
	close(fd);
	assert_int_equal(fstatat(s->fd, "t/4294967294", &st, AT_SYMLINK_NOFOLLOW), 0);
	assert_int_equal(fstatat(s->fd, "t", &st, AT_SYMLINK_NOFOLLOW), 0);
	assert_int_equal(st.st_mode, S_IFDIR | 0711);
	fd = state_tenant(s->fd, 4294967294U, &e); /* again */
	assert_true(fd >= 0);
	close(fd);
}

static void test_tenant_directory_of_others(void **state)
{
	const struct scratch *s = *state;
	size_t before = open_descriptors();
	struct err e = ERR_NONE;

	NEED_ROOT();
	make_dir(s, "t", 0755);
	make_dir(s, "t/1", 0755);
	make_dir(s, "t/2", 0775);
	make_dir(s, "t/3", 0757);
	make_dir(s, "real", 0755);
	make_text(s, "t/5", "", 0644);
	assert_int_equal(symlinkat("../real", s->fd, "t/4"), 0);
	assert_int_equal(fchownat(s->fd, "t/1", 1, 1, 0), 0);
	for (uint32_t uid = 1; uid <= 5; uid++) {
		e = ERR_NONE;
		assert_int_equal(state_tenant(s->fd, uid, &e), -1);
		assert_int_equal(e.code, uid <= 3 ? EPERM : ENOTDIR);
	}
	assert_int_equal(open_descriptors(), before);
}

/* --- keepers --------------------------------------------------------------------------------------- */

static uint32_t keeper_of(const struct scratch *s, struct uid_range range, uint32_t uid)
{
	struct err e = ERR_NONE;
	uint32_t keeper = 0;

	if (state_keeper(s->fd, &range, uid, &keeper, &e) < 0)
		fail_msg("%s", e.message);
	assert_in_range(keeper, range.first, range.last);
	return keeper;
}

static void assert_no_keeper(const struct scratch *s, struct uid_range range, uint32_t uid, int code,
	const char *why)
{
	struct err e = ERR_NONE;
	uint32_t keeper = 0;

	assert_int_equal(state_keeper(s->fd, &range, uid, &keeper, &e), -1);
	assert_int_equal(e.code, code);
	if (!strstr(e.message, why))
		fail_msg("instead of %s: %s", why, e.message);
}

static void test_keeper_stays(void **state)
{
	const struct scratch *s = *state;
	const struct uid_range range = {FIRST, FIRST + 99};
	uint32_t alice, bob;

	NEED_ROOT();
	alice = keeper_of(s, range, 1001);
	bob = keeper_of(s, range, 1002);
	assert_int_not_equal(alice, bob);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(keeper_of(s, range, 1001), alice);
		assert_int_equal(keeper_of(s, range, 1002), bob);
	}
}

/* Tenants whose uids lead to the same place get different ones, until all are taken. */
static void test_keepers_collide(void **state)
{
	const struct scratch *s = *state;
	const struct uid_range range = {FIRST, FIRST + 4}; /* the last is nobody's */
	uint32_t seen[4];

	NEED_ROOT();
	for (uint32_t i = 0; i < 4; i++) {
		seen[i] = keeper_of(s, range, 2000 + 4 * i);
		assert_int_not_equal(seen[i], range.last);
		for (uint32_t k = 0; k < i; k++)
			assert_int_not_equal(seen[i], seen[k]);
	}
	assert_no_keeper(s, range, 2016, ENOSPC, "all are taken");
	for (uint32_t i = 0; i < 4; i++)
		assert_int_equal(keeper_of(s, range, 2000 + 4 * i), seen[i]);
}

static void test_range_of_one_and_of_all(void **state)
{
	const struct scratch *s = *state;
	const struct uid_range one = {FIRST, FIRST}, last = {4294967000U, 4294967293U};

	NEED_ROOT();
	assert_int_equal(keeper_of(s, one, 1001), FIRST);
	keeper_of(s, last, 4000000000U);
	assert_no_keeper(s, one, 1002, ENOSPC, "all are taken");
}

static void test_range_with_the_tenant(void **state)
{
	const struct scratch *s = *state;

	NEED_ROOT();
	assert_no_keeper(s, (struct uid_range){FIRST, FIRST + 9}, FIRST, EINVAL, "the tenant's uid");
	assert_no_keeper(s, (struct uid_range){FIRST, FIRST + 9}, FIRST + 9, EINVAL, "the tenant's uid");
	keeper_of(s, (struct uid_range){FIRST, FIRST + 9}, FIRST + 10);
}

/* nobody (65534) is an account of every host. The login program's own entry is where it was: getpwuid(3). */
static void test_range_with_an_account(void **state)
{
	const struct scratch *s = *state;
	const struct passwd *entry;

	NEED_ROOT();
	if (!getpwuid(65534))
		skip();
	entry = getpwuid(0);
	assert_no_keeper(s, (struct uid_range){65534, 65534}, 1001, EBUSY,
		"/etc/passwd gives 65534 to nobody");
	assert_int_equal(faccessat(s->fd, "keepers/65534", F_OK, AT_SYMLINK_NOFOLLOW), -1);
	assert_non_null(entry);
	assert_string_equal(entry->pw_name, "root");
	assert_string_equal(entry->pw_dir, "/root");
}

/* A /etc/subuid of our own, seen by this process only. */
static void give_away(const struct scratch *s, unsigned long first, unsigned long count)
{
	char path[256];
	FILE *f;
	int fd = openat(s->fd, "subuid", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	assert_true(fd >= 0);
	f = fdopen(fd, "w");
	assert_non_null(f);
	assert_true(fprintf(f, "somebody:%lu:%lu\n", first, count) > 0);
	(void)snprintf(path, sizeof(path), "%s/subuid", s->path);
	assert_int_equal(fflush(f), 0);
	assert_int_equal(unshare(CLONE_NEWNS), 0);
	assert_int_equal(mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL), 0);
	assert_int_equal(mount(path, "/etc/subuid", "none", MS_BIND, NULL), 0);
	(void)fclose(f);
}

static void test_range_of_subuid(void **state)
{
	const struct scratch *s = *state;
	const unsigned long first = 300000, count = 65536;
	struct uid_range r;

	NEED_ROOT();
	give_away(s, first, count);
	r = (struct uid_range){(uint32_t)(first + count - 1), (uint32_t)(first + count)};
	assert_no_keeper(s, r, 1001, EBUSY, "/etc/sub");
	r = (struct uid_range){(uint32_t)(first ? first - 1 : 0), (uint32_t)first};
	assert_no_keeper(s, r, 1001, EBUSY, "/etc/sub");
	assert_int_equal(umount("/etc/subuid"), 0);
}

static const struct scratch *checked_in;

/* As a name service that hangs: whoever wants a number meanwhile has to get the lock. */
static int check_that_waits(const struct state_numbers *n, uint32_t uid, uint32_t number, struct err *e)
{
	const struct state_numbers free = {n->name, n->first, n->count, NULL};
	int lock = state_lock(checked_in->fd, "lock", 0, e);
	uint32_t other;

	(void)uid;
	(void)number;
	assert_true(lock >= 0);
	close(lock);
	/* Another login is given the very number that is looked at. */
	return state_number(checked_in->fd, &free, 7, &other, e);
}

static void test_check_without_the_lock(void **state)
{
	const struct state_numbers numbers = {"numbers", 0, 2, check_that_waits};
	struct err e = ERR_NONE;
	uint32_t number = 9;

	checked_in = *state;
	assert_int_equal(state_number(checked_in->fd, &numbers, 5, &number, &e), 0);
	assert_int_equal(number, 0); /* 1 is the other's */
	assert_int_equal(state_number(checked_in->fd, &numbers, 7, &number, &e), 0);
	assert_int_equal(number, 1);
}

/* keepers/ that is not root's alone is not believed. */
static void test_keepers_of_others(void **state)
{
	const struct scratch *s = *state;

	NEED_ROOT();
	make_dir(s, "keepers", 0777);
	assert_no_keeper(s, (struct uid_range){FIRST, FIRST + 9}, 1001, EPERM, "root's alone");
}

/* Something else than a link in the place of one. */
static void test_spoilt_keepers(void **state)
{
	const struct scratch *s = *state;
	char name[32];

	NEED_ROOT();
	make_dir(s, "keepers", 0755);
	(void)snprintf(name, sizeof(name), "keepers/%u", FIRST);
	make_text(s, name, "1001", 0644);
	assert_no_keeper(s, (struct uid_range){FIRST, FIRST}, 1001, EINVAL, name);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_set_up, scratch_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_lock_that_somebody_holds),
		TEST(test_lock_of_a_killed_process),
		TEST(test_lock_is_handed_on),
		TEST(test_shared_lock),
		TEST(test_lock_file),
		TEST(test_tenant_directory),
		TEST(test_tenant_directory_of_others),
		TEST(test_keeper_stays),
		TEST(test_keepers_collide),
		TEST(test_range_of_one_and_of_all),
		TEST(test_range_with_the_tenant),
		TEST(test_range_with_an_account),
		TEST(test_range_of_subuid),
		TEST(test_check_without_the_lock),
		TEST(test_keepers_of_others),
		TEST(test_spoilt_keepers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
