/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * man/hostel.ini.5 and fields.def agree: every key stands in its section with its default, and no
 * other key does. So do it and syscalls.def: each group, with its calls.
 */
#include "policy_test.h"

#include "policy/service.h"

static char *manual(void)
{
	char path[4096];
	size_t length;
	char *text;

	(void)snprintf(path, sizeof(path), "%s/../../man/hostel.ini.5", data_directory());
	text = read_whole(path, &length);
	if (!text)
		fail_msg("%s: %s", path, strerror(errno));
	return text;
}

/* The text from ".Ss [section] section" to the next header, NUL-terminated. The caller frees it. */
static char *section_of(const char *text, const char *section)
{
	char head[64];
	const char *start;
	const char *end;

	(void)snprintf(head, sizeof(head), "\n.Ss [%s] section\n", section);
	start = strstr(text, head);
	if (!start)
		fail_msg("the manual has no section [%s]", section);
	start += strlen(head);
	end = strstr(start, "\n.S");
	while (end && end[3] == 'x') /* a reference */
		end = strstr(end + 1, "\n.S");
	assert_non_null(end);
	return strndup(start, (size_t)(end - start) + 1);
}

static void test_every_key(void **state)
{
	char *text = manual();

	(void)state;
	for (unsigned int id = 0; id < FIELD_COUNT + SERVICE_KEY_COUNT; id++) {
		const struct field_info *info = id < FIELD_COUNT ? policy_field((enum field_id)id)
			: policy_service_field((enum service_key)(id - FIELD_COUNT));
		char *section = section_of(text, info->section);
		const char *value = info->default_text[0] ? info->default_text : "empty";
		char item[256];

		(void)snprintf(item, sizeof(item), ".It Cm %s Pq default: %s\n", info->key, value);
		if (!strstr(section, item))
			fail_msg("the manual lacks in [%s]: %s", info->section, item);
		free(section);
	}
	free(text);
}

static void test_no_other_key(void **state)
{
	char *text = manual();
	size_t count = 0;

	(void)state;
	for (const char *s = strstr(text, "\n.It Cm "); s; s = strstr(s + 1, "\n.It Cm "))
		count++;
	assert_int_equal(count, FIELD_COUNT + SERVICE_KEY_COUNT);
	free(text);
}

/* The calls of a group as the manual lists them, NUL-terminated. The caller frees it. */
static char *calls_of(const char *text, const char *group)
{
	char head[64];
	const char *start;
	const char *end;

	(void)snprintf(head, sizeof(head), "\n.It Ql %s\n", group);
	start = strstr(text, head);
	if (!start)
		fail_msg("the manual has no group %s", group);
	start += strlen(head);
	end = strstr(start, "\n.It ") ? strstr(start, "\n.It ") : strstr(start, "\n.El\n");
	assert_non_null(end);
	return strndup(start, (size_t)(end - start) + 1);
}

static bool names_call(const char *list, const char *name)
{
	for (const char *s = strstr(list, name); s; s = strstr(s + 1, name))
		if (strchr(" \n", s[-(s > list)]) && strchr(",.", s[strlen(name)]))
			return true;
	return false;
}

static void test_every_group(void **state)
{
	static const char *const groups[] = {
#define GROUP(ident, name, text) name,
#include "policy/syscalls.def"
	};
	static const struct {
		const char *name;
		enum call_group group;
	} calls[] = {
#define CALL(name, in_default, in_strict, group) {#name, GROUP_##group},
#include "policy/syscalls.def"
	};
	char *text = manual();

	(void)state;
	for (size_t g = GROUP_NONE + 1; g < GROUP_COUNT; g++) {
		char *list = calls_of(text, groups[g]);

		for (size_t i = 0; i < COUNT_OF(calls); i++)
			if (calls[i].group == g && !names_call(list, calls[i].name))
				fail_msg("the manual lacks in %s: %s", groups[g], calls[i].name);
		free(list);
	}
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_key),
		cmocka_unit_test(test_no_other_key),
		cmocka_unit_test(test_every_group),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
