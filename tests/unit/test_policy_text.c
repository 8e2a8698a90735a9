/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * policy/path.c; and of policy/kind: name.c, one_path.c, list.c, binds.c, tmpfs.c, who.c, lsm.c.
 */
#include "policy_test.h"

#include "policy/kind/list.h"
#include "policy/path.h"

#define OK(field, text, printed)                                                                   \
	{                                                                                          \
		FIELD_##field, text, printed, NULL                                                 \
	}
#define NO(field, text, message)                                                                   \
	{                                                                                          \
		FIELD_##field, text, NULL, message                                                 \
	}

static const char start[] = "a path starts with / here";
static const char slashes[] = "a path has no // and no slash at its end here";
static const char dots[] = "a path has no . or .. part here";

static void test_paths(void **state)
{
	/* a % is printed as %%: what is printed is a value, not a template */
	static const struct value_case cases[] = {
		OK(shell, "auto", "auto"),
		OK(shell, "/bin/bash", "/bin/bash"),
		OK(shell, "/opt/my shell", "/opt/my shell"),
		OK(shell, "/a..b/.c/...", "/a..b/.c/..."),
		OK(shell, "%h/bin/fish", "%%h/bin/fish"),
		NO(shell, "", start),
		NO(shell, "bash", start),
		NO(shell, "Auto", start),
		NO(shell, "/", "/ itself cannot be used here"),
		NO(shell, "//bin/bash", slashes),
		NO(shell, "/bin/bash/", slashes),
		NO(shell, "/bin//bash", slashes),
		NO(shell, "/bin/./bash", dots),
		NO(shell, "/bin/../bash", dots),
		NO(shell, "/..", dots),
		NO(shell, "/bin/bash ", "a path does not end with a blank here"),
		NO(shell, "/bin/ba,sh", "a path cannot hold , here"),
		NO(shell, "/bin/ba:sh", "a path cannot hold : here"),
		NO(shell, "/bin/\x1b", "a path is plain ASCII here, without control bytes"),
		NO(shell, "/bin/\xc3\xa4", "a path is plain ASCII here, without control bytes"),
		NO(shell, "/bin/%", "a % at the end: write %% for a percent sign"),
		NO(shell, "/bin/%x", "unknown %x: there are %u (name), %U (uid), %h (home), %%"),
		NO(shell, "bin%h", start),
		OK(utmp, "/run/utmp", "/run/utmp"),
		OK(wtmp, "none", "none"),
		OK(wtmp, "/var/log/wtmp", "/var/log/wtmp"),
		NO(wtmp, "/var/log/%u",
			"% has no meaning here: the file is the host's, not a tenant's"),
		NO(wtmp, "", start),
	};

	(void)state;
	assert_values(cases, COUNT_OF(cases));
}

static void test_long_paths(void **state)
{
	char path[POLICY_PATH_SIZE_MAX + 2];
	struct complaint c;

	(void)state;
	memset(path, 'a', sizeof(path));
	for (size_t i = 0; i < sizeof(path); i += 200)
		path[i] = '/';
	path[POLICY_PATH_SIZE_MAX] = '\0';
	assert_int_equal(path_check(path, NULL), 0);
	path[POLICY_PATH_SIZE_MAX] = 'a';
	path[POLICY_PATH_SIZE_MAX + 1] = '\0';
	assert_int_equal(path_check(path, &c), EINVAL);
	assert_string_equal(c.message, "a path has at most 4095 bytes");
	memset(path, 'a', sizeof(path));
	path[0] = '/';
	path[256] = '\0';
	assert_int_equal(path_check(path, NULL), 0);
	path[256] = 'a';
	path[257] = '\0';
	assert_int_equal(path_check(path, &c), EINVAL);
	assert_string_equal(c.message, "a part of the path is longer than 255 bytes");
}

static void test_names(void **state)
{
	static const char letters[] = "only letters, digits and _.- can stand here";
	static const struct value_case cases[] = {
		OK(plan, "", ""),
		OK(plan, "basic-2.1_x", "basic-2.1_x"),
		NO(plan, "../x", "a name does not start with . or -"),
		NO(plan, "-x", "a name does not start with . or -"),
		NO(plan, "a/b", letters),
		NO(plan, "a b", letters),
		NO(plan, "01234567890123456789012345678901234567890123456789012345678901234",
			"a name has at most 64 bytes"),
		OK(cgroup, "hostel", "hostel"),
		OK(cgroup, "system.slice/hostel-1.service", "system.slice/hostel-1.service"),
		NO(cgroup, "/hostel", "relative to the hierarchy's root: without the first /"),
		NO(cgroup, "", slashes),
		NO(cgroup, "a//b", slashes),
		NO(cgroup, "a/", slashes),
		NO(cgroup, "a/../b", dots),
		NO(cgroup, ".", dots),
		NO(cgroup, "a b", letters),
		OK(hostname, "%u", "%u"),
		OK(hostname, "web-%U.example", "web-%U.example"),
		NO(hostname, "%h", "only %u (name) and %U (uid) can stand here"),
		NO(hostname, "%%", "only %u (name) and %U (uid) can stand here"),
		NO(hostname, "a%", "only %u (name) and %U (uid) can stand here"),
		NO(hostname, "a_b", "only letters, digits, - and . can stand here"),
		NO(hostname, "", "a host name is missing"),
		NO(hostname, "01234567890123456789012345678901234567890123456789012345678901234",
			"a host name has at most 64 bytes"),
	};

	(void)state;
	assert_values(cases, COUNT_OF(cases));
}

static void test_lists(void **state)
{
	static const struct value_case cases[] = {
		OK(services, "", ""),
		OK(services, "sshd", "sshd"),
		OK(services, " sshd ,\tcron,su-l ", "sshd, cron, su-l"),
		NO(services, ",", "an empty item: a comma too many?"),
		NO(services, "sshd,", "an empty item: a comma too many?"),
		NO(services, ",sshd", "an empty item: a comma too many?"),
		NO(services, "sshd,,cron", "an empty item: a comma too many?"),
		NO(services, "sshd, cron, sshd", "\"sshd\" stands here twice"),
		NO(services, "sshd cron",
			"\"sshd cron\": only letters, digits and _.+- can stand in a name; names "
			"are separated by commas"),
		NO(services, "a/b",
			"\"a/b\": only letters, digits and _.+- can stand in a name; names are "
			"separated by commas"),
		OK(environment, "*", "*"),
		OK(environment, "LANG, LC_*, _x1", "LANG, LC_*, _x1"),
		NO(environment, "L*NG",
			"\"L*NG\": a variable has letters, digits and _, with * at the end only"),
		NO(environment, "LC_**",
			"\"LC_**\": a variable has letters, digits and _, with * at the end only"),
		NO(environment, "A=B",
			"\"A=B\": a variable has letters, digits and _, with * at the end only"),
		NO(environment, "1A", "\"1A\": a variable does not start with a digit"),
		OK(hide, "/srv/a, /srv/b", "/srv/a, /srv/b"),
		NO(hide, "/srv/a, srv/b", start),
		NO(hide, "/srv/a:b", "a path cannot hold : here"),
		NO(hide, "/srv/a /srv/b,/", "/ itself cannot be used here"),
	};

	(void)state;
	assert_values(cases, COUNT_OF(cases));
}

static void test_long_list(void **state)
{
	char text[2 * POLICY_LIST_MAX + 8];
	struct string_list list = {0};
	struct complaint c;

	(void)state;
	memset(text, ',', sizeof(text));
	text[POLICY_LIST_MAX] = '\0';
	assert_int_equal(list_split(text, &list, &c), EINVAL);
	assert_string_equal(c.message, "a list has at most 1024 items");
	words_release(&list);
}

static void test_mounts(void **state)
{
	static const struct value_case cases[] = {
		OK(read_only, "/srv/a", "/srv/a"),
		OK(read_only, "/srv/a:/srv/a", "/srv/a"),
		OK(read_only, "/srv/a:/b, /srv/%u:/c", "/srv/a:/b, /srv/%%u:/c"),
		NO(read_only, "/srv/a:/b:ro",
			"\"/srv/a:/b:ro\": write /path or /path:/path/inside"),
		NO(read_only, "/srv/a:", start),
		NO(read_only, ":/srv/a", start),
		NO(read_only, "srv/a:/b", start),
		NO(read_only, "/srv/a:b", start),
		NO(read_only, "/:/srv", "/ itself cannot be used here"),
		NO(read_only, "/srv:/", "/ itself cannot be used here"),
		NO(read_only, "/srv/../etc", dots),
		OK(tmpfs, "/var/cache:64M", "/var/cache:64M"),
		OK(tmpfs, "/a:64K, %h/b:1024M", "/a:64K, %%h/b:1G"),
		NO(tmpfs, "/var/cache", "\"/var/cache\": write /path:size such as /var/cache:64M"),
		NO(tmpfs, "/var/cache:64", "a size needs a unit: 512M, 2G"),
		NO(tmpfs, "/var/cache:1K", "too small: from 64K to 1T"),
		NO(tmpfs, "/var/cache:2T", "too large: from 64K to 1T"),
		NO(tmpfs, "/var/cache:64M:1", "unknown unit \"M:1\": did you mean 64M?"),
		NO(tmpfs, "var:64M", start),
		NO(tmpfs, ":64M", start),
	};

	(void)state;
	assert_values(cases, COUNT_OF(cases));
}

static void test_accounts(void **state)
{
	static const char range[] = "a range of uids is FIRST-LAST; a single one is N-N";
	static const struct value_case cases[] = {
		OK(tenants, "", ""),
		OK(tenants, "alice, @web, 2000-2999", "alice, @web, 2000-2999"),
		OK(tenants, "2000-2000", "2000-2000"),
		NO(tenants, "2000", range),
		NO(tenants, "2000-", "a number is missing"),
		NO(tenants, "-2000", "a number has no sign here"),
		NO(tenants, "3000-2000", "the first uid is above the last"),
		NO(tenants, "0-2000", "uids from 1 to 4294967293 can be used here"),
		NO(tenants, "1-4294967295", "uids from 1 to 4294967293 can be used here"),
		NO(tenants, "1-2-3", "\"-3\" behind a range of uids"),
		NO(tenants, "root", "root is never a tenant"),
		NO(tenants, "@",
			"\"\" cannot be the name of a group: write account names, @groups or uid "
			"ranges such as 2000-2999"),
		NO(tenants, "alice bob",
			"\"alice bob\" cannot be the name of an account: write account names, "
			"@groups or uid ranges such as 2000-2999"),
		NO(tenants, "../x",
			"\"../x\" cannot be the name of an account: write account names, @groups "
			"or uid ranges such as 2000-2999"),
		OK(keepers, "1879048192-1879113727", "1879048192-1879113727"),
		NO(keepers, "1000-2000", "uids from 65536 to 4294967293 can be used here"),
		NO(keepers, "100000", range),
		NO(keepers, "", "a number is missing"),
	};

	(void)state;
	assert_values(cases, COUNT_OF(cases));
}

/* check() judges final values, as they come out of policy_decode(). */
static void test_final_values(void **state)
{
	char *relative = (char[]){"bin/bash"};
	char *percent = (char[]){"/srv/100%"};
	char *dotted = (char[]){"/srv/.."};
	char *empty = (char[]){""};
	struct string_list paths = {1, &percent};
	struct string_list bad_paths = {1, &dotted};
	struct string_list empty_word = {1, &empty};
	struct bind_entry entry = {percent, dotted};
	struct bind_list binds = {1, &entry};
	struct tmpfs_entry small = {percent, 1024};
	struct tmpfs_list tmpfs = {1, &small};

	(void)state;
	assert_int_equal(check_value(FIELD_shell, &relative), EINVAL);
	assert_int_equal(check_value(FIELD_shell, &percent), 0);
	assert_int_equal(check_value(FIELD_hide, &paths), 0);
	assert_int_equal(check_value(FIELD_hide, &bad_paths), EINVAL);
	assert_int_equal(check_value(FIELD_services, &empty_word), EINVAL);
	assert_int_equal(check_value(FIELD_environment, &empty_word), EINVAL);
	assert_int_equal(check_value(FIELD_read_only, &binds), EINVAL);
	entry.target = percent;
	assert_int_equal(check_value(FIELD_read_only, &binds), 0);
	assert_int_equal(check_value(FIELD_tmpfs, &tmpfs), EINVAL);
	small.size = 65536;
	assert_int_equal(check_value(FIELD_tmpfs, &tmpfs), 0);
	assert_int_equal(check_value(FIELD_hostname, &empty), EINVAL);
}

static void test_apparmor(void **state)
{
	static const char name[] = "the name of one profile: letters, digits and _ . + - / @";
	static const char first[] = "a profile's name starts with a letter, a digit, _ or /";
	static const struct value_case cases[] = {
		OK(apparmor, "auto", "auto"),
		OK(apparmor, "no", "no"),
		OK(apparmor, "hostel-tenant", "hostel-tenant"),
		OK(apparmor, "/usr/bin/x", "/usr/bin/x"),
		OK(apparmor, "web//child", "web//child"),
		NO(apparmor, "", first),
		NO(apparmor, "yes", "write auto, or the name of what shall be used"),
		NO(apparmor, "On", "write auto, or the name of what shall be used"),
		NO(apparmor, "Unconfined", "write no"),
		NO(apparmor, "none", "write no"),
		NO(apparmor, "a b", name),
		NO(apparmor, "a//&b", name),
		NO(apparmor, "&b", name),
		NO(apparmor, ":ns:b", name),
		NO(apparmor, "a\tb", name),
		NO(apparmor, "a (enforce)", name),
		NO(apparmor, "\xc3\xa4", name),
		NO(apparmor, "-a", first),
		NO(apparmor, "..", first),
	};
	char text[258];

	(void)state;
	assert_values(cases, COUNT_OF(cases));
	memset(text, 'a', sizeof(text));
	text[255] = '\0';
	assert_value(&(struct value_case)OK(apparmor, text, text));
	text[255] = 'a';
	text[256] = '\0';
	assert_value(&(struct value_case)NO(apparmor, text, "at most 255 bytes"));
}

static void test_selinux(void **state)
{
	static const char form[] = "a context is user:role:type or user:role:type:range";
	static const char range[] = "a range is such as s0, s0:c1,c7 or s0-s0:c0.c1023";
	static const struct value_case cases[] = {
		OK(selinux, "auto", "auto"),
		OK(selinux, "no", "no"),
		OK(selinux, "system_u:system_r:hostel_tenant_t", "system_u:system_r:hostel_tenant_t"),
		OK(selinux, "u:r:t:s0", "u:r:t:s0"),
		OK(selinux, "u:r:t:s0-s0:c0.c1023", "u:r:t:s0-s0:c0.c1023"),
		OK(selinux, "u:r:t:s0:c1,c7", "u:r:t:s0:c1,c7"),
		NO(selinux, "enforcing", form),
		NO(selinux, "disabled", "write no"),
		NO(selinux, "", form),
		NO(selinux, "u:r", form),
		NO(selinux, "u:r:", form),
		NO(selinux, "::t", form),
		NO(selinux, "u::t", form),
		NO(selinux, "u:r:t t", form),
		NO(selinux, "u:r:t:", range),
		NO(selinux, "u:r:t:s0 c1", range),
		NO(selinux, "u:r:t:s0/c1", range),
	};

	(void)state;
	assert_values(cases, COUNT_OF(cases));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_apparmor),
		cmocka_unit_test(test_selinux),
		cmocka_unit_test(test_long_paths),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_long_list),
		cmocka_unit_test(test_mounts),
		cmocka_unit_test(test_accounts),
		cmocka_unit_test(test_final_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
