/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/host/utmp_file.c: entries find their place among those of others, and libc reads them the same way.
 */
#include "lib_test.h"

#include <signal.h>
#include <sys/resource.h>

#include "host/utmp_file.h"

#define SIZE ((off_t)sizeof(struct utmpx))

static void path_of(const struct scratch *s, char path[512])
{
	snprintf(path, 512, "%s/utmp", s->path);
	close(openat(s->fd, "utmp", O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
}

static struct utmpx entry_of(const char *user, pid_t pid)
{
	struct utmpx u = {.ut_type = USER_PROCESS, .ut_pid = pid};

	utmp_id(u.ut_id, pid);
	snprintf(u.ut_user, sizeof(u.ut_user), "%s", user);
	snprintf(u.ut_line, sizeof(u.ut_line), "sshd/%d", (int)pid);
	return u;
}

static struct utmpx entry_at(const char *path, off_t n)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct utmpx u = {0};

	assert_true(fd >= 0);
	assert_int_equal(pread(fd, &u, sizeof(u), n * SIZE), SIZE);
	close(fd);
	return u;
}

static off_t entries(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_size % SIZE, 0);
	return st.st_size / SIZE;
}

static pid_t dead_pid(void)
{
	pid_t pid = fork();

	if (!pid)
		_exit(0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	return pid;
}

static void test_ids_differ(void **state)
{
	static unsigned char seen[80 * 80 * 80 * 80 / 8 + 1]; /* a bit per id of '+' to 'z' */
	char id[4];

	(void)state;
	for (pid_t pid = 0; pid < 1 << 22; pid++) {
		unsigned long n = 0;

		utmp_id(id, pid);
		assert_true(id[0] >= 'A' && id[0] <= 'P');
		for (int i = 0; i < 4; i++)
			n = n * 80 + (unsigned long)(id[i] - '+');
		assert_false(seen[n / 8] & 1 << n % 8);
		seen[n / 8] |= (unsigned char)(1 << n % 8);
	}
}

static void test_login_and_logout(void **state)
{
	const struct scratch *s = *state;
	struct utmpx mine = entry_of("alice", getpid()), parent = entry_of("bob", getppid()), u;
	char path[512];

	path_of(s, path);
	assert_int_equal(utmp_login(path, &mine), 0);
	assert_int_equal(utmp_login(path, &parent), 0);
	assert_int_equal(entries(path), 2);
	assert_string_equal(entry_at(path, 0).ut_user, "alice");
	assert_string_equal(entry_at(path, 1).ut_user, "bob");
	assert_int_equal(utmp_logout(path, &mine), 0);
	u = entry_at(path, 0);
	assert_int_equal(u.ut_type, DEAD_PROCESS);
	assert_string_equal(u.ut_user, "");
	assert_string_equal(u.ut_line, mine.ut_line);
	assert_string_equal(entry_at(path, 1).ut_user, "bob");
	/* Its place is used again; the neighbour's is not. */
	assert_int_equal(utmp_login(path, &mine), 0);
	assert_int_equal(entries(path), 2);
}

static void test_places(void **state)
{
	const struct scratch *s = *state;
	struct utmpx getty = {.ut_type = LOGIN_PROCESS, .ut_id = "1", .ut_line = "tty1"};
	struct utmpx other = {.ut_type = USER_PROCESS, .ut_id = "ts/0", .ut_line = "pts/0",
		.ut_user = "root", .ut_pid = dead_pid()};
	struct utmpx left = entry_of("carol", dead_pid()), mine = entry_of("alice", getpid());
	struct utmpx console = mine;
	char path[512];

	path_of(s, path);
	assert_int_equal(wtmp_append(path, &getty), 0);
	assert_int_equal(wtmp_append(path, &other), 0);
	assert_int_equal(wtmp_append(path, &left), 0);
	/* What was left behind gives its place, what is not ours never. */
	assert_int_equal(utmp_login(path, &mine), 0);
	assert_int_equal(entries(path), 3);
	assert_string_equal(entry_at(path, 1).ut_user, "root");
	assert_string_equal(entry_at(path, 2).ut_user, "alice");
	/* A login on a terminal takes getty's place and keeps its id. */
	strcpy(console.ut_line, "tty1");
	assert_int_equal(utmp_login(path, &console), 0);
	assert_int_equal(entries(path), 3);
	assert_string_equal(entry_at(path, 0).ut_user, "alice");
	assert_memory_equal(entry_at(path, 0).ut_id, "1\0\0", 4);
	/* A logout of what somebody else has taken over does nothing. */
	console.ut_pid++;
	assert_int_equal(utmp_logout(path, &console), 0);
	assert_int_equal(entry_at(path, 0).ut_type, USER_PROCESS);
}

static void test_abandoned_are_ended(void **state)
{
	const struct scratch *s = *state;
	struct utmpx mine = entry_of("alice", getpid());
	char path[512];

	path_of(s, path);
	for (int i = 0; i < 3; i++) {
		struct utmpx left = entry_of("carol", dead_pid());

		assert_int_equal(wtmp_append(path, &left), 0);
	}
	assert_int_equal(utmp_login(path, &mine), 0);
	assert_int_equal(entries(path), 3);
	for (off_t i = 0; i < 3; i++)
		assert_string_not_equal(entry_at(path, i).ut_user, "carol");
}

static void test_libc_agrees(void **state)
{
	const struct scratch *s = *state;
	struct utmpx mine = entry_of("alice", getpid()), *found;
	char path[512];

	path_of(s, path);
	assert_int_equal(utmp_login(path, &mine), 0);
	assert_int_equal(utmpxname(path), 0);
	setutxent();
	found = getutxline(&mine);
	assert_non_null(found);
	assert_string_equal(found->ut_user, "alice");
	setutxent();
	assert_non_null(getutxid(&mine));
	endutxent();
}

static void test_not_a_file(void **state)
{
	const struct scratch *s = *state;
	struct utmpx mine = entry_of("alice", getpid());
	char path[512];

	snprintf(path, sizeof(path), "%s/utmp", s->path);
	assert_int_equal(utmp_login(path, &mine), -1);
	assert_int_equal(errno, ENOENT);
	assert_int_equal(wtmp_append(path, &mine), -1);
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(utmp_login(path, &mine), -1);
	assert_int_equal(wtmp_append(path, &mine), -1); /* and neither has waited for a reader */
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink("/dev/null", path), 0);
	assert_int_equal(utmp_login(path, &mine), -1);
	assert_int_equal(errno, ELOOP);
}

/* A policy could name any file of root's. */
static void test_something_else(void **state)
{
	const struct scratch *s = *state;
	struct utmpx mine = entry_of("alice", getpid());
	char path[512], other[520], text[2 * sizeof(struct utmpx)];
	struct stat st;

	path_of(s, path);
	memset(text, 'x', sizeof(text));
	assert_int_equal(truncate(path, 100), 0); /* no whole entries */
	assert_int_equal(utmp_login(path, &mine), -1);
	assert_int_equal(wtmp_append(path, &mine), -1);
	assert_int_equal(truncate(path, 0), 0);
	assert_int_equal(wtmp_append(path, &mine), 0); /* control */
	for (int fd = open(path, O_WRONLY | O_CLOEXEC); fd >= 0; fd = -1) {
		/* Of a good size, but no entries. */
		assert_int_equal(write(fd, text, sizeof(text)), sizeof(text));
		close(fd);
	}
	assert_int_equal(wtmp_append(path, &mine), -1);
	assert_int_equal(utmp_login(path, &mine), -1);
	assert_int_equal(utmp_logout(path, &mine), -1);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_size, sizeof(text));
	assert_int_equal(truncate(path, 0), 0);
	snprintf(other, sizeof(other), "%s.link", path);
	assert_int_equal(link(path, other), 0); /* known under another name */
	assert_int_equal(wtmp_append(path, &mine), -1);
	assert_int_equal(unlink(other), 0);
	if (geteuid() != 0)
		return;
	assert_int_equal(chown(path, 1, -1), 0); /* somebody else's */
	assert_int_equal(wtmp_append(path, &mine), -1);
}

/* Every account of the host may lock the file against us: then nothing is written, and soon. */
static void test_locked(void **state)
{
	const struct scratch *s = *state;
	struct utmpx mine = entry_of("alice", getpid());
	struct flock whole = {.l_type = F_RDLCK, .l_whence = SEEK_SET};
	char path[512];
	int fd;

	path_of(s, path);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_int_equal(fcntl(fd, F_OFD_SETLK, &whole), 0);
	assert_int_equal(utmp_login(path, &mine), -1);
	assert_int_equal(errno, EAGAIN);
	assert_int_equal(entries(path), 0);
	assert_int_equal(wtmp_append(path, &mine), 0); /* appending is whole without it */
	close(fd);
	assert_int_equal(utmp_login(path, &mine), 0);
}

/* A full disk: no half entry stays, by which all that follow would be shifted. */
static void test_full(void **state)
{
	const struct scratch *s = *state;
	struct utmpx mine = entry_of("alice", getpid());
	struct rlimit r = {100, RLIM_INFINITY}, all = {RLIM_INFINITY, RLIM_INFINITY};
	char path[512];

	path_of(s, path);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &r), 0);
	assert_int_equal(utmp_login(path, &mine), -1);
	assert_int_equal(wtmp_append(path, &mine), -1);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &all), 0);
	assert_int_equal(entries(path), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_set_up, scratch_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_ids_differ),
		TEST(test_login_and_logout),
		TEST(test_places),
		TEST(test_abandoned_are_ended),
		TEST(test_libc_agrees),
		TEST(test_not_a_file),
		TEST(test_something_else),
		TEST(test_locked),
		TEST(test_full),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
