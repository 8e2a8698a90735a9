/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * policy/file/lex.c: the safety net. What iniparser reads must be what the scan saw, or it is a mistake.
 */
#include <fcntl.h>
#include <unistd.h>

#if __has_include(<iniparser/iniparser.h>)
#include <iniparser/iniparser.h>
#else
#include <iniparser.h>
#endif

#include "policy_test.h"

#include "policy/file/lex.h"
#include "policy/file/scan.h"

#define FILE_NAME "hostel.ini"

static struct scan_entry entry(const char *key, const char *value)
{
	return (struct scan_entry){
		.line = 2, .field = FIELD_timeout, .section = "host", .key = key, .value = value};
}

static void assert_compared(const char *clean, struct scan_entry *e, const char *expected)
{
	struct scan s = {.entry_count = 1, .entries = e};
	struct problems ps = {0};

	s.clean = strdup(clean);
	assert_non_null(s.clean);
	s.clean_length = strlen(clean);
	assert_int_equal(lex_compare(&s, FILE_NAME, &ps), 0);
	assert_problems(&ps, expected);
	free(s.clean);
}

static void test_agreement(void **state)
{
	struct scan_entry e = entry("timeout", "5s");
	struct scan_entry empty = entry("timeout", "");

	(void)state;
	assert_compared("[host]\ntimeout=5s\n", &e, "");
	assert_compared("[host]\ntimeout=\"5s\"\n", &e, "");
	assert_compared("[host]\ntimeout='5s'\n", &e, "");
	assert_compared("[host]\ntimeout=\n", &empty, "");
	assert_compared("[host]\ntimeout=\"\"\n", &empty, "");
	assert_compared("[host]\ntimeout=''\n", &empty, "");
}

static void test_disagreement(void **state)
{
	struct scan_entry e = entry("timeout", "5s");

	(void)state;
	assert_compared("[host]\ntimeout=50s\n", &e,
		FILE_NAME ":2: [host] timeout = 5s: iniparser reads this line in another way "
			  "(\"50s\"): write it more plainly\n");
	assert_compared("[host]\ntimeut=5s\n", &e,
		FILE_NAME ":2: [host] timeout = 5s: iniparser reads this line in another way "
			  "(\"nothing\"): write it more plainly\n");
	assert_compared("[host]\ntimeout=5s\ntimeout=6s\n", &e,
		FILE_NAME ":2: [host] timeout = 5s: iniparser reads this line in another way "
			  "(\"6s\"): write it more plainly\n");
}

static int complaints;

static int count_complaint(const char *format, ...)
{
	(void)format;
	return complaints++;
}

/* A syntax error of iniparser's must be refused. Who hears of it is the process's to say. */
static void test_refusal(void **state)
{
	struct scan_entry e = entry("timeout", "5s");
	struct scan s = {.entry_count = 1, .entries = &e};
	struct problems ps = {0};
	char clean[] = "[host]\nno key\n";

	(void)state;
	iniparser_set_error_callback(count_complaint);
	s.clean = clean;
	s.clean_length = strlen(clean);
	assert_int_equal(lex_compare(&s, FILE_NAME, &ps), EINVAL);
	assert_int_equal(ps.count, 1);
	assert_string_equal(ps.v[0].file, FILE_NAME);
	assert_int_equal(complaints, 1);
	assert_compared("[host]\ntimeout=5s\n", &e, "");
	assert_int_equal(complaints, 1);
	assert_null(iniparser_load("/nonexistent"));
	assert_int_equal(complaints, 2);
	iniparser_set_error_callback(NULL);
}

/* Values with every byte that may stand in one come out of iniparser as they went in. */
static void test_every_byte(void **state)
{
	(void)state;
	for (int byte = ' '; byte <= '~'; byte++) {
		static const char *const forms[][2] = {
			{"a", "b"}, {"\"a", "b\""}, {"'a", "b'"}, {"\"", " b\""}};

		for (size_t i = 0; i < COUNT_OF(forms); i++) {
			char text[64];
			char value[16];
			const struct source source = {.file = FILE_NAME, .text = text};
			struct source known = source;
			struct problems ps = {0};
			struct scan s;

			(void)snprintf(
				value, sizeof(value), "%s%c%s", forms[i][0], byte, forms[i][1]);
			(void)snprintf(text, sizeof(text), "[host]\ncgroup = %s\n", value);
			known.length = strlen(text);
			assert_int_equal(scan_text(&s, &known, &ps), 0);
			assert_int_equal(s.entry_count + ps.count, 1);
			ps = (struct problems){0};
			assert_int_equal(lex_compare(&s, FILE_NAME, &ps), 0);
			assert_problems(&ps, "");
			scan_release(&s);
		}
	}
}

static int count_descriptors(void)
{
	int count = 0;

	for (int fd = 0; fd < 256; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

static void test_no_descriptor_stays(void **state)
{
	struct scan_entry e = entry("timeout", "5s");
	int before = count_descriptors();

	(void)state;
	assert_compared("[host]\ntimeout=5s\n", &e, "");
	assert_int_equal(count_descriptors(), before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_agreement),
		cmocka_unit_test(test_disagreement),
		cmocka_unit_test(test_refusal),
		cmocka_unit_test(test_every_byte),
		cmocka_unit_test(test_no_descriptor_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
