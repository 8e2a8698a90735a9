/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Out of memory at every allocation in turn: ENOMEM, a zeroed policy, nothing leaked. Linked with
 * -Wl,--wrap for malloc, calloc, realloc, strdup and strndup.
 */
#include "policy_test.h"

static size_t allocations; /* since arm() */
static size_t fail_at;	   /* which of them fails; 0: none */

static bool must_fail(void)
{
	return ++allocations == fail_at;
}

static void arm(size_t which)
{
	allocations = 0;
	fail_at = which;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
char *__real_strdup(const char *s);
char *__real_strndup(const char *s, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
char *__wrap_strdup(const char *s);
char *__wrap_strndup(const char *s, size_t size);

void *__wrap_malloc(size_t size)
{
	return must_fail() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
	return must_fail() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
	return must_fail() ? NULL : __real_realloc(old, size);
}

char *__wrap_strdup(const char *s)
{
	return must_fail() ? NULL : __real_strdup(s);
}

char *__wrap_strndup(const char *s, size_t size)
{
	return must_fail() ? NULL : __real_strndup(s, size);
}

static const struct memory_file files[] = {
	{.path = "hostel.ini",
		.text = "[host]\ntenants = alice, @web, 1-2\n[plans]\n@web = a\n@users = b\n"
			"[session]\nservices = sshd, su\n[filesystem]\nread_only = /srv/%u:/x\n"},
	{.path = "plans/a.ini",
		.text = "[plan]\nextends = b\n[filesystem]\ntmpfs = /c:1M, %h/d:2M\n"
			"hide = /e, /f/%U\n[capabilities]\nkeep = net_raw\n"},
	{.path = "plans/b.ini", .text = "[resources]\nmemory.max = 1G\n"},
	{.path = "tenants/alice.ini",
		.text = "[session]\nshell = /bin/%u\nlinger = bad\nenvironment = A_*, B\n"},
	{.path = "tenants/bob.ini", .text = "[session]\nshell = /bin/%u\n"},
};

typedef int operation(struct policy *p);

static int load_bob(struct policy *p)
{
	struct policy_who bob = alice;
	struct problems ps = {0};

	bob.name = "bob";
	return policy_load(p, READER(files), &bob, &ps);
}

static int load_alice(struct policy *p)
{
	struct problems ps = {0};
	int error = policy_load(p, READER(files), &alice, &ps);

	return error == EINVAL ? 0 : error;
}

static int load_host(struct policy *p)
{
	struct problems ps = {0};

	return policy_load_host(p, READER(files), &ps);
}

static int check_plan(struct policy *p)
{
	struct problems ps = {0};

	memset(p, 0, sizeof(*p));
	return policy_check_file(READER(files), "plans/a.ini", &ps);
}

static int encode_and_decode(struct policy *p)
{
	struct policy original;
	unsigned char *bytes;
	size_t length;
	int error = load_bob(&original);

	memset(p, 0, sizeof(*p));
	if (error)
		return error;
	error = policy_encode(&original, &bytes, &length);
	policy_free(&original);
	if (error)
		return error;
	error = policy_decode(p, bytes, length);
	free(bytes);
	return error;
}

static void fail_each(operation *run)
{
	static const struct policy zero;
	struct policy p;
	size_t total;

	arm(0);
	assert_int_equal(run(&p), 0);
	total = allocations;
	policy_free(&p);
	assert_true(total > 10);
	for (size_t which = 1; which <= total; which++) {
		int error;

		arm(which);
		error = run(&p);
		arm(0);
		if (error != ENOMEM)
			fail_msg("allocation %zu of %zu: %d", which, total, error);
		assert_memory_equal(&p, &zero, sizeof(p));
	}
}

static void test_init(void **state)
{
	(void)state;
	fail_each(policy_init);
}

static void test_load(void **state)
{
	(void)state;
	fail_each(load_bob);
}

static void test_load_with_mistakes(void **state)
{
	(void)state;
	fail_each(load_alice);
}

static void test_load_host(void **state)
{
	(void)state;
	fail_each(load_host);
}

static void test_check_file(void **state)
{
	(void)state;
	fail_each(check_plan);
}

static void test_encode_and_decode(void **state)
{
	(void)state;
	fail_each(encode_and_decode);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_init),
		cmocka_unit_test(test_load),
		cmocka_unit_test(test_load_with_mistakes),
		cmocka_unit_test(test_load_host),
		cmocka_unit_test(test_check_file),
		cmocka_unit_test(test_encode_and_decode),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
