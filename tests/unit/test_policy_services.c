/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * policy/services.c, kind/arguments.c, kind/restart.c: sections [service NAME] from text to values and back.
 */
#include "policy_test.h"

#include "policy/service.h"

static const struct memory_file files[] = {
	{.path = "hostel.ini", .text = "[host]\n"},
	{.path = "plans/web.ini",
		.text = "[service web]\n"
			"command = \"/usr/bin/app --title 'two words' %h/x %u\"\n"
			"listen = unix\n"
			"environment = \"A=1 HOME_OF=%h 'B=x y'\"\n"
			"[service mail]\n"
			"command = /usr/bin/mail\n"},
	{.path = "tenants/alice.ini",
		.text = "[tenant]\nplan = web\n[service web]\nrestart = always:3\nlog = %h/log\n"
			"[service mail]\nenabled = no\n[service own]\ncommand = %h/bin/own\nforward = 3000\n"
			"listen = unix\n"},
};

static void assert_service(const struct service *s, enum service_key key, const char *expected)
{
	char text[256];

	policy_print_service(s, key, text, sizeof(text));
	assert_string_equal(text, expected);
}

static void test_chain(void **state)
{
	struct problems ps = {0};
	struct policy p;
	const struct service *web;

	(void)state;
	policy_load(&p, READER(files), &alice, &ps);
	assert_problems(&ps, "");
	assert_int_equal(p.service_sections.count, 3);
	web = policy_service(&p, "web");
	assert_non_null(web);
	assert_int_equal(web->command.count, 5);
	assert_string_equal(web->command.items[2], "two words");
	assert_string_equal(web->command.items[3], "/home/alice/x");
	assert_string_equal(web->command.items[4], "alice");
	assert_string_equal(web->environment.items[1], "HOME_OF=/home/alice");
	assert_int_equal(web->listen, LISTEN_UNIX);
	assert_true(web->restart == (RESTART_ALWAYS | 3));
	assert_string_equal(web->origin[SERVICE_command].file, "plans/web.ini");
	assert_string_equal(web->origin[SERVICE_restart].file, "tenants/alice.ini");
	assert_int_equal(web->origin[SERVICE_restart].line, 4);
	assert_string_equal(web->origin[SERVICE_forward].file, "default");
	assert_service(web, SERVICE_command, "\"/usr/bin/app --title 'two words' /home/alice/x alice\"");
	assert_service(web, SERVICE_restart, "always:3");
	assert_service(web, SERVICE_log, "/home/alice/log");
	assert_service(web, SERVICE_forward, "none");
	assert_false(policy_service(&p, "mail")->enabled);
	assert_int_equal(policy_service(&p, "own")->forward, 3000);
	assert_string_equal(policy_service(&p, "own")->command.items[0], "/home/alice/bin/own");
	assert_null(policy_service(&p, "we"));
	policy_free(&p);
}

static void test_mistakes(void **state)
{
	(void)state;
	assert_check("plans/p.ini", "[service Web]\ncommand = /bin/x\n",
		"plans/p.ini:1: [service Web]: a service's name is up to 32 small letters, digits and "
		"-, a letter "
		"first\n");
	assert_check("plans/p.ini", "[service a_b]\n",
		"plans/p.ini:1: [service a_b]: a service's name has small letters, digits and - only\n");
	assert_check("plans/p.ini", "[service]\n",
		"plans/p.ini:1: [service]: a service has a name: [service web]\n");
	assert_check("plans/p.ini", "[service a]\nrestart = no\n[service a]\n",
		"plans/p.ini:3: [service a]: this section stands in line 1 already\n");
	assert_check("plans/p.ini", "[service a]\nrestart = no\nrestart = no\n",
		"plans/p.ini:3: [service a] restart = no: this key stands in line 2 already\n");
	assert_check("plans/p.ini", "[service a]\ncomand = /bin/x\n",
		"plans/p.ini:2: [service a] comand = /bin/x: unknown key of a service; did you mean "
		"command?\n");
	assert_check("plans/p.ini", "[service a]\ncommand = x\n",
		"plans/p.ini:2: [service a] command = x: the program is an absolute path such as "
		"/usr/bin/x\n");
	assert_check("plans/p.ini", "[service a]\ncommand = \"/bin/x 'a\"\n",
		"plans/p.ini:2: [service a] command = /bin/x 'a: the closing ' is missing\n");
	assert_check("plans/p.ini", "[service a]\ncommand = \"/bin/x a'b'\"\n",
		"plans/p.ini:2: [service a] command = /bin/x a'b': a word with blanks stands in '...' "
		"as a whole: "
		"'--title=two words'\n");
	assert_check("plans/p.ini", "[service a]\ncommand = /bin/x %z\n",
		"plans/p.ini:2: [service a] command = /bin/x %z: unknown %z: there are %u (name), %U "
		"(uid), %h "
		"(home), %%\n");
	assert_check("plans/p.ini", "[service a]\nenvironment = A=1 2B=3\n",
		"plans/p.ini:2: [service a] environment = A=1 2B=3: \"2B=3\": write NAME=VALUE; "
		"blanks are between "
		"variables\n");
	assert_check("plans/p.ini", "[service a]\nforward = 65536\n",
		"plans/p.ini:2: [service a] forward = 65536: too large: from 1 to 65535\n");
	assert_check("plans/p.ini", "[service a]\nrestart = sometimes\n",
		"plans/p.ini:2: [service a] restart = sometimes: write no, on-failure, on-failure:10, "
		"always or "
		"always:10\n");
	assert_check("plans/p.ini", "[service a]\nrestart = always:0\n",
		"plans/p.ini:2: [service a] restart = always:0: too small: from 1 to 1000000\n");
	assert_check("plans/p.ini", "[service a]\nlog = /var/log/x\n",
		"plans/p.ini:2: [service a] log = /var/log/x: write journal, or a file in the home such as "
		"%h/web.log\n");
	assert_check("hostel.ini", "[host]\n[service a]\n",
		"hostel.ini:2: [service a]: a service stands in a file of plans/ or tenants/ only\n");
}

/* Of the whole policy: a plan may leave to others what one file lacks. */
static void test_whole(void **state)
{
	static const struct memory_file lacking[] = {
		{.path = "hostel.ini", .text = "[host]\n"},
		{.path = "tenants/alice.ini", .text = "[service a]\nforward = 80\n[service b]\ncommand =\n"},
	};
	struct problems ps = {0};
	struct policy p;

	(void)state;
	assert_check("tenants/alice.ini", lacking[1].text, "");
	assert_int_equal(policy_load(&p, READER(lacking), &alice, &ps), EINVAL);
	assert_problems(&ps,
		"tenants/alice.ini:2: [service a]: the command is missing: command = /usr/bin/...\n"
		"tenants/alice.ini:2: [service a] forward = 80: this needs listen = unix: what comes "
		"in there is "
		"carried\n"
		"tenants/alice.ini:4: [service b] command: the command is missing: command = /usr/bin/...\n");
}

static void test_too_many(void **state)
{
	char text[2048] = "";
	size_t used = 0;
	struct problems ps = {0};
	struct policy p;
	const struct memory_file many[] = {
		{.path = "hostel.ini", .text = "[host]\n"},
		{.path = "plans/web.ini", .text = "[service last]\ncommand = /bin/x\n"},
		{.path = "tenants/alice.ini", .text = text},
	};

	(void)state;
	used += (size_t)snprintf(text, sizeof(text), "[tenant]\nplan = web\n");
	for (int i = 0; i < SERVICES_MAX; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
			"[service s%d]\ncommand = /bin/x\n", i);
	assert_int_equal(policy_load(&p, READER(many), &alice, &ps), EINVAL);
	assert_problems(&ps, "tenants/alice.ini:34: this is service number 17: a tenant has 16 at most\n");
	snprintf(text + used, sizeof(text) - used, "[service more]\n");
	assert_check("tenants/alice.ini", text,
		"tenants/alice.ini:35: [service more]: at most 16 services can stand in a file\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_chain),
		cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_too_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
