/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cli/doctor/: grade, waivers, verdicts on their way between processes, JSON, HTML, contrast, the
 * table of checks.
 */
#include "lib_test.h"

#include <ctype.h>
#include <math.h>

#include "cli/doctor/checks.c"
#include "cli/doctor/grade.c"
#include "cli/doctor/html.c"
#include "cli/memberships.c"
#include "cli/doctor/palette.c"
#include "cli/doctor/waiver.c"
#undef NEEDS_TENANTS
#undef NEEDS_NONE
#include "cli/doctor/verdict.c"
#include "cli/doctor/verdict_pack.c"
#include "cli/doctor/report_json.c"
#include "cli/ini.c"
#include "cli/json.c"
#include "doctor_test.h"

/* --- grade -------------------------------------------------------------------------------------- */

static void grade_is_capped_by_the_worst(void **state)
{
	size_t n[LEVELS] = {[LEVEL_PASS] = 99, [LEVEL_INFO] = 5, [LEVEL_SKIP] = 7, [LEVEL_WAIVED] = 3};

	(void)state;
	assert_int_equal(grade_of(n), 'A');
	assert_int_equal(grade_percent(n), 100);
	assert_int_equal(grade_exit(n), 0);
	n[LEVEL_WARN] = 1;
	assert_int_equal(grade_of(n), 'B');
	assert_int_equal(grade_percent(n), 99);
	assert_int_equal(grade_exit(n), 10);
	n[LEVEL_ERROR] = 1;
	assert_int_equal(grade_of(n), 'B');
	assert_int_equal(grade_exit(n), 30);
	n[LEVEL_FAIL] = 1;
	assert_int_equal(grade_of(n), 'F');
	assert_int_equal(grade_percent(n), 97);
	assert_int_equal(grade_exit(n), 20);
}

static void nothing_is_well(void **state)
{
	const size_t n[LEVELS] = {[LEVEL_SKIP] = 4, [LEVEL_INFO] = 1};

	(void)state;
	assert_int_equal(grade_percent(n), 100);
	assert_int_equal(grade_of(n), 'A');
}

/* --- waivers -------------------------------------------------------------------------------------- */

static void days(void **state)
{
	(void)state;
	assert_int_equal(waiver_day("2027-03-01"), 20270301);
	assert_int_equal(waiver_day("2028-02-29"), 20280229);
	assert_int_equal(waiver_day("2027-02-29"), 0);
	assert_int_equal(waiver_day("2027-13-01"), 0);
	assert_int_equal(waiver_day("2027-3-1"), 0);
	assert_int_equal(waiver_day("2027-03-01x"), 0);
	assert_int_equal(waiver_day("+027-03-01"), 0);
	assert_int_equal(waiver_day(""), 0);
	assert_int_equal(waiver_day("1900-01-01"), 0);
}

static void waivers_are_read(void **state)
{
	struct waivers w;

	(void)state;
	waivers_parse(&w,
		"# who and why\n[waivers]\nphp-fpm:alice = 2027-03-01 moves in February\n"
		"leaks = 2026-01-01 old\nnone-such = 2027-03-01 x\nlinks = soon x\nptrace = 2027-03-01\n"
		"[other]\nshells = 2027-03-01 not ours\n",
		20261129);
	assert_int_equal(w.count, 5);
	assert_string_equal(w.v[0].check, "php-fpm");
	assert_string_equal(w.v[0].tenant, "alice");
	assert_string_equal(w.v[0].reason, "moves in February");
	assert_int_equal(w.v[0].until, 20270301);
	assert_null(w.v[0].mistake);
	assert_false(w.v[0].expired);
	assert_true(w.v[1].expired);
	assert_null(w.v[1].tenant);
	assert_string_equal(w.v[2].mistake, "there is no such check");
	assert_string_equal(w.v[3].mistake, "soon is no day such as 2027-03-01");
	assert_string_equal(w.v[4].mistake, "it has no reason");
	waivers_free(&w);
	waivers_parse(&w, NULL, 20261129);
	assert_int_equal(w.count, 0);
}

static void the_day_itself_is_not_waived(void **state)
{
	struct waivers w;

	(void)state;
	waivers_parse(&w, "[waivers]\nleaks = 2027-03-01 x\n", 20270228);
	assert_false(w.v[0].expired);
	waivers_free(&w);
	waivers_parse(&w, "[waivers]\nleaks = 2027-03-01 x\n", 20270301);
	assert_true(w.v[0].expired);
	waivers_free(&w);
}

/* A verdict of alice's and bob's, of this check and level, and what the text makes of it. */
static enum level waived(const char *check, enum level level, const char *text, unsigned today,
	bool *alice, bool *bob)
{
	const struct doctor_check *c = doctor_check_find(check, doctor_checks);
	struct verdict v = {0};
	struct waivers w;

	verdict_add_of(&v, "alice", "one");
	verdict_add_of(&v, "bob", "other");
	verdict_set(&v, level, "two");
	waivers_parse(&w, text, today);
	waivers_apply(&w, c, &v);
	*alice = v.items[0].waived;
	*bob = v.items[1].waived;
	level = v.level;
	waivers_free(&w);
	verdict_free(&v);
	return level;
}

static void a_tenants_waiver_is_of_no_other(void **state)
{
	bool alice, bob;

	(void)state;
	assert_int_equal(waived("php-fpm", LEVEL_WARN, "[waivers]\nphp-fpm:alice = 2027-03-01 x\n",
				 20261129, &alice, &bob),
		LEVEL_WARN);
	assert_true(alice);
	assert_false(bob);
	assert_int_equal(
		waived("php-fpm", LEVEL_WARN,
			"[waivers]\nphp-fpm:alice = 2027-03-01 x\nphp-fpm:bob = 2027-03-01 y\n",
			20261129, &alice, &bob),
		LEVEL_WAIVED);
	assert_int_equal(
		waived("php-fpm", LEVEL_WARN,
			"[waivers]\nphp-fpm:alice = 2026-03-01 x\nphp-fpm:bob = 2027-03-01 y\n",
			20261129, &alice, &bob),
		LEVEL_WARN);
	assert_false(alice);
	assert_int_equal(
		waived("groups", LEVEL_FAIL,
			"[waivers]\ngroups:alice = 2027-03-01 x\ngroups:bob = 2027-03-01 y\n",
			20261129, &alice, &bob),
		LEVEL_WAIVED);
}

static void a_hole_in_a_way_in_is_not_waived_for_all(void **state)
{
	bool alice, bob;

	(void)state;
	assert_int_equal(waived("services", LEVEL_FAIL, "[waivers]\nservices = 2027-03-01 x\n",
				 20261129, &alice, &bob),
		LEVEL_FAIL);
	assert_int_equal(waived("sshd", LEVEL_FAIL, "[waivers]\nsshd = 2027-03-01 x\n", 20261129,
				 &alice, &bob),
		LEVEL_FAIL);
	assert_int_equal(waived("groups", LEVEL_FAIL, "[waivers]\ngroups = 2027-03-01 x\n",
				 20261129, &alice, &bob),
		LEVEL_FAIL);
	assert_false(alice);
	assert_int_equal(waived("groups", LEVEL_WARN, "[waivers]\ngroups = 2027-03-01 x\n",
				 20261129, &alice, &bob),
		LEVEL_WAIVED);
	assert_int_equal(waived("homes", LEVEL_FAIL, "[waivers]\nhomes = 2027-03-01 x\n", 20261129,
				 &alice, &bob),
		LEVEL_WAIVED);
}

static void what_is_no_finding_is_not_waived(void **state)
{
	bool alice, bob;

	(void)state;
	assert_int_equal(waived("leaks", LEVEL_PASS, "[waivers]\nleaks = 2027-03-01 x\n", 20261129,
				 &alice, &bob),
		LEVEL_PASS);
	assert_int_equal(waived("leaks", LEVEL_ERROR, "[waivers]\nleaks = 2027-03-01 x\n", 20261129,
				 &alice, &bob),
		LEVEL_ERROR);
}

static void what_was_only_counted_is_not_waived(void **state)
{
	const struct doctor_check *c = doctor_check_find("php-fpm", doctor_checks);
	struct verdict v = {0};
	struct waivers w;

	(void)state;
	for (int i = 0; i < VERDICT_ITEMS_MAX + 1; i++)
		verdict_add_of(&v, "alice", "%d", i);
	verdict_set(&v, LEVEL_WARN, "many");
	assert_int_equal(v.count, VERDICT_ITEMS_MAX);
	assert_int_equal(v.dropped, 1);
	waivers_parse(&w, "[waivers]\nphp-fpm:alice = 2027-03-01 x\n", 20261129);
	waivers_apply(&w, c, &v);
	assert_int_equal(v.level, LEVEL_WARN);
	waivers_free(&w);
	verdict_free(&v);
}

/* --- verdicts -------------------------------------------------------------------------------------- */

static void make(struct verdict *v)
{
	*v = (struct verdict){0};
	verdict_set(v, LEVEL_FAIL, "two of %d", 3);
	verdict_remedy(v, "rm %s", "x");
	verdict_add(v, "one");
	verdict_add_of(v, "alice", "two");
	verdict_evidence(v, "/proc/x", "0");
}

static void a_verdict_comes_as_it_went(void **state)
{
	struct verdict v, back;
	size_t size;
	char *bytes;

	(void)state;
	make(&v);
	bytes = verdict_pack(&v, &size);
	assert_true(verdict_unpack(&back, bytes, size));
	assert_int_equal(back.level, LEVEL_FAIL);
	assert_string_equal(back.detail, "two of 3");
	assert_string_equal(back.remedy, "rm x");
	assert_int_equal(back.count, 2);
	assert_null(back.items[0].tenant);
	assert_string_equal(back.items[1].tenant, "alice");
	assert_string_equal(back.evidence[0].source, "/proc/x");
	verdict_free(&back);
	for (size_t i = 0; i < size; i++) { /* cut short: refused, or a verdict with less in it */
		verdict_unpack(&back, bytes, i);
		verdict_free(&back);
	}
	for (size_t i = 0; i < size * 8; i++) {
		bytes[i / 8] = (char)(bytes[i / 8] ^ 1 << i % 8);
		verdict_unpack(&back, bytes, size);
		verdict_free(&back);
		bytes[i / 8] = (char)(bytes[i / 8] ^ 1 << i % 8);
	}
	free(bytes);
	verdict_free(&v);
}

static void what_somebody_wrote_is_printable(void **state)
{
	struct verdict v = {0};

	(void)state;
	verdict_set(&v, LEVEL_WARN, "%s", "a\033[31mb\n\303\244");
	verdict_add_of(&v, "e\033vil", "%s", "\033]0;x\007");
	verdict_evidence(&v, "/tmp/\n", "\r");
	assert_string_equal(v.detail, "a?[31mb???");
	assert_string_equal(v.items[0].text, "?]0;x?");
	assert_string_equal(v.items[0].tenant, "e?vil");
	assert_string_equal(v.evidence[0].source, "/tmp/?");
	assert_string_equal(v.evidence[0].said, "?");
	verdict_free(&v);
}

static void levels_have_names(void **state)
{
	(void)state;
	for (enum level level = LEVEL_PASS; level < LEVELS; level++)
		assert_int_equal(level_of(level_name(level)), level);
	assert_int_equal(level_of("ok"), LEVELS);
	assert_int_equal(level_of(""), LEVELS);
}

/* --- comparing --------------------------------------------------------------------------------------- */

/* leaks warns of "one", links pass: compared with what the text says of them. */
static bool compared(const char *text, bool hidden[2], enum level was[2])
{
	struct result results[2] = {{.check = doctor_check_find("leaks", doctor_checks)},
		{.check = doctor_check_find("links", doctor_checks)}};
	struct report r = {.count = 2, .results = results};
	bool known;

	verdict_add(&results[0].verdict, "one");
	verdict_set(&results[0].verdict, LEVEL_WARN, "x");
	verdict_set(&results[1].verdict, LEVEL_PASS, "y");
	known = report_compare(&r, text);
	for (size_t i = 0; i < 2; i++) {
		hidden[i] = results[i].hidden;
		was[i] = results[i].was;
		verdict_free(&results[i].verdict);
	}
	return known;
}

static void only_changes_are_shown(void **state)
{
	bool hidden[2];
	enum level was[2];

	(void)state;
	assert_true(compared("{\"schema\": 2, \"checks\": ["
		"{\"id\": \"leaks\", \"state\": \"WARN\", \"items\": [{\"text\": \"one\"}]},"
		"{\"id\": \"links\", \"state\": \"FAIL\", \"items\": []}]}", hidden, was));
	assert_true(hidden[0]);
	assert_false(hidden[1]);
	assert_int_equal(was[1], LEVEL_FAIL);
	assert_true(compared(
		"{\"schema\": 2, \"checks\": ["
		"{\"id\": \"leaks\", \"state\": \"WARN\", \"items\": [{\"text\": \"other\"}]}]}",
		hidden, was));
	assert_false(hidden[0]); /* another thing is wrong */
	assert_int_equal(was[1], LEVELS); /* nothing was known of it */
	assert_false(hidden[1]);
}

static void what_is_no_report_is_refused(void **state)
{
	static const char *const texts[] = {"", "x", "[]", "{}", "{\"schema\": 1, \"checks\": []}",
		"{\"schema\": 2}", "{\"schema\": 2, \"checks\": 5}"};
	bool hidden[2];
	enum level was[2];

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_false(compared(texts[i], hidden, was));
	/* Members of other kinds are as good as none. */
	assert_true(compared(
		"{\"schema\": 2, \"checks\": [5, {\"id\": 7}, {\"id\": \"leaks\", \"state\": [], "
		"\"items\": {}}]}",
		hidden, was));
	assert_false(hidden[0]);
	assert_int_equal(was[0], LEVELS);
}

/* --- groups ------------------------------------------------------------------------------------- */

static void a_directory_need_not_list_its_groups(void **state)
{
	static const struct {
		const char *text;
		bool local;
	} rows[] = {{"passwd: files\ngroup:  files systemd\n", true},
		{"group: files [NOTFOUND=return] systemd", true}, {"group: files sss\n", false},
		{"group: compat\n", false}, {"#group: files\n", false}, {"", false},
		{"group: files # ldap\n", true}, {"group: files\ninitgroups: files ldap\n", false}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(memberships_are_local(rows[i].text), rows[i].local);
}

/* For each account of this host: the same as when it is asked for alone. */
static void groups_are_those_of_the_account(void **state)
{
	struct memberships m = {.whole = true};
	struct err e = ERR_NONE;

	(void)state;
	read_groups(&m);
	for (const struct passwd *entry; (entry = getpwent());) {
		struct account one = {0}, other = {0};

		if (account_is_system(entry->pw_uid))
			continue;
		assert_int_equal(memberships_account(&m, entry, &one, &e), 1);
		assert_int_equal(account_find(one.name, &other, &e), 1);
		assert_int_equal(one.group_count, other.group_count);
		assert_int_equal(one.groups[0], other.groups[0]);
		for (size_t i = 0; i < one.group_count; i++)
			assert_int_equal(account_in_group(&other, one.group_names[i]), 1);
		account_free(&one);
		account_free(&other);
	}
	endpwent();
	memberships_free(&m);
}

/* --- HTML -------------------------------------------------------------------------------------------- */

static void html_is_escaped(void **state)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	(void)state;
	assert_non_null(f);
	html_element(f, "b", "c", "<script>\"a\" & 'b'</script>\033\200\n");
	fclose(f);
	assert_string_equal(text,
		"<b class=\"c\">&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/script&gt;?"
		"?"
		"?</b>");
	free(text);
}

/* WCAG 2.2, relative luminance and contrast ratio. */
static double linear(unsigned byte)
{
	const double c = byte / 255.0;

	return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double luminance(unsigned colour)
{
	return 0.2126 * linear(colour >> 16 & 255) + 0.7152 * linear(colour >> 8 & 255) +
	       0.0722 * linear(colour & 255);
}

static double contrast(unsigned one, unsigned other)
{
	const double a = luminance(one) + 0.05, b = luminance(other) + 0.05;

	return a > b ? a / b : b / a;
}

static const struct colour *colour(const char *name)
{
	for (size_t i = 0; i < palette_count; i++)
		if (!strcmp(palette[i].name, name))
			return &palette[i];
	fail_msg("no colour %s", name);
	return NULL;
}

static void text_has_contrast(void **state)
{
	(void)state;
	assert_true(fabs(contrast(0, 0xffffff) - 21) < 0.01);
	assert_true(fabs(contrast(0x767676, 0xffffff) - 4.54) < 0.01); /* the usual example of just enough */
	for (size_t i = 0; i < palette_pair_count; i++) {
		const struct colour *text = colour(palette_pairs[i].text),
				    *ground = colour(palette_pairs[i].ground);
		const double light = contrast(text->light, ground->light),
			     dark = contrast(text->dark, ground->dark);

		if (light < 4.5 || dark < 4.5)
			fail_msg("%s on %s: %.2f by light, %.2f by dark", text->name, ground->name,
				light, dark);
	}
}

/* Every colour of a state has a badge, every colour of text a pair. */
static void every_state_has_a_colour(void **state)
{
	(void)state;
	for (enum level level = LEVEL_PASS; level < LEVELS; level++) {
		bool found = false;

		colour(level_name(level));
		for (size_t i = 0; i < palette_pair_count; i++)
			found |= !strcmp(palette_pairs[i].ground, level_name(level));
		assert_true(found);
	}
}

/* --- the table ----------------------------------------------------------------------------------------- */

static void every_check_is_whole(void **state)
{
	(void)state;
	for (size_t i = 0; i < doctor_check_count; i++) {
		const struct doctor_check *c = &doctor_checks[i];

		assert_true(*c->id && *c->title && *c->look && *c->why && *c->remedy &&
			    *c->impact && *c->reference);
		assert_true(strspn(c->id, "abcdefghijklmnopqrstuvwxyz-") == strlen(c->id) &&
			    strlen(c->id) <= 20);
		assert_true(isupper((unsigned char)c->code[0]) && strlen(c->code) == 3);
		assert_string_not_equal(doctor_area(c), "?");
		assert_true(!c->run == !c->seconds);
		assert_ptr_equal(doctor_check_find(c->id, doctor_checks), c);
	}
	assert_null(doctor_check_find("nothing", doctor_checks));
	assert_non_null(doctor_check_find("k07", doctor_checks));
}

/* The sixty of the list that this table was made from: each code is there. */
static void all_sixty_are_there(void **state)
{
	static const struct {
		char letter;
		int last;
	} families[] = {{'K', 13}, {'C', 7}, {'L', 3}, {'S', 10}, {'P', 9}, {'W', 9}, {'T', 5},
		{'F', 3}, {'R', 1}};
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		for (int n = 1; n <= families[i].last; n++, count++) {
			char code[16];

			snprintf(code, sizeof(code), "%c%02d", families[i].letter, n);
			if (!doctor_check_find(code, doctor_checks))
				fail_msg("no check %s", code);
		}
	assert_int_equal(count, 60);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grade_is_capped_by_the_worst),
		cmocka_unit_test(nothing_is_well),
		cmocka_unit_test(days),
		cmocka_unit_test(waivers_are_read),
		cmocka_unit_test(the_day_itself_is_not_waived),
		cmocka_unit_test(a_tenants_waiver_is_of_no_other),
		cmocka_unit_test(a_hole_in_a_way_in_is_not_waived_for_all),
		cmocka_unit_test(what_is_no_finding_is_not_waived),
		cmocka_unit_test(what_was_only_counted_is_not_waived),
		cmocka_unit_test(a_verdict_comes_as_it_went),
		cmocka_unit_test(what_somebody_wrote_is_printable),
		cmocka_unit_test(levels_have_names),
		cmocka_unit_test(only_changes_are_shown),
		cmocka_unit_test(what_is_no_report_is_refused),
		cmocka_unit_test(a_directory_need_not_list_its_groups),
		cmocka_unit_test(groups_are_those_of_the_account),
		cmocka_unit_test(html_is_escaped),
		cmocka_unit_test(text_has_contrast),
		cmocka_unit_test(every_state_has_a_colour),
		cmocka_unit_test(every_check_is_whole),
		cmocka_unit_test(all_sixty_are_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
