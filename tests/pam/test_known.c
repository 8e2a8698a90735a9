/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the account phase has found out counts in the session phase of the same login a moment later, and no
 * longer than nothing has changed. /etc/group without its name tells whether it was asked again.
 */
#include "session_test.h"


#define GROUPS "/etc/group"
#define AWAY "/etc/group.away"

/* Files changed just now are never taken for known. */
static void let_files_settle(void)
{
	default_config();
	write_config("plans/basic.ini", "[plan]\nextends = base\n");
	write_config("plans/base.ini", "[session]\nmax_sessions = 3\n");
	sleep(3);
}

static pam_handle_t *after_the_account_phase(void)
{
	pam_handle_t *pamh = start_pam("hostel", "alice");

	CHECK(pam_acct_mgmt(pamh, 0) == PAM_SUCCESS);
	return pamh;
}

/* With the groups gone nobody can tell whether she is a tenant. */
static int open_without_groups(pam_handle_t *pamh)
{
	int result;

	CHECK(rename(GROUPS, AWAY) == 0);
	result = pam_open_session(pamh, 0);
	_exit(result == PAM_SUCCESS ? 42 : 43); /* on the porch or nowhere: the caller puts them back */
}

static int put_back(int status)
{
	assert_int_equal(rename(AWAY, GROUPS), 0);
	return WEXITSTATUS(status);
}

static void a_moment_later(void)
{
	open_without_groups(after_the_account_phase());
}

static void too_late(void)
{
	pam_handle_t *pamh = after_the_account_phase();

	usleep(1200000);
	open_without_groups(pamh);
}

static void in_another_process(void)
{
	pam_handle_t *pamh = after_the_account_phase();
	pid_t pid = fork();
	int status;

	if (pid == 0)
		open_without_groups(pamh);
	CHECK(waitpid(pid, &status, 0) == pid && WIFEXITED(status));
	_exit(WEXITSTATUS(status));
}

static void without_an_account_phase(void)
{
	open_without_groups(start_pam("hostel", "alice"));
}

static void test_asked_once(void **state)
{
	int seen = 0;

	(void)state;
	for (int i = 0; i < 5 && seen != 42; i++) { /* on a busy machine a moment may last too long */
		let_files_settle();
		seen = put_back(status_of_child(a_moment_later));
	}
	assert_int_equal(seen, 42);
	assert_int_equal(put_back(status_of_child(too_late)), 43);
	assert_int_equal(put_back(status_of_child(in_another_process)), 43);
	assert_int_equal(put_back(status_of_child(without_an_account_phase)), 43);
}

static void test_just_changed(void **state)
{
	(void)state;
	default_config();
	assert_int_equal(put_back(status_of_child(a_moment_later)), 43);
}

/* Whatever the account phase knew: the file that says no is heeded. */
static const char *changed, *content;

static void change_in_between(void)
{
	pam_handle_t *pamh = after_the_account_phase();

	if (content)
		write_config(changed, content);
	else
		remove_config(changed);
	_exit(pam_open_session(pamh, 0) == PAM_SUCCESS ? 42 : 43);
}

static void test_changed_in_between(void **state)
{
	static const struct {
		const char *file, *content;
		int status;
	} cases[] = {
		{"plans/base.ini", "[session]\nservices = cron\n", 43},
		{"tenants/alice.ini", "[tenant]\nsuspended = yes\n", 43},
		{"plans/basic.ini", "[session]\nservices = sshd\n", 43},
		{"hostel.ini", NULL, 43},
		{"tenants/nobody.ini", "[tenant]\nsuspended = yes\n", 42}, /* control */
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		let_files_settle();
		changed = cases[i].file;
		content = cases[i].content;
		assert_int_equal(WEXITSTATUS(status_of_child(change_in_between)), cases[i].status);
	}
	default_config();
}

#define TEST(f) cmocka_unit_test_setup(f, config_set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_asked_once),
		TEST(test_just_changed),
		TEST(test_changed_in_between),
	};

	return cmocka_run_group_tests(tests, fixture_set_up, fixture_tear_down);
}
