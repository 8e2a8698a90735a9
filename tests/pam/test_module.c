/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The account phase through real libpam: who is none of our business, who may come in, what refuses.
 */
#include "pam_test.h"

#include <pthread.h>
#include <pwd.h>

#include "talk/paths.h"

#define assert_permitted(user) assert_int_equal(account_phase("hostel", user), PAM_SUCCESS)
#define assert_denied(user) assert_int_equal(account_phase("hostel", user), PAM_PERM_DENIED)

/* Everybody who is no tenant, whatever the configuration is like. dave is no admin. */
static void assert_others_permitted(void)
{
	assert_permitted("root");
	assert_permitted("carol");
	assert_permitted("no-such-account");
}

static void test_tenants_with_a_valid_policy(void **state)
{
	(void)state;
	assert_permitted("alice");
	assert_permitted("bob");
	assert_others_permitted();
	assert_permitted("dave");
}

/* PAM_IGNORE and nothing else: a stack in which success of ours would be a failure. */
static void test_others_are_ignored(void **state)
{
	(void)state;
	write_service("ignore", "[ignore=ignore default=die]", "debug");
	assert_int_equal(account_phase("ignore", "root"), PAM_SUCCESS);
	assert_int_equal(account_phase("ignore", "carol"), PAM_SUCCESS);
	assert_int_equal(account_phase("ignore", "dave"), PAM_SUCCESS);
	assert_int_equal(account_phase("ignore", "no-such-account"), PAM_SUCCESS);
	assert_int_not_equal(account_phase("ignore", "alice"), PAM_SUCCESS); /* control */
}

static void test_missing_configuration(void **state)
{
	(void)state;
	assert_int_equal(renameat(fixture.top->fd, "config", fixture.top->fd, "away"), 0);
	assert_denied("alice");
	assert_denied("dave"); /* nobody can tell; admins are never locked out */
	assert_others_permitted();
	assert_int_equal(renameat(fixture.top->fd, "away", fixture.top->fd, "config"), 0);
	assert_permitted("alice");
	assert_permitted("dave");
}

static void test_missing_files(void **state)
{
	(void)state;
	remove_config("hostel.ini");
	assert_denied("alice");
	assert_denied("dave");
	assert_others_permitted();
	default_config();
	remove_config("plans/basic.ini");
	assert_denied("alice");
	assert_others_permitted();
	assert_permitted("dave");
}

static void test_configuration_that_others_can_write(void **state)
{
	static const char *const paths[] = {"config/hostel.ini", "config/plans/basic.ini", "config/plans",
		"config", "."};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		struct stat st;

		assert_permitted("alice");
		assert_int_equal(fstatat(fixture.top->fd, paths[i], &st, 0), 0);
		assert_int_equal(fchmodat(fixture.top->fd, paths[i], st.st_mode | S_IWGRP, 0), 0);
		assert_denied("alice");
		assert_others_permitted();
		assert_int_equal(fchmodat(fixture.top->fd, paths[i], st.st_mode, 0), 0);
		assert_int_equal(fchownat(fixture.top->fd, paths[i], 1234, (gid_t)-1, 0), 0);
		assert_denied("alice");
		assert_others_permitted();
		assert_int_equal(fchownat(fixture.top->fd, paths[i], 0, (gid_t)-1, 0), 0);
	}
	assert_permitted("alice");
}

static void test_mistakes_in_a_policy(void **state)
{
	static const char *const bad[] = {"[session]\nmax_session = 3\n", "[sessions]\n", "nonsense\n",
		"[resources]\nmemory.max = 2048\n", "[tenant]\nplan = no-such-plan\n", "[tenant\n",
		"[tenant]\nsuspended = yes\n", "[tenant]\nsuspended = perhaps\n",
		"[session]\nservices = sshd\n", "[session]\nservices =\n"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		write_config("tenants/alice.ini", bad[i]);
		if (account_phase("hostel", "alice") != PAM_PERM_DENIED)
			fail_msg("taken: %s", bad[i]);
		assert_permitted("bob"); /* a tenant's file is his own business */
		assert_others_permitted();
		remove_config("tenants/alice.ini");
		assert_permitted("alice");
	}
	write_config("tenants/alice.ini", "[tenant]\nplan = basic\n[session]\nservices = hostel\n");
	assert_permitted("alice");
}

static void test_mistakes_in_hostel_ini(void **state)
{
	(void)state;
	write_config("hostel.ini", "[host]\ntenants = @hostel\nkeeper = 1\n");
	assert_denied("alice");
	assert_denied("dave");
	assert_others_permitted();
	/* Elsewhere than in [host] it is the tenants' business only. */
	write_config("hostel.ini", "[host]\ntenants = @hostel\n[plans]\n@hostel = basic\n[nonsense]\n");
	assert_denied("alice");
	assert_permitted("dave");
	assert_others_permitted();
}

/* A policy file makes a tenant of an ordinary account, and an admin's of one, too. */
static void test_policy_file_makes_a_tenant(void **state)
{
	(void)state;
	write_config("tenants/dave.ini", "[tenant]\nsuspended = yes\n");
	assert_denied("dave");
	remove_config("tenants/dave.ini");
	assert_permitted("dave");
	write_config("tenants/root.ini", "[tenant]\nsuspended = yes\n");
	assert_permitted("root");
	remove_config("tenants/root.ini");
}

static void test_services(void **state)
{
	static const char *const services[] = {"other", "systemd-user"};

	(void)state;
	write_config("tenants/alice.ini", "[session]\nservices = hostel, systemd-user\n");
	for (size_t i = 0; i < COUNT_OF(services); i++) {
		write_service(services[i], "required", "");
		assert_int_equal(account_phase(services[i], "alice"), PAM_PERM_DENIED);
		assert_int_equal(account_phase(services[i], "carol"), PAM_SUCCESS);
		assert_int_equal(account_phase(services[i], "dave"), PAM_SUCCESS);
		assert_int_equal(account_phase(services[i], "root"), PAM_SUCCESS);
	}
	write_config("tenants/alice.ini", "[session]\nservices = other\n");
	assert_int_equal(account_phase("other", "alice"), PAM_SUCCESS);
}

static void test_unknown_option(void **state)
{
	(void)state;
	write_service("odd", "required", "debgu");
	assert_int_equal(account_phase("odd", "alice"), PAM_PERM_DENIED);
	assert_int_equal(account_phase("odd", "carol"), PAM_SUCCESS);
	assert_int_equal(account_phase("odd", "dave"), PAM_SUCCESS);
	assert_int_equal(account_phase("odd", "root"), PAM_SUCCESS);
}

static void *wait_in_thread(void *locked)
{
	pthread_mutex_lock(locked);
	pthread_mutex_unlock(locked);
	return NULL;
}

static void test_caller_with_threads(void **state)
{
	pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
	pthread_t thread;

	(void)state;
	pthread_mutex_lock(&mutex);
	assert_int_equal(pthread_create(&thread, NULL, wait_in_thread, &mutex), 0);
	assert_denied("alice");
	assert_others_permitted();
	pthread_mutex_unlock(&mutex);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_permitted("alice");
}

static void be_without_root(void)
{
	CHECK(setresgid(65534, 65534, 65534) == 0);
	CHECK(setresuid(65534, 65534, 65534) == 0);
	CHECK(account_phase("hostel", "alice") == PAM_PERM_DENIED);
	CHECK(account_phase("hostel", "carol") == PAM_SUCCESS);
	CHECK(account_phase("hostel", "root") == PAM_SUCCESS);
}

static void test_caller_without_root(void **state)
{
	(void)state;
	assert_int_equal(status_of_child(be_without_root), 0);
	assert_permitted("alice");
}

/* What the account phase leaves in the login program: nothing. */
/* A refusal is a line of the tenant's log, one, whatever the remote host's name is. */
static void test_remote_host_that_writes_lines(void **state)
{
	static const char host[] = "x\"},\n{\"event\":\"oom_kill\",\"tenant\":\"bob\"}\n\\";
	const struct passwd *pw = getpwnam("alice");
	char path[128], text[4096];
	pam_handle_t *pamh;
	ssize_t n;
	int fd;

	(void)state;
	assert_non_null(pw);
	(void)snprintf(path, sizeof(path), HOSTEL_STATEDIR "/t/%u/events", pw->pw_uid);
	unlink(path);
	write_config("tenants/alice.ini", "[tenant]\nsuspended = yes\n");
	pamh = start_pam("hostel", "alice");
	assert_int_equal(pam_set_item(pamh, PAM_RHOST, host), PAM_SUCCESS);
	assert_int_equal(pam_acct_mgmt(pamh, 0), PAM_PERM_DENIED);
	pam_end(pamh, PAM_PERM_DENIED);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	assert_true(n > 0);
	text[n] = '\0';
	assert_ptr_equal(strchr(text, '\n'), text + n - 1);
	assert_non_null(strstr(text, ",\"event\":\"refused_login\",\"count\":1,\"limit\":\"suspended\","));
	assert_non_null(strstr(text, ",\"from\":\"x\\\"},?{\\\"event\\\":\\\"oom_kill\\\",\\\"tenant\\\":"
		"\\\"bob\\\"}?\\\\\"}\n"));
}

static void test_nothing_is_left(void **state)
{
	size_t before;

	(void)state;
	assert_permitted("alice"); /* what libc opens once is open now */
	before = open_descriptors();
	for (int i = 0; i < 20; i++) {
		assert_permitted("alice");
		assert_permitted("carol");
	}
	write_config("tenants/alice.ini", "nonsense");
	for (int i = 0; i < 20; i++)
		assert_denied("alice");
	assert_int_equal(open_descriptors(), before);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

#define TEST(f) cmocka_unit_test_setup(f, config_set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_tenants_with_a_valid_policy),
		TEST(test_others_are_ignored),
		TEST(test_missing_configuration),
		TEST(test_missing_files),
		TEST(test_configuration_that_others_can_write),
		TEST(test_mistakes_in_a_policy),
		TEST(test_mistakes_in_hostel_ini),
		TEST(test_policy_file_makes_a_tenant),
		TEST(test_services),
		TEST(test_unknown_option),
		TEST(test_caller_with_threads),
		TEST(test_caller_without_root),
		TEST(test_remote_host_that_writes_lines),
		TEST(test_nothing_is_left),
	};

	return cmocka_run_group_tests(tests, fixture_set_up, fixture_tear_down);
}
