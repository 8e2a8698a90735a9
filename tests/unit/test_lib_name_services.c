/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/host/name_services.c: does a line of nsswitch.conf(5) name a directory?
 */
#include "lib_test.h"

#include "host/name_services.h"

static void assert_lines(const char *const *texts, size_t count, bool expected)
{
	for (size_t i = 0; i < count; i++)
		if (name_services_in(texts[i], "group") != expected)
			fail_msg("%s", texts[i]);
}

static void test_of_this_host(void **state)
{
	static const char *const texts[] = {"", "group: files\n", "group:files systemd", "group: compat",
		"passwd: files sss\ngroup: files\n", "# group: sss\ngroup: files # sss\n",
		"group: files [SUCCESS=merge] systemd\n", "group: files [NOTFOUND = return] systemd\n",
		"group: db files extrausers\n", "initgroups: files sss\n", "groups: files sss\n",
		"agroup: sss\n", "group\n", "group:\n", "group: [", "group: files [a b\n"};

	(void)state;
	assert_lines(texts, COUNT_OF(texts), false);
}

static void test_directory(void **state)
{
	static const char *const texts[] = {
		"group: files sss\n", "group:\tfiles ldap", "  group: sss files\n",
		"passwd: files\ngroup: files [SUCCESS=merge] sss [SUCCESS=merge] systemd\n",
		"group: files [NOTFOUND = continue] winbind\n", "group: filesx\n",
		"group: nis\r\n", "group: files\ngroup: files ldap\n"};

	(void)state;
	assert_lines(texts, COUNT_OF(texts), true);
	assert_true(name_services_in("initgroups: files sss\n", "initgroups"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_of_this_host),
		cmocka_unit_test(test_directory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
