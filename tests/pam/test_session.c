/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The session phase through real libpam: where a login stands afterwards, and when its sandbox ends.
 */
#include "session_test.h"

#include <glob.h>

#include "host/process.h"
#include "host/record.h"
#include "talk/paths.h"

/* --- on the porch ---------------------------------------------------------------------------------- */

static void check_nothing_can_be_executed(void)
{
	static const char *const programs[] = {"/usr/lib/openssh/sftp-server", "/etc/passwd",
		"/usr/bin/no-such-name", "/run/hostel/door/socket"};
	static const char *const names[] = {"/bin/true", "/usr/bin/env", "/usr/bin/python3", "/bin/bash",
		"/usr/sbin/sshd", "/usr/local/sbin/hostel"};
	glob_t loaders = {0};

	/* These are hostel-shell, which refuses both: 1 is its exit status, as it would be EPERM. */
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		char target[64] = "";

		CHECK(readlink(names[i], target, sizeof(target) - 1) > 0);
		CHECK(!strcmp(target, HOSTEL_INSIDE_BIN "/hostel-shell"));
		CHECK(execution_error(names[i], 0) == 1 && execution_error(names[i], 65534) == 1);
	}
	for (size_t i = 0; i < COUNT_OF(programs); i++)
		for (uid_t uid = 0; uid <= 65534; uid += 65534) {
			int error = execution_error(programs[i], uid);

			CHECK(error == EACCES || error == ENOENT || error == EPERM);
		}
	/* The dynamic loader is there, and would run whatever it is given. */
	CHECK(glob("/lib*/ld-linux*.so*", 0, NULL, &loaders) == 0);
	CHECK(loaders.gl_pathc > 0);
	for (size_t i = 0; i < loaders.gl_pathc; i++)
		CHECK(execution_error(loaders.gl_pathv[i], 0) == EACCES);
	globfree(&loaders);
}

static void stand_on_the_porch(void)
{
	int proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	pam_handle_t *pamh = start_pam("hostel", "alice");
	struct stat before, after, net_before, net_after;

	CHECK(execution_error("/bin/true", 65534) == 0); /* control */
	CHECK(fstatat(proc, "self/ns/mnt", &before, 0) == 0);
	CHECK(fstatat(proc, "self/ns/net", &net_before, 0) == 0);
	CHECK(pam_acct_mgmt(pamh, 0) == PAM_SUCCESS);
	CHECK(pam_open_session(pamh, 0) == PAM_SUCCESS);
	CHECK(fstatat(proc, "self/ns/mnt", &after, 0) == 0);
	CHECK(fstatat(proc, "self/ns/net", &net_after, 0) == 0);
	CHECK(before.st_ino != after.st_ino);
	CHECK(net_before.st_ino != net_after.st_ino);
	CHECK(access("/proc/self", F_OK) < 0 && errno == ENOENT);
	CHECK(access(HOSTEL_DOOR_SOCKET, F_OK) == 0);
	CHECK(access("/run/hostel/t", F_OK) < 0);
	CHECK(access("/etc/shadow", F_OK) < 0);
	CHECK(access(fixture.config, F_OK) < 0);
	check_nothing_can_be_executed();
	CHECK(getpwnam("alice") != NULL);
	CHECK(open("/etc/x", O_WRONLY | O_CREAT | O_CLOEXEC, 0600) < 0 && errno == EROFS);
	CHECK(pam_close_session(pamh, 0) == PAM_SUCCESS);
	CHECK(pam_end(pamh, 0) == PAM_SUCCESS);
}

static void test_open_session_leads_to_the_porch(void **state)
{
	(void)state;
	assert_int_equal(status_of_child(stand_on_the_porch), 0);
}

static void be_somebody_else(void)
{
	static const char *const users[] = {"root", "carol", "dave", "no-such-account"};
	struct stat before, after;

	CHECK(stat("/proc/self/ns/mnt", &before) == 0);
	for (size_t i = 0; i < COUNT_OF(users); i++) {
		pam_handle_t *pamh = start_pam("hostel", users[i]);

		CHECK(pam_open_session(pamh, 0) == PAM_SUCCESS);
		CHECK(pam_close_session(pamh, 0) == PAM_SUCCESS);
		CHECK(pam_end(pamh, 0) == PAM_SUCCESS);
		CHECK(stat("/proc/self/ns/mnt", &after) == 0);
		CHECK(before.st_ino == after.st_ino);
	}
}

static void test_others_stay_where_they_are(void **state)
{
	(void)state;
	assert_int_equal(status_of_child(be_somebody_else), 0);
}

/* --- lives of sandboxes ---------------------------------------------------------------------------- */

static void test_the_record_is_right(void **state)
{
	const struct passwd *pw = getpwnam("alice");
	struct program p = start_program("alice", NULL);
	struct err e = ERR_NONE;
	struct record r;
	char boot[40];
	int sandbox;

	(void)state;
	assert_int_equal(p.result, PAM_SUCCESS);
	r = record_of("alice");
	assert_string_equal(r.name, "alice");
	assert_int_equal(r.uid, pw->pw_uid);
	assert_string_equal(r.plan, "basic");
	assert_int_equal(boot_id(boot, &e), 0);
	assert_string_equal(r.boot, boot);
	assert_int_equal(r.porch, namespace_of(p.pid, "mnt"));
	assert_int_not_equal(namespace_of(r.pid, "mnt"), namespace_of(p.pid, "mnt"));
	assert_int_equal(namespace_of(r.pid, "net"), namespace_of(p.pid, "net"));
	assert_int_equal(namespace_of(r.pid, "ipc"), namespace_of(p.pid, "ipc"));
	assert_int_not_equal(namespace_of(getpid(), "ipc"), namespace_of(p.pid, "ipc"));
	assert_int_not_equal(namespace_of(r.pid, "user"), namespace_of(getpid(), "user"));
	assert_int_equal(namespace_of(p.pid, "user"), namespace_of(getpid(), "user"));
	sandbox = open_sandbox(&r);
	end_program(&p);
	assert_sandbox_ends(sandbox);
}

static void test_close_ends_the_sandbox(void **state)
{
	struct program p = start_program("alice", NULL);
	struct record r;
	int sandbox;

	(void)state;
	assert_int_equal(p.result, PAM_SUCCESS);
	r = record_of("alice");
	sandbox = open_sandbox(&r);
	assert_false(ended(sandbox, 200));
	assert_int_equal(give_order(&p, ORDER_CLOSE), PAM_SUCCESS);
	assert_sandbox_ends(sandbox);
	end_program(&p);
}

static void test_pam_end_without_close(void **state)
{
	struct program p = start_program("alice", NULL);
	struct record r = record_of("alice");
	int sandbox = open_sandbox(&r);

	(void)state;
	end_program(&p);
	assert_sandbox_ends(sandbox);
}

static void test_killed_login_program(void **state)
{
	struct program p = start_program("alice", NULL);
	struct record r = record_of("alice");
	int sandbox = open_sandbox(&r);

	(void)state;
	assert_int_equal(kill(p.pid, SIGKILL), 0);
	assert_sandbox_ends(sandbox);
	assert_true(WIFSIGNALED(wait_for(p.pid)));
	close(p.socket);
}

static void test_opened_twice(void **state)
{
	struct program p = start_program("alice", NULL);
	struct record r = record_of("alice"), again;
	int sandbox = open_sandbox(&r);

	(void)state;
	assert_int_equal(p.result, PAM_SUCCESS);
	assert_int_equal(give_order(&p, ORDER_OPEN), PAM_SUCCESS);
	again = record_of("alice");
	assert_int_equal(again.pid, r.pid);
	assert_int_equal(again.number, r.number);
	assert_int_equal(namespace_of(p.pid, "mnt"), r.porch);
	/* One close is enough: there is one session. */
	assert_int_equal(give_order(&p, ORDER_CLOSE), PAM_SUCCESS);
	assert_sandbox_ends(sandbox);
	assert_int_equal(give_order(&p, ORDER_CLOSE), PAM_SUCCESS);
	end_program(&p);
}

static void close_without_open(void)
{
	pam_handle_t *pamh = start_pam("hostel", "alice");
	struct stat before, after;

	CHECK(stat("/proc/self/ns/mnt", &before) == 0);
	CHECK(pam_close_session(pamh, 0) == PAM_SUCCESS);
	CHECK(pam_close_session(pamh, 0) == PAM_SUCCESS);
	CHECK(stat("/proc/self/ns/mnt", &after) == 0);
	CHECK(before.st_ino == after.st_ino);
	CHECK(pam_end(pamh, 0) == PAM_SUCCESS);
}

static void test_close_without_open(void **state)
{
	(void)state;
	assert_int_equal(status_of_child(close_without_open), 0);
}

static void test_two_programs_share_a_sandbox(void **state)
{
	struct program first = start_program("alice", NULL), second = start_program("alice", NULL);
	struct program other = start_program("bob", NULL);
	struct record r = record_of("alice"), bob = record_of("bob");
	int sandbox = open_sandbox(&r), neighbour = open_sandbox(&bob);

	(void)state;
	assert_int_equal(first.result, PAM_SUCCESS);
	assert_int_equal(second.result, PAM_SUCCESS);
	assert_int_equal(other.result, PAM_SUCCESS);
	assert_int_equal(namespace_of(first.pid, "mnt"), r.porch);
	assert_int_equal(namespace_of(second.pid, "mnt"), r.porch);
	assert_int_equal(namespace_of(other.pid, "mnt"), bob.porch);
	assert_int_not_equal(r.porch, bob.porch);
	assert_int_not_equal(r.keeper, bob.keeper);
	end_program(&first);
	assert_false(ended(sandbox, 200));
	end_program(&second);
	assert_sandbox_ends(sandbox);
	assert_false(ended(neighbour, 0));
	end_program(&other);
	assert_sandbox_ends(neighbour);
}

static void test_changed_policy_makes_another_sandbox(void **state)
{
	struct program first = start_program("alice", NULL), second;
	struct record r = record_of("alice"), fresh;
	int sandbox = open_sandbox(&r), other;

	(void)state;
	write_config("tenants/alice.ini", "[tenant]\nplan = basic\n[session]\nhostname = other\n");
	second = start_program("alice", NULL);
	assert_int_equal(second.result, PAM_SUCCESS);
	fresh = record_of("alice");
	assert_int_not_equal(fresh.pid, r.pid);
	assert_int_not_equal(fresh.number, r.number);
	assert_int_equal(fresh.keeper, r.keeper);
	other = open_sandbox(&fresh);
	end_program(&second);
	end_program(&first);
	assert_sandbox_ends(sandbox);
	assert_sandbox_ends(other);
}

#define TEST(f) cmocka_unit_test_setup(f, config_set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_open_session_leads_to_the_porch),
		TEST(test_others_stay_where_they_are),
		TEST(test_the_record_is_right),
		TEST(test_close_ends_the_sandbox),
		TEST(test_pam_end_without_close),
		TEST(test_killed_login_program),
		TEST(test_opened_twice),
		TEST(test_close_without_open),
		TEST(test_two_programs_share_a_sandbox),
		TEST(test_changed_policy_makes_another_sandbox),
	};

	return cmocka_run_group_tests(tests, fixture_set_up, fixture_tear_down);
}
