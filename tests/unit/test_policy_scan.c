/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * policy/scan*.c: lines that iniparser would swallow, cut or overwrite silently.
 */
#include "policy_test.h"

#include "policy/file/scan_bytes.h"
#include "policy/file/scan_names.h"

#define HOST "hostel.ini"

static void assert_bytes(const char *text, size_t length, const char *expected)
{
	const struct memory_file files[] = {{.path = HOST, .text = text, .length = length}};
	struct problems ps = {0};
	int error = policy_check_file(READER(files), HOST, &ps);

	assert_problems(&ps, expected);
	assert_int_equal(error, expected[0] ? EINVAL : 0);
}

static void test_good_files(void **state)
{
	(void)state;
	assert_check(HOST, "\n", "");
	assert_check(HOST, "[host]", "");
	assert_check(HOST, "; x\n#y\n  # z \xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\n\t\n[host]\n", "");
	assert_check(HOST, "  [host]  \n\ttimeout\t=\t5s\t\n", "");
	assert_check(HOST, "[host]\ntimeout=5s # \xc3\xa4 it's; \"\n", "");
	assert_check(HOST, "[host]\ntimeout = \"5s\" ; c = d\n", "");
	assert_check(HOST, "[host]\ntimeout = '5s'\ntenants =\ncgroup = a", "");
	assert_check(HOST, "[host]\ntenants = ; nobody\n", "");
	assert_check(HOST, "[host]\ntenants = \"\"\n", "");
	assert_check(HOST, "[host]\ntenants = '' # nobody\n", "");
	assert_check(HOST, "[filesystem]\nread_only = \"/srv/a;b, /srv/c#d\"\n", "");
	assert_check(HOST, "[plans]\n@web = pro\n@Web2 = basic\n", "");
}

static void test_bad_bytes(void **state)
{
	(void)state;
	assert_bytes("[host]\ntime\0out = 5s\n", 20, HOST ":2: time: a NUL byte at column 5\n");
	assert_bytes("\0", 1, HOST ":1: a NUL byte at column 1\n");
	assert_check(HOST, "[host]\ntimeout = \x1b[2J5s\n",
		HOST ":2: timeout = ?[2J5s: a control byte 0x1b at column 11\n");
	assert_check(HOST, "# bell \a\n", HOST ":1: # bell ?: a control byte 0x07 at column 8\n");
	assert_check(HOST, "[host]\ntimeout\v= 5s\n",
		HOST ":2: timeout?= 5s: a control byte 0x0b at column 8\n");
	assert_check(HOST, "# a\x7f\n", HOST ":1: # a?: a control byte 0x7f at column 4\n");
	assert_check(HOST, "[host]\ncgroup = caf\xc3\xa9\n",
		HOST ":2: [host] cgroup = caf??: only ASCII can stand here; other letters in "
		     "comments only\n");
	assert_check(HOST, "[host]\nc\xc3\xa4 = x\n",
		HOST ":2: [host] c?? = x: only ASCII can stand here; other letters in comments "
		     "only\n");
	assert_check(HOST, "[h\xc3\xb6st]\n", HOST ":1: [h??st]: unknown section\n");
	assert_check(HOST, "\xef\xbb\xbf[host]\n",
		HOST ":1: ???[host]: there is no = in this line: write key = value\n");
}

static void test_bad_utf8(void **state)
{
	static const char *const bad[] = {"\xe4", "\xc3", "\xc0\xaf", "\xc1\xbf", "\xe0\x80\xaf",
		"\xed\xa0\x80", "\xf0\x80\x80\xaf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff",
		"\x80", "\xe2\x82", "\xc3("};
	struct complaint c;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		char expected[64];

		assert_int_equal(scan_bytes(bad[i], strlen(bad[i]), &c), EINVAL);
		(void)snprintf(expected, sizeof(expected),
			"the byte 0x%02x at column 1 is not UTF-8", (unsigned char)bad[i][0]);
		assert_string_equal(c.message, expected);
	}
	assert_int_equal(scan_bytes("\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf", 10, &c), 0);
}

static void test_carriage_returns(void **state)
{
	static const char crlf[] =
		": the line ends with CR LF: save the file with Unix line ends\n";
	char expected[256];

	(void)state;
	(void)snprintf(expected, sizeof(expected),
		HOST ":1%s" HOST ":3: [host] timeout = 5: a time needs a unit: 30s, 10m, 2h, 1d\n",
		crlf);
	assert_check(HOST, "[host]\r\ntenants = a\r\ntimeout = 5\r\n", expected);
	assert_check(HOST, "[host]\rtimeout = 5s\n",
		HOST ":1: [host]?timeout = 5s: a control byte 0x0d at column 7\n");
}

static void test_sizes(void **state)
{
	char *text = malloc(POLICY_FILE_SIZE_MAX + 2);
	char expected[160];

	(void)state;
	assert_non_null(text);
	memset(text, '\n', POLICY_FILE_SIZE_MAX + 1);
	assert_bytes(text, POLICY_FILE_SIZE_MAX, "");
	assert_bytes(
		text, POLICY_FILE_SIZE_MAX + 1, HOST ": the file is larger than 262144 bytes\n");
	memset(text, '#', POLICY_LINE_SIZE_MAX);
	assert_bytes(text, POLICY_LINE_SIZE_MAX + 1, "");
	memset(text, '#', POLICY_LINE_SIZE_MAX + 1);
	(void)snprintf(expected, sizeof(expected),
		HOST ":1: %.92s...: the line is longer than 1000 bytes\n", text);
	assert_bytes(text, POLICY_LINE_SIZE_MAX + 2, expected);
	free(text);
}

static void test_longest_value(void **state)
{
	char text[2048];
	int length = snprintf(text, sizeof(text), "[session]\nservices = ");

	(void)state;
	for (int i = 0; length + 8 < POLICY_LINE_SIZE_MAX + 10; i++)
		length += snprintf(text + length, sizeof(text) - (size_t)length, "x%06d,", i);
	while (length < POLICY_LINE_SIZE_MAX + 10)
		length += snprintf(text + length, sizeof(text) - (size_t)length, "y");
	assert_int_equal(strlen(text + 10), POLICY_LINE_SIZE_MAX);
	assert_check(HOST, text, "");
}

static void test_continuation(void **state)
{
	static const char expected[] =
		HOST ":1: # x\\: a line cannot be continued with a \\ at its end\n" HOST
		     ":3: timeout = \\: a line cannot be continued with a \\ at its end\n";

	(void)state;
	assert_check(HOST, "# x\\ \n[host]\ntimeout = \\\n", expected);
	assert_check(HOST, "[host]\ncgroup = a\\b\n",
		HOST ":2: [host] cgroup = a\\b: a backslash has no meaning here and cannot be part "
		     "of a value\n");
	assert_check(HOST, "[host]\ncgroup = \"a\\\"\n",
		HOST ":2: [host] cgroup = \"a\\\": a backslash has no meaning here and cannot be "
		     "part of a value\n");
}

static void test_headers(void **state)
{
	(void)state;
	assert_check(HOST, "[host]\n[host]\n",
		HOST ":2: [host]: this section stands in line 1 already\n");
	assert_check(HOST, "[host\ntimeout = 5\n",
		HOST ":1: [host: the ] is missing\n" HOST
		     ":2: [host] timeout = 5: a time needs a unit: 30s, 10m, 2h, 1d\n");
	assert_check(HOST, "[host] ; x\n",
		HOST ":1: [host] ; x: nothing may stand behind ]: put a comment on a line of its "
		     "own\n");
	assert_check(HOST, "[host] timeout = 5s\n",
		HOST ":1: [host] timeout = 5s: nothing may stand behind ]: put a comment on a line "
		     "of its own\n");
	assert_check(HOST, "[ host ]\n", HOST ":1: [ host ]: no blanks inside [ and ]\n");
	assert_check(HOST, "[]\n", HOST ":1: []: unknown section\n");
	assert_check(HOST, "[\n", HOST ":1: [: the ] is missing\n");
	assert_check(HOST, "[HOST]\n", HOST ":1: [HOST]: write it in lower case: [host]\n");
	assert_check(HOST, "[resource]\n",
		HOST ":1: [resource]: unknown section; did you mean [resources]?\n");
	assert_check(HOST, "[plns]\n", HOST ":1: [plns]: unknown section; did you mean [plans]?\n");
	assert_check(HOST, "[a:b]\n", HOST ":1: [a:b]: unknown section\n");
}

static void test_keys_in_unknown_section(void **state)
{
	(void)state;
	assert_check(HOST, "[nonsense]\na = b\nmemory.max = 1\n[host]\ntimeout = 5\n",
		HOST ":1: [nonsense]: unknown section\n" HOST
		     ":5: [host] timeout = 5: a time needs a unit: 30s, 10m, 2h, 1d\n");
}

static void test_lines(void **state)
{
	(void)state;
	assert_check(HOST, "timeout = 5s\n",
		HOST ":1: timeout = 5s: this key stands before any [section]; it belongs in "
		     "[host]\n");
	assert_check(HOST, "x = 5s\n", HOST ":1: x = 5s: this key stands before any [section]\n");
	assert_check(HOST, "[host]\ntimeout\n",
		HOST ":2: timeout: there is no = in this line: write key = value\n");
	assert_check(
		HOST, "[host]\n= 5s\n", HOST ":2: [host]  = 5s: a key is missing before the =\n");
	assert_check(HOST, "[host]\n\"timeout\" = 5s\n",
		HOST ":2: [host] \"timeout\" = 5s: unknown key; did you mean timeout?\n");
}

static void test_values(void **state)
{
	static const char quote_it[] =
		"put the value in quotes if the ; belongs to it, or a blank before it if it starts "
		"a comment\n";
	char expected[256];

	(void)state;
	(void)snprintf(expected, sizeof(expected), HOST ":2: [host] timeout = 5s;x: %s", quote_it);
	assert_check(HOST, "[host]\ntimeout = 5s;x\n", expected);
	(void)snprintf(expected, sizeof(expected), HOST ":2: [host] tenants = ;x: %s", quote_it);
	assert_check(HOST, "[host]\ntenants =;x\n", expected);
	assert_check(HOST, "[host]\ntimeout = \"5s\n",
		HOST ":2: [host] timeout = \"5s: the closing \" is missing\n");
	assert_check(HOST, "[host]\ntimeout = '5s\" ; '\n",
		HOST ":2: [host] timeout = 5s\" ; : unknown unit \"s\" ; \": did you mean "
		     "5s?\n");
	assert_check(HOST, "[host]\ntimeout = 5s\"\n",
		HOST ":2: [host] timeout = 5s\": quotes go around the whole value or not at "
		     "all\n");
	assert_check(HOST, "[host]\ntimeout = \"5\" s\n",
		HOST ":2: [host] timeout = \"5\" s: nothing may stand behind the closing quote\n");
	assert_check(HOST, "[host]\ntimeout = \"5s\"#x\n",
		HOST ":2: [host] timeout = \"5s\"#x: a comment needs a blank before its #\n");
}

static void test_duplicates(void **state)
{
	(void)state;
	assert_check(HOST, "[host]\ntimeout = 5s\n\ntimeout = 5s\n",
		HOST ":4: [host] timeout = 5s: this key stands in line 2 already\n");
	assert_check(HOST, "[host]\ntimeout = 5s\nTimeout = 5s\n",
		HOST ":3: [host] Timeout = 5s: this key stands in line 2 already\n");
	assert_check(HOST, "[host]\ntimeout = 5s\n[session]\n[host]\ntimeout = 5s\n",
		HOST ":4: [host]: this section stands in line 1 already\n" HOST
		     ":5: [host] timeout = 5s: this key stands in line 2 already\n");
	assert_check(HOST, "[plans]\n@web = a\n@web = b\n@Web = c\n",
		HOST ":3: [plans] @web = b: this group stands in line 2 already\n" HOST
		     ":4: [plans] @Web = c: differs from line 2 only in the case of letters\n");
}

static void test_keys(void **state)
{
	(void)state;
	assert_check(HOST, "[host]\nTIMEOUT = 5s\n",
		HOST ":2: [host] TIMEOUT = 5s: write the key in lower case: timeout\n");
	assert_check(HOST, "[host]\nmemory.max = 1G\n",
		HOST ":2: [host] memory.max = 1G: no such key here; it belongs in [resources]\n");
	assert_check(HOST, "[host]\nsuspended = yes\n",
		HOST ":2: [host] suspended = yes: no such key here; it belongs in [tenant] of a "
		     "file of tenants/ only\n");
	assert_check(HOST, "[host]\nmemory.mx = 1G\n",
		HOST ":2: [host] memory.mx = 1G: unknown key; did you mean memory.max of "
		     "[resources]?\n");
	assert_check(HOST, "[host]\ntimeut = 5s\n",
		HOST ":2: [host] timeut = 5s: unknown key; did you mean timeout?\n");
	assert_check(HOST, "[host]\nfrobnicate = 5s\n",
		HOST ":2: [host] frobnicate = 5s: unknown key\n");
}

static void test_scopes(void **state)
{
	static const char text[] =
		"[host]\ntimeout = bad\n[plan]\n[tenant]\nsuspended = no\n[plans]\nx = y\n";

	(void)state;
	assert_check(HOST, text,
		HOST ":2: [host] timeout = bad: this is not a number\n" HOST
		     ":3: [plan]: this section belongs in a file of plans/ only\n" HOST
		     ":5: [tenant] suspended = no: this key belongs in a file of tenants/ only\n" HOST
		     ":7: [plans] x = y: write @GROUP = PLAN\n");
	assert_check("plans/a.ini", text,
		"plans/a.ini:1: [host]: this section belongs in hostel.ini only\n"
		"plans/a.ini:5: [tenant] suspended = no: this key belongs in a file of tenants/ only\n"
		"plans/a.ini:6: [plans]: this section belongs in hostel.ini only\n");
	assert_check("tenants/a.ini", text,
		"tenants/a.ini:1: [host]: this section belongs in hostel.ini only\n"
		"tenants/a.ini:3: [plan]: this section belongs in a file of plans/ only\n"
		"tenants/a.ini:6: [plans]: this section belongs in hostel.ini only\n");
}

/* Only sums of what tenants use; and the sections of others are named. */
static void test_owners(void **state)
{
	(void)state;
	assert_check("owners/a.ini",
		"[resources]\nmemory.max = 1G\nmemory.high = 900M\nmemory.swap.max = 0B\npids.max = 300\n"
		"cpu.max = 200%\ncpu.weight = 50\nio.max = * rbps=1M\nio.weight = 50\n"
		"when_unavailable = warn\n", "");
	assert_check("owners/a.ini", "[tenant]\nowner = b\n[session]\n[plans]\n",
		"owners/a.ini:1: [tenant]: only [resources] can stand in a file of owners/\n"
		"owners/a.ini:3: [session]: only [resources] can stand in a file of owners/\n"
		"owners/a.ini:4: [plans]: only [resources] can stand in a file of owners/\n");
	assert_check("owners/a.ini",
		"memory.max = 1G\n[resources]\nmemory.low = 1G\ncpuset.cpus = 0\nmemory.max = 300\n"
		"memry.max = 1G\nnofile = 9\n",
		"owners/a.ini:1: memory.max = 1G: this key stands before any [section]; it belongs in "
		"[resources]\n"
		"owners/a.ini:3: [resources] memory.low = 1G: this key is none of an owner's: hostel.ini(5) "
		"lists those that are\n"
		"owners/a.ini:4: [resources] cpuset.cpus = 0: this key is none of an owner's: hostel.ini(5) "
		"lists those that are\n"
		"owners/a.ini:5: [resources] memory.max = 300: a size needs a unit: 512M, 2G or max\n"
		"owners/a.ini:6: [resources] memry.max = 1G: unknown key; did you mean memory.max?\n"
		"owners/a.ini:7: [resources] nofile = 9: no such key here; it is none of an owner's\n");
}

static void test_plan_lines(void **state)
{
	(void)state;
	assert_check(HOST, "[plans]\n@web =\n@b:c = x\n@ = x\n@d = a/b\n",
		HOST ":2: [plans] @web: the name of a plan is missing\n" HOST
		     ":3: [plans] @b:c = x: \"b:c\" cannot be the name of a group\n" HOST
		     ":4: [plans] @ = x: \"\" cannot be the name of a group\n" HOST
		     ":5: [plans] @d = a/b: only letters, digits and _.- can stand here\n");
}

static void test_many_plan_lines(void **state)
{
	char *text = malloc(32 * (POLICY_PLANS_MAX + 4));
	size_t length = (size_t)sprintf(text, "[plans]\n");

	(void)state;
	for (int i = 0; i < POLICY_PLANS_MAX; i++)
		length += (size_t)sprintf(text + length, "@group%d = basic\n", i);
	assert_check(HOST, text, "");
	(void)sprintf(text + length, "@more = basic\n@evenmore = basic\n");
	assert_check(HOST, text,
		HOST ":1026: [plans] @more = basic: at most 1024 lines can stand in [plans]\n");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good_files),
		cmocka_unit_test(test_bad_bytes),
		cmocka_unit_test(test_bad_utf8),
		cmocka_unit_test(test_carriage_returns),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_longest_value),
		cmocka_unit_test(test_continuation),
		cmocka_unit_test(test_headers),
		cmocka_unit_test(test_keys_in_unknown_section),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_duplicates),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_scopes),
		cmocka_unit_test(test_owners),
		cmocka_unit_test(test_plan_lines),
		cmocka_unit_test(test_many_plan_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
