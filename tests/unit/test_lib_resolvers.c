/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/host/resolvers.c: which resolvers mean something in another network namespace.
 */
#include "lib_test.h"

#include "host/resolvers.h"

static void assert_becomes(const char *text, const char *file)
{
	struct address_list found;
	char *rest, *written;

	resolvers_parse(text, &found, &rest);
	assert_non_null(rest);
	written = resolvers_file(&found, rest);
	assert_string_equal(written, file);
	free(written);
	free(rest);
}

static void test_real_ones(void **state)
{
	(void)state;
	assert_becomes("nameserver 192.0.2.53\nnameserver 2001:db8::53\n",
		"nameserver 192.0.2.53\nnameserver 2001:db8::53\n");
	assert_becomes(
		"# a comment\n; another\n\tnameserver\t10.0.0.1 # behind it\n", "nameserver 10.0.0.1\n");
	assert_becomes("search a.example b.example\noptions edns0\nnameserver 10.0.0.1",
		"nameserver 10.0.0.1\nsearch a.example b.example\noptions edns0\n");
	/* MAXNS: libc takes no more either. */
	assert_becomes("nameserver 10.0.0.1\nnameserver 10.0.0.2\nnameserver 10.0.0.3\nnameserver 10.0.0.4\n",
		"nameserver 10.0.0.1\nnameserver 10.0.0.2\nnameserver 10.0.0.3\n");
}

static void test_stubs_are_left_out(void **state)
{
	(void)state;
	assert_becomes("nameserver 127.0.0.53\noptions trust-ad\n", "options trust-ad\n");
	assert_becomes("nameserver 127.0.0.1\nnameserver ::1\nnameserver 0.0.0.0\nnameserver 10.0.0.1\n",
		"nameserver 10.0.0.1\n");
	assert_becomes("nameserver fe80::1\nnameserver fe80::1%eth0\n", "");
	assert_becomes("nameserver\nnameserver nonsense\nnameservers 10.0.0.1\n", "");
	assert_becomes("", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_real_ones),
		cmocka_unit_test(test_stubs_are_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
