/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * policy/kind/template.c and expand.c: %u %U %h, and what strange accounts make of them.
 */
#include "policy_test.h"

#include "policy/kind/template.h"

static void assert_expanded(const char *text, const struct policy_who *who, const char *expected)
{
	char *out = NULL;
	struct complaint c = {.message = ""};
	int error = template_expand(text, who, &out, &c);

	assert_string_equal(c.message, "");
	assert_int_equal(error, 0);
	assert_string_equal(out, expected);
	free(out);
}

static void test_templates(void **state)
{
	struct policy_who slashed = alice;
	struct policy_who homeless = alice;
	char *out = NULL;

	(void)state;
	slashed.home = "/home/alice//";
	homeless.home = NULL;
	assert_expanded("", &alice, "");
	assert_expanded("/srv/%u/%U%%", &alice, "/srv/alice/2001%");
	assert_expanded("%h/x", &alice, "/home/alice/x");
	assert_expanded("%h/x", &slashed, "/home/alice/x");
	assert_expanded("%%u", &alice, "%u");
	assert_int_equal(template_expand("%h/x", &homeless, &out, NULL), EINVAL);
}

static void test_too_long(void **state)
{
	char home[5000];
	struct policy_who who = alice;
	struct complaint c;
	char *out = NULL;

	(void)state;
	memset(home, 'a', sizeof(home));
	for (size_t i = 0; i < sizeof(home); i += 200)
		home[i] = '/';
	home[4095] = '\0';
	who.home = home;
	assert_int_equal(template_expand("%h", &who, &out, NULL), 0);
	assert_int_equal(strlen(out), 4095);
	free(out);
	assert_int_equal(template_expand("%hx", &who, &out, &c), EINVAL);
	assert_string_equal(c.message, "longer than 4095 bytes when expanded");
}

static const struct memory_file files[] = {
	{.path = "hostel.ini", .text = "[host]\n"},
	{.path = "tenants/alice.ini",
		.text = "[session]\nshell = %h/bin/%u\nhostname = %u.%U\n"
			"[filesystem]\nread_only = /srv/%u:%h/web, /opt/100%%\n"
			"tmpfs = %h/.cache:64M\nhide = /srv/%U, /var/%u\n"},
	{.path = "tenants/a_b+c@d.ini", .text = ""},
};

static void test_values(void **state)
{
	struct policy p;
	struct problems ps = {0};
	char text[128];

	(void)state;
	assert_int_equal(policy_load(&p, READER(files), &alice, &ps), 0);
	assert_string_equal(p.shell, "/home/alice/bin/alice");
	assert_string_equal(p.hostname, "alice.2001");
	assert_string_equal(p.read_only.items[0].source, "/srv/alice");
	assert_string_equal(p.read_only.items[0].target, "/home/alice/web");
	assert_string_equal(p.read_only.items[1].source, "/opt/100%");
	assert_string_equal(p.tmpfs.items[0].target, "/home/alice/.cache");
	assert_string_equal(p.hide.items[1], "/var/alice");
	(void)policy_print_field(&p, FIELD_read_only, text, sizeof(text));
	assert_string_equal(text, "/srv/alice:/home/alice/web, /opt/100%%");
	policy_free(&p);
}

static void test_hostname_of_odd_account(void **state)
{
	struct policy_who who = alice;
	struct policy p;
	struct problems ps = {0};

	(void)state;
	who.name = "a_b+c@d";
	assert_int_equal(policy_load(&p, READER(files), &who, &ps), 0);
	assert_string_equal(p.hostname, "a-b-c-d");
	policy_free(&p);
}

/* Each home, and what is said of a policy that uses %h. */
static void test_odd_homes(void **state)
{
	static const struct {
		const char *home;
		const char *problem;
	} cases[] = {
		{"/", "/: / itself cannot be used here"},
		{"", "unknown: a path starts with / here"},
		{NULL, "unknown: a path starts with / here"},
		{"home/alice", "home/alice: a path starts with / here"},
		{"/home/../etc", "/home/../etc: a path has no . or .. part here"},
		{"/home/a,b", "/home/a,b: a path cannot hold , here"},
		{"/home/a:b", "/home/a:b: a path cannot hold : here"},
		{"/home/a\nb", "/home/a?b: a path is plain ASCII here, without control bytes"},
	};
	static const struct memory_file one[] = {
		{.path = "hostel.ini", .text = "[filesystem]\nread_only = /srv:/x, %h/a:/y\n"},
		{.path = "tenants/alice.ini", .text = ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct policy_who who = alice;
		struct policy p;
		struct problems ps = {0};
		char expected[256];

		who.home = cases[i].home;
		(void)snprintf(expected, sizeof(expected),
			"hostel.ini:2: [filesystem] read_only = /srv:/x, %%h/a:/y: for alice, "
			"whose home is %s\n",
			cases[i].problem);
		assert_int_equal(policy_load(&p, READER(one), &who, &ps), EINVAL);
		assert_problems(&ps, expected);
	}
}

static void test_long_hostname(void **state)
{
	static const struct memory_file one[] = {
		{.path = "hostel.ini", .text = "[session]\nhostname = %u.%u\n"},
		{.path = "tenants/abcdefghijklmnopqrstuvwxyz-0123456789.ini", .text = ""},
	};
	struct policy_who who = alice;
	struct policy p;
	struct problems ps = {0};

	(void)state;
	who.name = "abcdefghijklmnopqrstuvwxyz-0123456789";
	assert_int_equal(policy_load(&p, READER(one), &who, &ps), EINVAL);
	assert_problems(&ps,
		"hostel.ini:2: [session] hostname = %u.%u: for "
		"abcdefghijklmnopqrstuvwxyz-0123456789, whose home is /home/alice: a host name has "
		"at most 64 bytes\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_templates),
		cmocka_unit_test(test_too_long),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_hostname_of_odd_account),
		cmocka_unit_test(test_odd_homes),
		cmocka_unit_test(test_long_hostname),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
