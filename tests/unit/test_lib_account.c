/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/host/account.c: who is the system's, who is an admin, and what the host's name service says.
 */
#include "lib_test.h"

#include <grp.h>
#include <pwd.h>

#include "host/account.h"
#include "host/name_services.h"

static void test_system_uids(void **state)
{
	static const uint32_t system[] = {0, 1, 33, 999, 65534, UINT32_MAX};
	static const uint32_t others[] = {1000, 1001, 65533, 65535, 2000000000, UINT32_MAX - 1};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(system); i++)
		if (!account_is_system(system[i]))
			fail_msg("%u", system[i]);
	for (size_t i = 0; i < COUNT_OF(others); i++)
		if (account_is_system(others[i]))
			fail_msg("%u", others[i]);
}

static bool has_hostel_shell(const char *shell)
{
	struct account a = {.shell = (char *)shell};

	return account_has_hostel_shell(&a);
}

static void test_hostel_shell(void **state)
{
	static const char *const yes[] = {"/usr/bin/hostel-shell", "/usr/local/bin/hostel-shell",
		"hostel-shell"};
	static const char *const no[] = {"/bin/bash", "", "/hostel-shell/sh", "/usr/bin/hostel-shell2",
		"/usr/bin/xhostel-shell", "/usr/bin/hostel-shell/"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(yes); i++)
		if (!has_hostel_shell(yes[i]))
			fail_msg("%s", yes[i]);
	for (size_t i = 0; i < COUNT_OF(no); i++)
		if (has_hostel_shell(no[i]))
			fail_msg("%s", no[i]);
}

static void assert_entry(const char *dir, const char *home)
{
	const struct passwd entry = {.pw_name = (char *)"a", .pw_dir = (char *)dir, .pw_shell = (char *)"",
		.pw_gecos = (char *)"A Name"};
	struct err e = ERR_NONE;
	struct account a;

	assert_int_equal(account_entry(&entry, &a, &e), 0);
	assert_string_equal(a.home, home);
	assert_string_equal(a.shell, "/bin/sh");
	assert_string_equal(a.gecos, "A Name");
	account_free(&a);
}

static void test_entries(void **state)
{
	static const struct passwd odd = {.pw_name = (char *)"a", .pw_gecos = (char *)"a:0:0"};
	struct err e = ERR_NONE;
	struct account a;

	(void)state;
	assert_entry("/home/alice", "/home/alice");
	assert_entry("/home/alice/", "/home/alice");
	assert_entry("//home/./alice//", "/home/alice");
	assert_entry("/home/.alice/..a/.", "/home/.alice/..a");
	assert_entry("/home/../alice", "/home/../alice"); /* refused elsewhere */
	assert_entry("/", "/");
	assert_entry("//", "/");
	assert_entry("", "");
	assert_entry("home/alice/", "home/alice/");
	assert_int_equal(account_entry(&odd, &a, &e), 0);
	assert_string_equal(a.gecos, "");
	assert_string_equal(a.home, "");
	account_free(&a);
}

static bool is_admin(const char *first, const char *second)
{
	char *names[] = {(char *)first, (char *)second};
	struct account a = {.group_count = 2, .group_names = names};

	return account_is_admin(&a);
}

static void test_admins(void **state)
{
	(void)state;
	assert_true(is_admin("users", "sudo"));
	assert_true(is_admin("wheel", "users"));
	assert_true(is_admin("users", "admin"));
	assert_true(is_admin("root", "users"));
	assert_false(is_admin("users", "staff"));
	assert_false(is_admin("sudoers", "administrators"));
	assert_false(is_admin("", "Wheel"));
	assert_false(account_is_admin(&(struct account){.group_count = 0}));
}

/* By the group's own list of members, and by the account's list of groups. */
static void test_in_group(void **state)
{
	uint32_t groups[] = {1234567, 0};
	struct account a = {.name = (char *)"somebody", .group_count = 2, .groups = groups};
	struct group *g;
	char *member = NULL, *group = NULL;

	(void)state;
	assert_int_equal(account_in_group(&a, "root"), 1);
	/* Where a directory is asked, too, it may know the group and not answer. */
	assert_int_equal(account_in_group(&a, "no-such-group"), name_services_directory() ? -1 : 0);
	assert_int_equal(account_group_place("no-such-group"), GROUP_NOWHERE);
	assert_int_equal(account_group_place("root"), GROUP_LOCAL);
	a.group_count = 1;
	assert_int_equal(account_in_group(&a, "root"), 0);
	setgrent();
	while (!member && (g = getgrent()))
		if (g->gr_mem[0]) {
			member = strdup(g->gr_mem[0]);
			group = strdup(g->gr_name);
		}
	endgrent();
	if (member && group) {
		a = (struct account){.name = member};
		assert_int_equal(account_in_group(&a, group), 1);
		a.name = (char *)"no-member-of-it";
		assert_int_equal(account_in_group(&a, group), 0);
	}
	free(member);
	free(group);
}

static void test_root(void **state)
{
	struct err e = ERR_NONE;
	struct account a;

	(void)state;
	assert_int_equal(account_find("root", &a, &e), 1);
	assert_string_equal(a.name, "root");
	assert_int_equal(a.uid, 0);
	assert_true(a.home && *a.home == '/');
	assert_int_equal(a.group_count, 0); /* none of our business */
	assert_false(a.foreign);
	account_free(&a);
	assert_null(a.home);
}

/* Such an entry is a directory's: a uid of the system's with a name that /etc/passwd does not have. */
static void test_foreign(void **state)
{
	struct passwd entry = {.pw_name = (char *)"no-such-account", .pw_uid = 0, .pw_gid = 0};
	struct err e = ERR_NONE;
	struct account a;

	(void)state;
	assert_int_equal(account_of(&entry, &a, &e), 1);
	assert_true(a.foreign);
	assert_true(a.group_count >= 1); /* a group may make it a tenant, who is refused then */
	account_free(&a);
	entry.pw_uid = entry.pw_gid = 1999999000;
	assert_int_equal(account_of(&entry, &a, &e), 1);
	assert_false(a.foreign);
	account_free(&a);
}

static void test_nobody_of_that_name(void **state)
{
	static const char *const names[] = {"no-such-account", "", "root:x", "root\n", "../root"};
	struct err e = ERR_NONE;
	struct account a;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		assert_int_equal(account_find(names[i], &a, &e), 0);
		assert_int_equal(e.code, 0);
		account_free(&a);
	}
}

/* The first account that is not the system's; name is "" if this host has none. */
static void find_ordinary(char name[65])
{
	struct passwd *pw;

	*name = '\0';
	setpwent();
	while (!*name && (pw = getpwent()))
		if (!account_is_system(pw->pw_uid))
			(void)snprintf(name, 65, "%s", pw->pw_name);
	endpwent();
}

static void test_an_ordinary_account(void **state)
{
	struct err e = ERR_NONE;
	struct policy_who who;
	struct account a;
	char name[65];

	(void)state;
	find_ordinary(name);
	if (!*name) {
		print_message("# skipped: no ordinary account on this host\n");
		skip();
	}
	assert_int_equal(account_find(name, &a, &e), 1);
	assert_string_equal(a.name, name);
	assert_true(a.group_count >= 1);
	assert_int_equal(a.groups[0], a.gid);
	for (size_t i = 0; i < a.group_count; i++) {
		struct group *g = getgrgid(a.groups[i]);

		assert_non_null(a.group_names[i]);
		if (g)
			assert_string_equal(a.group_names[i], g->gr_name);
		else
			assert_true(strtoul(a.group_names[i], NULL, 10) == a.groups[i]);
	}
	who = account_who(&a);
	assert_string_equal(who.name, name);
	assert_int_equal(who.uid, a.uid);
	assert_ptr_equal(who.home, a.home);
	assert_ptr_equal(who.shell, a.shell);
	assert_int_equal(who.group_count, a.group_count);
	assert_string_equal(who.groups[0], a.group_names[0]);
	account_free(&a);
	assert_int_equal(a.group_count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_system_uids),
		cmocka_unit_test(test_hostel_shell),
		cmocka_unit_test(test_entries),
		cmocka_unit_test(test_admins),
		cmocka_unit_test(test_in_group),
		cmocka_unit_test(test_root),
		cmocka_unit_test(test_foreign),
		cmocka_unit_test(test_nobody_of_that_name),
		cmocka_unit_test(test_an_ordinary_account),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
