/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/talk/layout.c: the tables say what they are meant to say, and nothing secret.
 */
#include "lib_test.h"

#include <fnmatch.h>

#include "talk/layout.h"

static bool listed(const char *const *table, const char *name)
{
	for (; *table; table++)
		if (!fnmatch(*table, name, 0))
			return true;
	return false;
}

static void test_form_of_the_tables(void **state)
{
	const char *const *const names[] = {layout_system, layout_devices};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++)
		for (const char *const *name = names[i]; *name; name++) {
			assert_true(**name);
			assert_null(strchr(*name, '/'));
			assert_null(strchr(*name, '*'));
		}
	for (const char *const *dir = layout_programs; *dir; dir++) {
		char name[LAYOUT_PROGRAMS_NAME];

		assert_int_equal(**dir, '/');
		assert_true(strlen(*dir) < sizeof(name));
		assert_null(strchr(layout_programs_name(*dir, name), '/'));
	}
}

/* Where programs are is covered; devices are harmless ones. */
static void test_what_must_be_there(void **state)
{
	static const char *const devices[] = {"mem", "kmsg", "port", "kvm", "fuse", "ptmx", "console",
		"tty0", "sda", "vda", "loop-control", "net"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(devices); i++)
		assert_false(listed(layout_devices, devices[i]));
	assert_true(listed(layout_devices, "null"));
	assert_true(listed(layout_programs, "/usr/bin"));
	assert_true(listed(layout_programs, "/bin"));
	assert_true(listed(layout_system, "usr"));
	assert_false(listed(layout_system, "etc"));
	assert_false(listed(layout_system, "home"));
	assert_false(listed(layout_system, "root"));
	assert_false(listed(layout_system, "var"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_form_of_the_tables),
		cmocka_unit_test(test_what_must_be_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
