/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * policy/keys.c: every key has what a form needs, and what was typed finds it.
 */
#include "policy_test.h"

#include "policy/keys.h"

static void test_every_key(void **state)
{
	struct policy p;

	(void)state;
	assert_int_equal(policy_init(&p), 0);
	for (unsigned int n = 0; n < FIELD_COUNT; n++) {
		const enum field_id id = (enum field_id)n;
		const struct field_info *info = policy_field(id);
		const struct key_facts f = policy_key_facts(id);
		uint64_t number;

		assert_non_null(f.type);
		/* One line, which begins with a small letter and is no sentence: the manual has those. */
		if (!info->text || strlen(info->text) < 10 || strlen(info->text) > 110 ||
			strchr(info->text, '\n') || info->text[strlen(info->text) - 1] == '.')
			fail_msg("[%s] %s: the one-line help is not one", info->section, info->key);
		if (f.ranged && f.min > f.max)
			fail_msg("[%s] %s: min is above max", info->section, info->key);
		if (strcmp(f.type, "choice") == 0)
			assert_true(f.choices && f.choices[0]);
		if (policy_key_number(&p, id, &number) && number != VALUE_MAX && f.ranged &&
			info->kind != KIND_LINGER && (number < f.min || number > f.max))
			fail_msg("[%s] %s: the default is out of range", info->section, info->key);
	}
	policy_free(&p);
}

/* The kinds that have one unit say it, and a number without it would be another one. */
static void test_units(void **state)
{
	(void)state;
	assert_string_equal(policy_key_facts(FIELD_memory_max).unit, "bytes");
	assert_string_equal(policy_key_facts(FIELD_stop_timeout).unit, "seconds");
	assert_string_equal(policy_key_facts(FIELD_ulimit_rttime).unit, "microseconds");
	assert_string_equal(policy_key_facts(FIELD_rate).unit, "bits_per_second");
	assert_null(policy_key_facts(FIELD_pids_max).unit);
	assert_true(policy_key_facts(FIELD_pids_max).unlimited);
	assert_false(policy_key_facts(FIELD_cpu_weight).unlimited);
	assert_string_equal(policy_key_facts(FIELD_network).choices[0], "none");
}

static void test_numbers(void **state)
{
	struct policy p;
	uint64_t number;

	(void)state;
	assert_int_equal(policy_init(&p), 0);
	assert_true(policy_key_number(&p, FIELD_memory_max, &number));
	assert_int_equal(number, 512 << 20);
	assert_true(policy_key_number(&p, FIELD_memory_high, &number));
	assert_true(number == VALUE_MAX);
	p.memory_max = VALUE_PERCENT | 10;
	assert_false(policy_key_number(&p, FIELD_memory_max, &number));
	assert_false(policy_key_number(&p, FIELD_hide, &number));
	assert_false(policy_key_number(&p, FIELD_suspended, &number));
	policy_free(&p);
}

static void check(
	const char *text, enum field_scope kind, enum field_id id, enum field_id other, enum field_id near)
{
	const struct key_search s = policy_key_search(text, kind);

	if (s.id != id || s.other != other || s.near != near)
		fail_msg("%s: found %d, %d, near %d", text, (int)s.id, (int)s.other, (int)s.near);
}

static void test_search(void **state)
{
	const enum field_id none = FIELD_COUNT;

	(void)state;
	check("memory.max", SCOPE_TENANT, FIELD_memory_max, none, none);
	check("resources.memory.max", SCOPE_TENANT, FIELD_memory_max, none, none);
	check("tenant.plan", SCOPE_TENANT, FIELD_plan, none, none);
	check("plan", SCOPE_PLAN, none, none, policy_key_search("plan", SCOPE_PLAN).near);
	check("extends", SCOPE_PLAN, FIELD_extends, none, none);
	check("extends", SCOPE_TENANT, none, none, none);
	check("keepers", SCOPE_TENANT, none, none, none);
	check("memry.max", SCOPE_TENANT, none, none, FIELD_memory_max);
	check("resources.memry.max", SCOPE_TENANT, none, none, FIELD_memory_max);
	check("resource.memory.max", SCOPE_PLAN, none, none, FIELD_memory_max);
	check("", SCOPE_TENANT, none, none, none);
	check(".", SCOPE_TENANT, none, none, none);
	check("resources.", SCOPE_TENANT, none, none, none);
}

static void test_days(void **state)
{
	static const char *const good[] = {"never", "2027-03-01", "2028-02-29", "1970-01-01", "9999-12-31"};
	static const char *const bad[] = {"", "2027-3-1", "2027-02-29", "2100-02-29", "2027-13-01",
		"2027-00-01", "2027-01-00", "1969-12-31", "2027-03-011", "2027/03/01", "20270301",
		" 2027-03-01", "Never", "2027-03-32"};
	const struct field *f = &policy_fields[FIELD_suspended_until];
	struct policy p = {0};
	char text[32];

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_int_equal(kind_of(f)->parse(f, good[i], &p.suspended_until, NULL), 0);
		policy_print_field(&p, FIELD_suspended_until, text, sizeof(text));
		assert_string_equal(text, good[i]);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (!kind_of(f)->parse(f, bad[i], &p.suspended_until, NULL))
			fail_msg("taken for a day: %s", bad[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_key), cmocka_unit_test(test_units),
		cmocka_unit_test(test_numbers), cmocka_unit_test(test_search), cmocka_unit_test(test_days)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
