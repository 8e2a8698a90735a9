/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cli/pam_stack.c and lib/host/subids.c: what hostel doctor reads.
 */
#include "lib_test.h"

#include <sys/stat.h>

#include "cli/pam_stack.c"
#include "host/subids.h"

static char directory[64];

static int make_directory(void **state)
{
	(void)state;
	strcpy(directory, "/tmp/hostel-pam-XXXXXX");
	return mkdtemp(directory) ? 0 : -1;
}

static int remove_directory(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", directory);
	return system(command);
}

static void put_file(const char *name, const char *text)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	file = fopen(path, "we");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static struct pam_stack *read_service(const char *text)
{
	static struct pam_stack s;

	put_file("service", text);
	assert_true(pam_stack_read(&s, directory, "service"));
	return &s;
}

static void assert_stack(const struct pam_stack *s, const char *expected)
{
	char seen[1024] = "";

	for (size_t i = 0; i < s->count; i++)
		snprintf(seen + strlen(seen), sizeof(seen) - strlen(seen), "%s:%s:%s\n",
			s->lines[i].type, s->lines[i].module, s->lines[i].rest);
	assert_string_equal(seen, expected);
}

static void test_lines(void **state)
{
	(void)state;
	assert_stack(read_service(""), "");
	assert_stack(read_service("# nothing\n\n  \t\n"), "");
	assert_stack(read_service("account required pam_a.so"), "account:pam_a.so:\n");
	assert_stack(read_service("-session optional /lib/security/pam_b.so  x=1 y # z\n"),
		"session:pam_b.so:x=1 y \n");
	assert_stack(read_service("account [success=1 default=ignore] pam_c.so quiet\n"),
		"account:pam_c.so:quiet\n");
	assert_stack(read_service("auth \\\nrequired \\\n pam_d.so \\\n debug\n"),
		"auth:pam_d.so:debug\n");
	assert_stack(read_service("auth required\nnonsense\n"), "");
	assert_stack(read_service("auth [unclosed pam_e.so\n"), "auth:pam_e.so:\n");
}

static void test_includes(void **state)
{
	struct pam_stack *s;

	(void)state;
	put_file("common", "auth required pam_x.so\nsession required pam_y.so\n");
	s = read_service("@include common\nsession required pam_z.so\n");
	assert_stack(s, "auth:pam_x.so:\nsession:pam_y.so:\nsession:pam_z.so:\n");
	assert_false(s->incomplete);
	s = read_service("session include common\naccount substack common\n");
	assert_stack(s, "session:pam_y.so:\n");
	assert_true(read_service("@include missing\n")->incomplete);
	assert_true(read_service("@include service\nauth required pam_a.so\n")->incomplete);
	assert_false(pam_stack_read(s, directory, "missing"));
}

static void test_too_many(void **state)
{
	char text[8192] = "";
	struct pam_stack *s;

	(void)state;
	for (int i = 0; i < PAM_STACK_MAX + 1; i++)
		strcat(text, "session required pam_a.so\n");
	s = read_service(text);
	assert_int_equal(s->count, PAM_STACK_MAX);
	assert_true(s->incomplete);
}

static void test_find(void **state)
{
	struct pam_stack *s = read_service("account required pam_a.so\nsession required pam_a.so\n"
		"session required pam_b.so\nauth required pam_c.so\n");

	(void)state;
	assert_string_equal(pam_stack_last(s, "session")->module, "pam_b.so");
	assert_null(pam_stack_last(s, "password"));
	assert_ptr_equal(pam_stack_find(s, "session", "pam_a.so"), &s->lines[1]);
	assert_null(pam_stack_find(s, "auth", "pam_a.so"));
}

static void test_skips(void **state)
{
	static const struct {
		const char *text;
		bool skipped;
	} cases[] = {
		{"session optional pam_systemd.so\n", false},
		{"session [success=1 default=ignore] pam_succeed_if.so user ingroup h\n"
		 "session optional pam_systemd.so\n", true},
		{"session [default=ignore success=2] pam_succeed_if.so user ingroup h\n"
		 "session required pam_unix.so\nauth required pam_unix.so\n"
		 "session optional pam_systemd.so\n", true},
		{"session [success=1 default=ignore] pam_succeed_if.so user ingroup h\n"
		 "session required pam_unix.so\nsession optional pam_systemd.so\n", false},
		{"auth [success=1 default=ignore] pam_succeed_if.so user ingroup h\n"
		 "session optional pam_systemd.so\n", false},
		{"session [success=ok default=ignore] pam_succeed_if.so user ingroup h\n"
		 "session optional pam_systemd.so\n", false},
		{"session [default=1] pam_permit.so\nsession optional pam_systemd.so\n", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct pam_stack *s = read_service(cases[i].text);

		assert_int_equal(pam_stack_skips(s, pam_stack_find(s, "session", "pam_systemd.so")),
			cases[i].skipped);
	}
}

static void test_end_before(void **state)
{
	static const struct {
		const char *text, *end;
	} cases[] = {
		{"session required pam_a.so\n", ""},
		{"session sufficient pam_a.so\n", "pam_a.so"},
		{"session [success=done default=ignore] pam_a.so\n", "pam_a.so"},
		{"session [user_unknown=ignore default=done] pam_a.so\n", "pam_a.so"},
		{"session [success=ok user_unknown=bad default=done] pam_a.so\n", ""},
		{"session [success=ok ignore=ignore default=bad] pam_a.so\n", ""},
		{"account sufficient pam_a.so\n", ""},
		{"session sufficient pam_succeed_if.so user notingroup h\n", ""},
		{"session include ends\n", "pam_e.so"},
		{"session substack ends\n", ""},
		{"session substack ends\nsession sufficient pam_a.so\n", "pam_a.so"},
	};

	(void)state;
	put_file("ends", "session sufficient pam_e.so\n");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct pam_line *end;
		const struct pam_stack *s;
		char text[256];

		snprintf(text, sizeof(text),
			"%ssession required pam_hostel.so\nsession sufficient pam_z.so\n",
			cases[i].text);
		s = read_service(text);
		end = pam_stack_end_before(s, pam_stack_find(s, "session", "pam_hostel.so"));
		assert_string_equal(end ? end->module : "", cases[i].end);
	}
}

static void test_subids(void **state)
{
	static const char *const bad[] = {"", "x", "x:", "x:1", "x:1:", "x:1:0", ":1:1", "x:-1:1",
		"x:1:1 ", "x: 1:1", "x:1:1:1", "x:4294967296:1", "x:4294967295:2", "x:1:4294967296",
		"x:99999999999999999999:1"};
	struct uid_range r;

	(void)state;
	assert_true(subids_read("alice:100000:65536", &r));
	assert_int_equal(r.first, 100000);
	assert_int_equal(r.last, 165535);
	assert_true(subids_read("1000:4294967295:1", &r));
	assert_int_equal(r.last, UINT32_MAX);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (subids_read(bad[i], &r))
			fail_msg("\"%s\" is taken", bad[i]);
}

static void test_ranges(void **state)
{
	static const struct uid_range a = {10, 19}, below = {0, 9}, above = {20, 29}, first = {0, 10},
		last = {19, 30}, inside = {12, 13}, around = {0, 100};

	(void)state;
	assert_false(ranges_meet(&a, &below));
	assert_false(ranges_meet(&a, &above));
	assert_true(ranges_meet(&a, &first));
	assert_true(ranges_meet(&a, &last));
	assert_true(ranges_meet(&a, &inside));
	assert_true(ranges_meet(&a, &around));
	assert_true(ranges_meet(&a, &a));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_includes),
		cmocka_unit_test(test_too_many),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_skips),
		cmocka_unit_test(test_end_before),
		cmocka_unit_test(test_subids),
		cmocka_unit_test(test_ranges),
	};

	return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
