/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The records of a login, seen from the login program: it stays where it is when they are ended, and
 * nothing of them stays in it.
 */
#include "session_test.h"

#include <lastlog.h>
#include <pwd.h>
#include <time.h>
#include <utmpx.h>

#include "base/fd.h"

#define SERVICE "sshd-test" /* the module records services that begin with sshd */

static struct scratch *records; /* where hostel.ini may have them */
static char utmp[128], wtmp[128], lastlog[128];

static int accounting_set_up(void **state)
{
	const char *cgroup = getenv("WORLD_CGROUP");
	char text[512];

	config_set_up(state);
	if (!records)
		records = scratch_make("/run");
	write_service(SERVICE, "required", "debug");
	(void)snprintf(utmp, sizeof(utmp), "%s/utmp", records->path);
	(void)snprintf(wtmp, sizeof(wtmp), "%s/wtmp", records->path);
	(void)snprintf(lastlog, sizeof(lastlog), "%s/lastlog", records->path);
	make_text(records, "lastlog", "", 0644);
	make_text(records, "utmp", "", 0644);
	make_text(records, "wtmp", "", 0644);
	(void)snprintf(text, sizeof(text), "[host]\ntenants = @hostel\ncgroup = %s\nutmp = %s\nwtmp = %s\n"
		"lastlog = %s\n"
		"[plans]\n@hostel = basic\n", cgroup ? cgroup : "hostel", utmp, wtmp, lastlog);
	write_config("hostel.ini", text);
	write_config("tenants/alice.ini", "[session]\nservices = " SERVICE "\n");
	return 0;
}

/* How many entries of a type there are of this user; "" for nobody. */
static int entries(const char *path, short type, const char *user)
{
	int AUTO_CLOSE fd = open(path, O_RDONLY | O_CLOEXEC);
	struct utmpx u;
	int n = 0;

	while (read(fd, &u, sizeof(u)) == (ssize_t)sizeof(u))
		n += u.ut_type == type && !strncmp(u.ut_user, user, sizeof(u.ut_user));
	return n;
}

static pam_handle_t *open_recorded(void)
{
	pam_handle_t *pamh = start_pam(SERVICE, "alice");

	CHECK(pam_acct_mgmt(pamh, 0) == PAM_SUCCESS);
	CHECK(pam_open_session(pamh, 0) == PAM_SUCCESS);
	return pamh;
}

static void log_out(void)
{
	int proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	pam_handle_t *pamh = open_recorded();
	struct stat porch, after;
	int status;

	CHECK(fstatat(proc, "self/ns/mnt", &porch, 0) == 0);
	CHECK(access(utmp, F_OK) < 0 && access(wtmp, F_OK) < 0);
	CHECK(pam_close_session(pamh, 0) == PAM_SUCCESS);
	CHECK(fstatat(proc, "self/ns/mnt", &after, 0) == 0 && after.st_ino == porch.st_ino);
	CHECK(access(utmp, F_OK) < 0);
	CHECK(waitpid(-1, &status, __WALL) < 0 && errno == ECHILD);
	CHECK(pam_close_session(pamh, 0) == PAM_SUCCESS); /* a second time there is nothing to end */
	CHECK(pam_end(pamh, 0) == PAM_SUCCESS);
}

static void test_logout(void **state)
{
	(void)state;
	assert_int_equal(status_of_child(log_out), 0);
	assert_int_equal(entries(utmp, USER_PROCESS, "alice"), 0);
	assert_int_equal(entries(utmp, DEAD_PROCESS, ""), 1);
	assert_int_equal(entries(wtmp, USER_PROCESS, "alice"), 1);
	assert_int_equal(entries(wtmp, DEAD_PROCESS, ""), 1);
}

/* As systemd does for PAMName=. */
static void log_out_without_rights(void)
{
	pam_handle_t *pamh = open_recorded();

	CHECK(setresuid(65534, 65534, 65534) == 0);
	CHECK(pam_close_session(pamh, 0) == PAM_SUCCESS);
	CHECK(pam_end(pamh, 0) == PAM_SUCCESS);
}

static void test_logout_without_rights(void **state)
{
	(void)state;
	assert_int_equal(status_of_child(log_out_without_rights), 0);
	assert_int_equal(entries(utmp, USER_PROCESS, "alice"), 1);
	assert_int_equal(entries(wtmp, DEAD_PROCESS, ""), 0);
	/* The next one ends it. */
	assert_int_equal(status_of_child(log_out), 0);
	assert_int_equal(entries(utmp, USER_PROCESS, "alice"), 0);
	assert_int_equal(entries(utmp, DEAD_PROCESS, ""), 1);
}

/* A child that ends its copy of the handle, as sshd's do, has logged nobody out. */
static void end_a_copy(void)
{
	pam_handle_t *pamh = open_recorded();
	int status;
	pid_t child = fork();

	if (child == 0) {
		pam_end(pamh, PAM_DATA_SILENT);
		_exit(0);
	}
	CHECK(waitpid(child, &status, 0) == child && !status);
}

static void test_end_of_a_copy(void **state)
{
	(void)state;
	assert_int_equal(status_of_child(end_a_copy), 0);
	assert_int_equal(entries(utmp, USER_PROCESS, "alice"), 1);
	assert_int_equal(entries(wtmp, DEAD_PROCESS, ""), 0);
}

/* What runs behind the last close of a refused login: nothing was recorded. */
static void be_refused(void)
{
	pam_handle_t *pamh = start_pam(SERVICE, "alice");

	CHECK(pam_acct_mgmt(pamh, 0) == PAM_PERM_DENIED);
	CHECK(pam_end(pamh, 0) == PAM_SUCCESS);
}

static void test_refused(void **state)
{
	(void)state;
	write_config("tenants/alice.ini", "[session]\nservices = other\n");
	assert_int_equal(status_of_child(be_refused), 0);
	assert_int_equal(entries(utmp, USER_PROCESS, "alice"), 0);
	assert_int_equal(entries(wtmp, USER_PROCESS, "alice"), 0);
}

/* The account's entry in lastlog: a login so many seconds ago; before it nothing was said. */
static void logged_in(int32_t seconds_ago, const char *host)
{
	struct lastlog entry = {.ll_time = (int32_t)time(NULL) - seconds_ago};
	int AUTO_CLOSE fd = open(lastlog, O_WRONLY | O_CLOEXEC);

	if (strlen(host) < sizeof(entry.ll_host))
		(void)snprintf(entry.ll_host, sizeof(entry.ll_host), "%s", host);
	else
		memcpy(entry.ll_host, host, sizeof(entry.ll_host)); /* full, without an end */
	assert_int_equal(pwrite(fd, &entry, sizeof(entry), (off_t)getpwnam("alice")->pw_uid *
		(off_t)sizeof(entry)), sizeof(entry));
}

static const char *expected; /* what is said after the login; "" for nothing */

static void hear_last_login(void)
{
	pam_handle_t *pamh;

	*said = '\0';
	pamh = open_recorded();
	CHECK(*expected ? strstr(said, expected) == said + strlen(said) - strlen(expected) : !*said);
	CHECK(!*said || !strncmp(said, "Last login: ", 12));
	CHECK(pam_end(pamh, 0) == PAM_SUCCESS);
}

static void test_last_login(void **state)
{
	char host[UT_HOSTSIZE + 1], from[UT_HOSTSIZE + 16];

	(void)state;
	expected = ""; /* never before */
	assert_int_equal(status_of_child(hear_last_login), 0);
	logged_in(3600, "192.0.2.7");
	expected = " from 192.0.2.7";
	assert_int_equal(status_of_child(hear_last_login), 0);
	logged_in(-60, "192.0.2.7"); /* of this moment, however long this one takes */
	expected = ""; /* this moment's own, as another module writes it */
	assert_int_equal(status_of_child(hear_last_login), 0);
	memset(host, 'h', UT_HOSTSIZE);
	host[UT_HOSTSIZE] = '\0';
	logged_in(3600, host);
	(void)snprintf(from, sizeof(from), " from %s", host);
	expected = from;
	assert_int_equal(status_of_child(hear_last_login), 0);
}

static void hear_nothing(void)
{
	pam_handle_t *pamh = start_pam(SERVICE, "alice");

	*said = '\0';
	CHECK(pam_acct_mgmt(pamh, PAM_SILENT) == PAM_SUCCESS);
	CHECK(pam_open_session(pamh, PAM_SILENT) == PAM_SUCCESS && !*said);
	CHECK(pam_end(pamh, 0) == PAM_SUCCESS);
}

static void test_last_login_silent(void **state)
{
	(void)state;
	logged_in(3600, "192.0.2.7");
	assert_int_equal(status_of_child(hear_nothing), 0);
}

static int accounting_tear_down(void **state)
{
	if (records)
		scratch_remove(records);
	return fixture_tear_down(state);
}

#define TEST(f) cmocka_unit_test_setup(f, accounting_set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_logout),
		TEST(test_logout_without_rights),
		TEST(test_end_of_a_copy),
		TEST(test_refused),
		TEST(test_last_login),
		TEST(test_last_login_silent),
	};

	return cmocka_run_group_tests(tests, fixture_set_up, accounting_tear_down);
}
