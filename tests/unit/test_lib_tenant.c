/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/host/tenant.c: who is a tenant. Doubt makes one; root, the system's accounts and admins stay free.
 */
#include "lib_test.h"

#include "host/tenant.h"
#include "policy/problems.h"
#include "talk/launch.h"

/* Group numbers that no group of the host has. */
static uint32_t group_ids[] = {1999999001, 1999999002};
static char name[] = "hostel-test", home[] = "/home/hostel-test", bash[] = "/bin/bash";
static char ours[] = "/usr/local/bin/hostel-shell", users[] = "hostel-test-users", sudo[] = "sudo";

static struct account account(char *groups[2])
{
	return (struct account){.name = name, .uid = 1999999000, .gid = 1999999001, .home = home,
		.shell = bash, .group_count = 2, .groups = group_ids, .group_names = groups};
}

static struct account ordinary(void)
{
	static char *groups[2];

	groups[0] = groups[1] = users;
	return account(groups);
}

static struct account admin(void)
{
	static char *groups[2];

	groups[0] = users;
	groups[1] = sudo;
	return account(groups);
}

static void assert_mark(const struct account *a, int config, enum tenant_mark expected, size_t problems)
{
	size_t before = open_descriptors();
	struct problems ps = {0};

	assert_int_equal(tenant_mark(a, config, &ps), expected);
	assert_int_equal(ps.count, problems);
	assert_int_equal(open_descriptors(), before);
}

static void test_system_accounts_are_never_tenants(void **state)
{
	static const uint32_t uids[] = {0, 999, 65534, UINT32_MAX};
	const struct scratch *s = *state;
	struct account a = ordinary();

	NEED_ROOT();
	make_text(s, "hostel.ini", "[host]\ntenants = hostel-test\n", 0644);
	make_dir(s, "tenants", 0755);
	make_text(s, "tenants/hostel-test.ini", "", 0644);
	a.shell = ours;
	assert_mark(&a, s->fd, TENANT_SHELL, 0); /* control */
	for (size_t i = 0; i < COUNT_OF(uids); i++) {
		a.uid = uids[i];
		assert_mark(&a, s->fd, TENANT_NOT, 0);
		assert_mark(&a, -1, TENANT_NOT, 0);
		/* A directory says so of an account that hostel.ini names. */
		a.foreign = true;
		assert_mark(&a, s->fd, TENANT_SHELL, 0);
		a.foreign = false;
	}
}

static void test_hostel_shell(void **state)
{
	const struct scratch *s = *state;
	struct account a = ordinary(), b = admin();

	NEED_ROOT();
	make_text(s, "hostel.ini", "", 0644);
	a.shell = b.shell = ours;
	assert_mark(&a, s->fd, TENANT_SHELL, 0);
	assert_mark(&a, -1, TENANT_SHELL, 0);
	assert_mark(&b, -1, TENANT_SHELL, 0); /* he asked for it */
}

static void test_policy_file(void **state)
{
	const struct scratch *s = *state;
	struct account a = ordinary();

	NEED_ROOT();
	make_text(s, "hostel.ini", "", 0644);
	assert_mark(&a, s->fd, TENANT_NOT, 0);
	make_dir(s, "tenants", 0755);
	assert_mark(&a, s->fd, TENANT_NOT, 0);
	make_text(s, "tenants/hostel-tes.ini", "", 0644);
	make_text(s, "tenants/hostel-test", "", 0644);
	assert_mark(&a, s->fd, TENANT_NOT, 0);
	make_text(s, "tenants/hostel-test.ini", "nonsense", 0666);
	assert_mark(&a, s->fd, TENANT_FILE, 0);
	/* Whatever it is: there is something of that name. */
	assert_int_equal(unlinkat(s->fd, "tenants/hostel-test.ini", 0), 0);
	assert_int_equal(symlinkat("nowhere", s->fd, "tenants/hostel-test.ini"), 0);
	assert_mark(&a, s->fd, TENANT_FILE, 0);
	assert_int_equal(unlinkat(s->fd, "tenants/hostel-test.ini", 0), 0);
	make_dir(s, "tenants/hostel-test.ini", 0755);
	assert_mark(&a, s->fd, TENANT_FILE, 0);
}

static void test_file_in_the_place_of_tenants(void **state)
{
	const struct scratch *s = *state;
	struct account a = ordinary();

	NEED_ROOT();
	make_text(s, "hostel.ini", "", 0644);
	make_text(s, "tenants", "", 0644);
	assert_mark(&a, s->fd, TENANT_FILE, 0);
}

static void test_names_that_lead_elsewhere(void **state)
{
	static char odd[] = "../plans/basic";
	const struct scratch *s = *state;
	struct account a = ordinary();

	NEED_ROOT();
	make_text(s, "hostel.ini", "", 0644);
	make_dir(s, "tenants", 0755);
	make_dir(s, "plans", 0755);
	make_text(s, "plans/basic.ini", "", 0644);
	a.name = odd;
	assert_mark(&a, s->fd, TENANT_NOT, 0);
}

static void test_selectors(void **state)
{
	static const char *const yes[] = {"hostel-test", "@hostel-test-users", "1999999000-1999999000",
		"bob, @hostel-test-users"};
	static const char *const no[] = {"", "hostel-tes", "@hostel-test", "2000-2999"};
	const struct scratch *s = *state;
	struct account a = ordinary();
	char text[128];

	NEED_ROOT();
	for (size_t i = 0; i < COUNT_OF(yes); i++) {
		(void)snprintf(text, sizeof(text), "[host]\ntenants = %s\n", yes[i]);
		make_text(s, "hostel.ini", text, 0644);
		assert_mark(&a, s->fd, TENANT_SELECTED, 0);
	}
	for (size_t i = 0; i < COUNT_OF(no); i++) {
		(void)snprintf(text, sizeof(text), "[host]\ntenants = %s\n", no[i]);
		make_text(s, "hostel.ini", text, 0644);
		assert_mark(&a, s->fd, TENANT_NOT, 0);
	}
}

/* An admin whom the file names is a tenant, and is not one where nobody can tell. */
static void test_doubt_makes_a_tenant_but_of_admins(void **state)
{
	const struct scratch *s = *state;
	struct account a = ordinary(), b = admin();

	NEED_ROOT();
	assert_mark(&a, -1, TENANT_UNCLEAR, 0);
	assert_mark(&b, -1, TENANT_NOT, 0);
	assert_mark(&a, s->fd, TENANT_UNCLEAR, 0); /* no hostel.ini */
	assert_mark(&b, s->fd, TENANT_NOT, 0);
	make_text(s, "hostel.ini", "[host]\ntenants = hostel-test\n", 0664);
	assert_mark(&a, s->fd, TENANT_UNCLEAR, 1);
	assert_mark(&b, s->fd, TENANT_NOT, 1);
	assert_int_equal(fchmodat(s->fd, "hostel.ini", 0644, 0), 0);
	assert_mark(&b, s->fd, TENANT_SELECTED, 0);
	make_text(s, "hostel.ini", "[host]\ntenants = @\n", 0644);
	assert_mark(&a, s->fd, TENANT_UNCLEAR, 1);
	make_text(s, "hostel.ini", "[host]\ntenant = x\n", 0644);
	assert_mark(&a, s->fd, TENANT_UNCLEAR, 1);
	/* What does not say who is a tenant locks out nobody else. */
	make_text(s, "hostel.ini", "[resources]\nmemory.max = lots\n[nonsense]\nx = y\n", 0644);
	assert_mark(&a, s->fd, TENANT_NOT, 0);
}

static void assert_account(const struct account *a, int code, const char *why)
{
	struct err e = ERR_NONE;

	assert_int_equal(tenant_check_account(a, &e), code ? -1 : 0);
	assert_int_equal(e.code, code);
	if (why && !strstr(e.message, why))
		fail_msg("instead of %s: %s", why, e.message);
}

static void test_names(void **state)
{
	static const char *const bad[] = {"", ".", "..", "a/b", "-a", "a b", "a\nb", "a:b"};
	struct account a = ordinary();

	(void)state;
	assert_account(&a, 0, NULL);
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		a.name = (char *)bad[i];
		assert_account(&a, EINVAL, "not a name");
	}
}

static void test_homes_and_shells(void **state)
{
	static const char *const bad[] = {"", "/", "home", "/home/\n", "/home/\033[m", "/home/\177"};
	static const char *const up[] = {"/home/../etc", "/home/.."};
	static const char *const elsewhere[] = {"/usr/lib/openssh/sftp-server", "/home/a/fish", "/fish"};
	struct account a = ordinary(), b = ordinary();

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		a.home = (char *)bad[i];
		assert_account(&a, EINVAL, "home");
		b.shell = (char *)bad[i];
		if (strcmp(bad[i], "/"))
			assert_account(&b, EINVAL, "shell");
	}
	for (size_t i = 0; i < COUNT_OF(up); i++) {
		a.home = (char *)up[i];
		assert_account(&a, EINVAL, "home");
	}
	a.home = (char *)"/home/..a/b..";
	assert_account(&a, 0, NULL);
	for (size_t i = 0; i < COUNT_OF(elsewhere); i++) {
		a.shell = (char *)elsewhere[i];
		assert_account(&a, EINVAL, "not in a directory of programs");
	}
	a.shell = (char *)"/srv/hostel/hostel-shell";
	assert_account(&a, 0, NULL);
}

static void test_groups(void **state)
{
	static uint32_t ids[LAUNCH_GROUPS_MAX + 1];
	struct account a = ordinary();
	uint32_t root[] = {1999999001, 0};

	(void)state;
	a.groups = root;
	assert_account(&a, EPERM, "group root");
	for (size_t i = 0; i < COUNT_OF(ids); i++)
		ids[i] = 5000 + (uint32_t)i;
	a.groups = ids;
	a.group_count = LAUNCH_GROUPS_MAX;
	assert_account(&a, 0, NULL);
	a.group_count++;
	assert_account(&a, ERANGE, "1025 groups");
	a = ordinary();
	a.uid = 0;
	assert_account(&a, EPERM, "a system account's");
	a = ordinary();
	a.groups_error = EIO;
	assert_account(&a, EIO, "cannot be looked up");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_set_up_trusted, scratch_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_system_accounts_are_never_tenants),
		TEST(test_hostel_shell),
		TEST(test_policy_file),
		TEST(test_file_in_the_place_of_tenants),
		TEST(test_names_that_lead_elsewhere),
		TEST(test_selectors),
		TEST(test_doubt_makes_a_tenant_but_of_admins),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_homes_and_shells),
		cmocka_unit_test(test_groups),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
