/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cli/doctor/probe.c: what the kernel says of the one inside, and what is believed of what that one says.
 */
#include "lib_test.h"

#include "cli/doctor/checks.c"
#undef NEEDS_TENANTS
#undef NEEDS_NONE
#include "cli/doctor/probe.c"
#include "cli/doctor/verdict.c"
#include "doctor_test.h"

void say(const char *format, ...)
{
	(void)format;
}

int cmd_run(const struct cli *c, int count, char **operands)
{
	(void)c;
	(void)count;
	(void)operands;
	return 1;
}

int config_open(const struct cli *c)
{
	(void)c;
	return -1;
}

int tenant_load(struct tenant *t, const char *name, int config)
{
	(void)t;
	(void)name;
	(void)config;
	return 1;
}

void tenant_free(struct tenant *t)
{
	(void)t;
}

int child_wait(pid_t child, unsigned milliseconds)
{
	(void)child;
	(void)milliseconds;
	return 0;
}

static struct result results[64];

struct result *report_add(struct report *r, const struct doctor_check *c, struct verdict *v)
{
	assert_non_null(c);
	r->results = results;
	results[r->count] = (struct result){.check = c, .verdict = *v};
	*v = (struct verdict){0};
	return &results[r->count++];
}

static void release(struct report *r)
{
	for (size_t i = 0; i < r->count; i++)
		verdict_free(&r->results[i].verdict);
}

static const struct verdict *of(const struct report *r, const char *id)
{
	for (size_t i = 0; i < r->count; i++)
		if (!strcmp(r->results[i].check->id, id))
			return &r->results[i].verdict;
	fail_msg("nothing of %s", id);
	return NULL;
}

/* --- the kernel's word -------------------------------------------------------------------------------- */

/* This process stands in no room: the walls that differ from one are seen to. */
static void a_process_of_the_host_is_seen_through(void **state)
{
	struct probe *p = calloc(1, sizeof(*p));
	struct report r = {0};

	(void)state;
	assert_non_null(p);
	p->heard = calloc(1, sizeof(*p->heard));
	assert_non_null(p->heard);
	p->heard->inside = getpid();
	ask_kernel(p->heard);
	look_from_outside(&r, p);
	assert_int_equal(r.count, 4);
	assert_int_equal(of(&r, "probe-namespaces")->level, LEVEL_FAIL);
	assert_int_equal(of(&r, "probe-namespaces")->count, 7);
	release(&r);
	free(p->heard);
	free(p);
}

static enum level capabilities(const char *status, uint64_t keep)
{
	struct probe *p = calloc(1, sizeof(*p));
	struct report r = {0};
	enum level level;

	assert_non_null(p);
	p->keep = keep;
	look_at_capabilities(&r, p, status);
	level = of(&r, "probe-capabilities")->level;
	release(&r);
	free(p);
	return level;
}

#define NONE "0000000000000000"
#define SETS(bounding)                                                                             \
	"Name:\tx\nCapInh:\t" NONE "\nCapPrm:\t" NONE "\nCapEff:\t" NONE "\nCapBnd:\t" bounding    \
	"\nCapAmb:\t" NONE "\nNoNewPrivs:\t1\n"

static void capabilities_are_those_of_the_policy(void **state)
{
	(void)state;
	assert_int_equal(capabilities(SETS(NONE), 0), LEVEL_PASS);
	assert_int_equal(capabilities(SETS("0000000000000400"), 0), LEVEL_FAIL);
	assert_int_equal(capabilities(SETS("0000000000000400"), POLICY_KEEP_NET_BIND_SERVICE), LEVEL_PASS);
	assert_int_equal(capabilities(SETS("0000000000000400"), POLICY_KEEP_NET_RAW), LEVEL_FAIL);
	assert_int_equal(capabilities("Name:\tx\n", 0), LEVEL_FAIL); /* nothing is said */
}

static void numbers_are_what_they_must_be(void **state)
{
	static const struct {
		const char *status;
		enum level level;
	} rows[] = {{"Name:\tx\nSeccomp:\t2\nx", LEVEL_PASS}, {"Name:\tx\nSeccomp:\t0\nx", LEVEL_FAIL},
		{"Name:\tx\nSeccomp:\t1\n", LEVEL_FAIL}, {"Name:\tSeccomp:\t2\n", LEVEL_FAIL}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct report r = {0};

		look_at_number(&r, "probe-seccomp", rows[i].status, "\nSeccomp:\t", 2);
		assert_int_equal(of(&r, "probe-seccomp")->level, rows[i].level);
		release(&r);
	}
}

/* --- the word from inside ------------------------------------------------------------------------------ */

static void what_is_said_is_taken(void **state)
{
	char text[] = "probe-root FAIL files can be written\n /usr\n /etc\nprobe-userns PASS none "
		      "can be made\n";
	struct report r = {0};

	(void)state;
	take_answer(&r, text);
	assert_int_equal(r.count, 2);
	assert_int_equal(of(&r, "probe-root")->level, LEVEL_FAIL);
	assert_int_equal(of(&r, "probe-root")->count, 2);
	assert_string_equal(of(&r, "probe-root")->items[1].text, "/etc");
	assert_int_equal(of(&r, "probe-userns")->level, LEVEL_PASS);
	release(&r);
}

/* Neither a check of the host's, nor one twice, nor a state that there is not. */
static void what_is_not_of_the_table_is_not(void **state)
{
	char text[] =
		" lost\nservices PASS all is well\nprobe-root PASS first\nprobe-root FAIL second\n "
		"of second\n"
		"probe-proc FINE x\nprobe-signals WAIVED x\nprobe-userns\nprobe-metadata PASS\n\n"
		"probe-sockets WARN \033[31mred\n";
	struct report r = {0};

	(void)state;
	take_answer(&r, text);
	assert_int_equal(r.count, 2);
	assert_string_equal(of(&r, "probe-root")->detail, "first");
	assert_int_equal(of(&r, "probe-root")->count, 0);
	assert_string_equal(of(&r, "probe-sockets")->detail, "?[31mred");
	add_missing(&r);
	assert_int_equal(of(&r, "probe-proc")->level, LEVEL_ERROR);
	assert_int_equal(of(&r, "probe-metadata")->level, LEVEL_ERROR);
	assert_int_equal(of(&r, "probe-root")->level, LEVEL_PASS);
	release(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_process_of_the_host_is_seen_through),
		cmocka_unit_test(capabilities_are_those_of_the_policy),
		cmocka_unit_test(numbers_are_what_they_must_be),
		cmocka_unit_test(what_is_said_is_taken),
		cmocka_unit_test(what_is_not_of_the_table_is_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
