/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sessions that cannot be opened, through real libpam: an error, and a login program that can do
 * nothing for the tenant any more.
 */
#include "session_test.h"

#include <glob.h>
#include <net/if.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/shm.h>
#include <sys/statvfs.h>

#include "host/record.h"
#include "talk/paths.h"

static void check_no_network(void)
{
	struct if_nameindex *all = if_nameindex();
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	CHECK(all && fd >= 0);
	for (struct if_nameindex *i = all; i->if_index; i++) {
		struct ifreq request = {0};

		(void)snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", i->if_name);
		CHECK(ioctl(fd, SIOCGIFFLAGS, &request) == 0);
		CHECK(!(request.ifr_flags & IFF_UP));
	}
	if_freenameindex(all);
	close(fd);
}

#define SEGMENT_KEY 0x48535445

static void check_no_segment(void)
{
	CHECK(shmget(SEGMENT_KEY, 0, 0) < 0 && errno == ENOENT);
}

static void check_dead_end(void)
{
	DIR *root = opendir("/");
	struct dirent *entry;
	struct statvfs fs;

	CHECK(root);
	while ((entry = readdir(root)))
		CHECK(!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."));
	closedir(root);
	root = opendir("..");
	CHECK(root);
	while ((entry = readdir(root)))
		CHECK(entry->d_name[0] == '.');
	closedir(root);
	CHECK(mkdir("/x", 0700) < 0 && errno == EROFS);
	CHECK(statvfs("/", &fs) == 0);
	CHECK(fs.f_flag & ST_RDONLY && fs.f_flag & ST_NOEXEC && fs.f_flag & ST_NOSUID);
	CHECK(execution_error("/bin/true", 0) == ENOENT);
	CHECK(execution_error("/bin/sh", 65534) == ENOENT);
	check_no_network();
	check_no_segment();
}

static void fail_to_open(void)
{
	pam_handle_t *pamh = start_pam("hostel", "alice");
	char working[256];

	int segment = shmget(SEGMENT_KEY, 4096, IPC_CREAT | 0600);

	CHECK(segment >= 0 && shmget(SEGMENT_KEY, 0, 0) == segment);
	CHECK(chdir("/usr") == 0);
	CHECK(pam_acct_mgmt(pamh, 0) == PAM_SUCCESS);
	CHECK(pam_open_session(pamh, 0) == PAM_SESSION_ERR);
	check_dead_end();
	CHECK(getcwd(working, sizeof(working)) && !strcmp(working, "/"));
	pam_close_session(pamh, 0); /* libpam says what it said of opening */
	check_dead_end();
	CHECK(pam_end(pamh, 0) == PAM_SUCCESS);
}

static void fail_to_open_as_sshd(void)
{
	pam_handle_t *pamh = start_pam("sshd", "alice");

	CHECK(pam_acct_mgmt(pamh, 0) == PAM_SUCCESS);
	pam_open_session(pamh, 0);
}

/* It would go on and serve the connection. */
static void test_sshd_is_ended(void **state)
{
	int status;
	pid_t pid;

	(void)state;
	write_service("sshd", "required", "debug");
	write_config("tenants/alice.ini", "[filesystem]\nhide = /nonexistent\n");
	pid = fork();
	if (pid == 0) {
		alarm(CARRY_ON_SECONDS);
		fail_to_open_as_sshd();
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	write_config("tenants/alice.ini", "[tenant]\nplan = basic\n");
	assert_int_equal(status_of_child(fail_to_open_as_sshd), 0); /* the control: nothing fails */
}

/* Directories of sandboxes below t/UID. */
static size_t sandboxes_of(const char *user)
{
	char pattern[128];
	glob_t found = {0};
	size_t n;

	(void)snprintf(pattern, sizeof(pattern), HOSTEL_STATEDIR "/t/%u/[0-9]*", getpwnam(user)->pw_uid);
	n = glob(pattern, 0, NULL, &found) ? 0 : found.gl_pathc;
	globfree(&found);
	return n;
}

static void test_sandbox_that_cannot_be_made(void **state)
{
	(void)state;
	/* Nothing of it is left. */
	write_config("tenants/alice.ini", "[tenant]\nplan = basic\n[filesystem]\nhide = /nonexistent\n");
	for (int i = 0; i < 3; i++) {
		assert_int_equal(status_of_child(fail_to_open), 0);
		assert_int_equal(sandboxes_of("alice"), 0);
	}
}

/* As a program may that does not believe it: no success there, and still no way out. */
static void try_twice(void)
{
	pam_handle_t *pamh = start_pam("hostel", "alice");

	CHECK(pam_open_session(pamh, 0) == PAM_SESSION_ERR);
	CHECK(pam_open_session(pamh, 0) != PAM_SUCCESS);
	check_dead_end();
}

static void test_second_try_fails_too(void **state)
{
	(void)state;
	write_config("tenants/alice.ini", "nonsense\n");
	assert_int_equal(status_of_child(try_twice), 0);
}

static void be_refused_by_the_account_phase(void)
{
	pam_handle_t *pamh = start_pam("hostel", "alice");

	/* sshd asks twice; a program that does not ask in account is refused all the same. */
	CHECK(pam_open_session(pamh, 0) == PAM_SESSION_ERR);
	check_dead_end();
	pam_end(pamh, 0);
}

static void test_refused_in_session_too(void **state)
{
	static const char *const bad[] = {"[tenant]\nsuspended = yes\n", "nonsense\n",
		"[session]\nservices = sshd\n"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		write_config("tenants/alice.ini", bad[i]);
		assert_int_equal(status_of_child(be_refused_by_the_account_phase), 0);
	}
}

static void test_more_than_max_sessions(void **state)
{
	struct program programs[3];
	struct record r;
	int sandbox;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(programs); i++) {
		programs[i] = start_program("alice", NULL);
		assert_int_equal(programs[i].result, PAM_SUCCESS);
	}
	r = record_of("alice");
	sandbox = open_sandbox(&r);
	assert_int_equal(status_of_child(be_refused_by_the_account_phase), 0);
	end_program(&programs[0]);
	programs[0] = start_program("alice", NULL); /* a place is free */
	assert_int_equal(programs[0].result, PAM_SUCCESS);
	for (size_t i = 0; i < COUNT_OF(programs); i++)
		end_program(&programs[i]);
	assert_sandbox_ends(sandbox);
}

/* Such a program can become nobody else: it serves others, and is left where it is. */
static void open_without_root(void)
{
	pam_handle_t *pamh = start_pam("hostel", "alice");
	struct stat before, after;

	CHECK(stat("/proc/self/ns/mnt", &before) == 0);
	CHECK(setresgid(65534, 65534, 65534) == 0);
	CHECK(setresuid(65534, 65534, 65534) == 0);
	CHECK(pam_open_session(pamh, 0) == PAM_SESSION_ERR);
	CHECK(stat("/proc/self/ns/mnt", &after) == 0);
	CHECK(before.st_ino == after.st_ino);
}

static void test_caller_without_root(void **state)
{
	(void)state;
	assert_int_equal(status_of_child(open_without_root), 0);
}

static void *wait_in_thread(void *locked)
{
	pthread_mutex_lock(locked);
	pthread_mutex_unlock(locked);
	return NULL;
}

static void open_with_threads(void)
{
	pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
	pam_handle_t *pamh = start_pam("hostel", "alice");
	struct stat before, after;
	pthread_t thread;

	pthread_mutex_lock(&mutex);
	CHECK(pthread_create(&thread, NULL, wait_in_thread, &mutex) == 0);
	CHECK(stat("/proc/self/ns/mnt", &before) == 0);
	CHECK(pam_open_session(pamh, 0) == PAM_SESSION_ERR);
	CHECK(stat("/proc/self/ns/mnt", &after) == 0);
	CHECK(before.st_ino == after.st_ino);
	pthread_mutex_unlock(&mutex);
	CHECK(pthread_join(thread, NULL) == 0);
}

static void test_caller_with_threads(void **state)
{
	(void)state;
	assert_int_equal(status_of_child(open_with_threads), 0);
}

#define TEST(f) cmocka_unit_test_setup(f, config_set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_sandbox_that_cannot_be_made),
		TEST(test_sshd_is_ended),
		TEST(test_refused_in_session_too),
		TEST(test_more_than_max_sessions),
		TEST(test_second_try_fails_too),
		TEST(test_caller_without_root),
		TEST(test_caller_with_threads),
	};

	return cmocka_run_group_tests(tests, fixture_set_up, fixture_tear_down);
}
