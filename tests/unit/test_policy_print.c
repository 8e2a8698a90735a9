/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * policy/print.c: what is printed is what could be written, and reads as the same value.
 */
#include "policy_test.h"

static void test_text_grows(void **state)
{
	char buffer[8];
	struct text t = {.buffer = buffer, .size = sizeof(buffer)};

	(void)state;
	text_add(&t, "%s", "abcd");
	text_add(&t, "%d", 12345);
	assert_string_equal(buffer, "abcd123");
	assert_int_equal(t.length, 9);
	text_add(&t, "x");
	assert_string_equal(buffer, "abcd123");
	assert_int_equal(t.length, 10);
	assert_false(t.special);
	text_put(&t, "#");
	assert_true(t.special);
}

static void test_templates(void **state)
{
	char buffer[32];
	struct text t = {.buffer = buffer, .size = sizeof(buffer)};

	(void)state;
	text_put_template(&t, "%a%%b");
	assert_string_equal(buffer, "%%a%%%%b");
	assert_false(t.special);
	t = (struct text){0};
	text_put_template(&t, "a;b%c");
	assert_true(t.special);
	t = (struct text){0};
	text_put_template(&t, "a%b#c");
	assert_true(t.special);
}

static const struct memory_file files[] = {
	{.path = "hostel.ini",
		.text = "[filesystem]\nread_only = \"/srv/a;b:/x, /srv/100%%#\"\nhide = /y\n"},
	{.path = "tenants/alice.ini", .text = "\n"},
};

static void test_quotes(void **state)
{
	struct policy p;
	struct problems ps = {0};
	char buffer[128];
	char tiny[4];
	int length;

	(void)state;
	assert_int_equal(policy_load(&p, READER(files), &alice, &ps), 0);
	length = policy_print_field(&p, FIELD_read_only, buffer, sizeof(buffer));
	assert_string_equal(buffer, "\"/srv/a;b:/x, /srv/100%%#\"");
	assert_int_equal(length, strlen(buffer));
	assert_int_equal(policy_print_field(&p, FIELD_read_only, tiny, sizeof(tiny)), length);
	assert_string_equal(tiny, "\"/s");
	assert_int_equal(policy_print_field(&p, FIELD_read_only, NULL, 0), length);
	assert_int_equal(policy_print_field(&p, FIELD_hide, buffer, sizeof(buffer)), 2);
	assert_string_equal(buffer, "/y");
	assert_int_equal(policy_print_field(&p, FIELD_tmpfs, buffer, sizeof(buffer)), 0);
	assert_string_equal(buffer, "");
	policy_free(&p);
}

/* Write every field of a policy as hostel.ini would have it. */
static void print_file(const struct policy *p, char *text, size_t size)
{
	const char *section = "";
	size_t length = 0;

	for (unsigned int id = 0; id < FIELD_COUNT; id++) {
		const struct field_info *info = policy_field((enum field_id)id);

		if (info->scope != SCOPE_HOST && info->scope != SCOPE_POLICY)
			continue;
		if (strcmp(section, info->section) != 0)
			length += (size_t)snprintf(
				text + length, size - length, "[%s]\n", info->section);
		section = info->section;
		length += (size_t)snprintf(text + length, size - length, "%s = ", info->key);
		length += (size_t)policy_print_field(
			p, (enum field_id)id, text + length, size - length);
		length += (size_t)snprintf(text + length, size - length, "\n");
	}
	assert_true(length < size);
}

static void test_printed_reads_the_same(void **state)
{
	static const struct memory_file all[] = {
		{.path = "hostel.ini",
			.text = "[host]\ntenants = bob, @web, 2000-2999\ntimeout = 90s\nwtmp = "
				"none\n"
				"cgroup = a/b\n[session]\nshell = %h/sh\nservices =\nlinger = 90m\n"
				"hostname = x.%U\nenvironment = A, B_*\n[filesystem]\nhome = "
				"tmpfs\n"
				"read_only = '/srv/a;b:/x, /100%%'\ntmpfs = /c:65537B, /d:3M\n"
				"hide = /e, /f%%\n[resources]\ncpu.max = 33333 100000\n"
				"memory.max = max\n[ulimits]\ncore = 0:max\nrttime = 1500us\n"
				"cpu = 61:2h\n[capabilities]\nkeep = NET_RAW\n"},
		{.path = "tenants/alice.ini", .text = "\n"},
	};
	char text[8192];
	const struct memory_file again[] = {
		{.path = "hostel.ini", .text = text},
		{.path = "tenants/alice.ini", .text = "\n"},
	};
	struct policy p;
	struct policy q;
	struct problems ps = {0};

	(void)state;
	assert_int_equal(policy_load(&p, READER(all), &alice, &ps), 0);
	print_file(&p, text, sizeof(text));
	(void)policy_load(&q, READER(again), &alice, &ps);
	assert_problems(&ps, "");
	for (unsigned int id = 0; id < FIELD_COUNT; id++) {
		char first[512];
		char second[512];

		(void)policy_print_field(&p, (enum field_id)id, first, sizeof(first));
		(void)policy_print_field(&q, (enum field_id)id, second, sizeof(second));
		assert_string_equal(first, second);
	}
	assert_string_equal(q.read_only.items[1].source, "/100%");
	assert_int_equal(q.ulimit_rttime.soft, 1500);
	assert_int_equal(q.cpu_max, 34);
	policy_free(&p);
	policy_free(&q);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text_grows),
		cmocka_unit_test(test_templates),
		cmocka_unit_test(test_quotes),
		cmocka_unit_test(test_printed_reads_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
