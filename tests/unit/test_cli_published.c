/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cli/published.c: which ports two tenants have.
 */
#include "policy_test.h"

#include <time.h>

#include "cli/output.c"
#include "cli/published.c"

/* What a tenant publishes by line 2 of his own file. */
static void add(struct published *all, const char *tenant, const char *value)
{
	const struct field *f = &policy_fields[FIELD_publish];
	struct policy p = {0};

	assert_int_equal(kind_of(f)->parse(f, value, &p.publish, NULL), 0);
	(void)snprintf(p.origin[FIELD_publish].file, sizeof(p.origin[0].file), "tenants/%s.ini", tenant);
	p.origin[FIELD_publish].line = 2;
	published_add(all, tenant, &p);
}

struct said {
	struct problems now, all;
	size_t count;
};

static void take(void *context)
{
	struct said *s = context;

	assert_int_equal(s->now.count, 1);
	problems_append(&s->all, &s->now.v[0]);
	s->now.count = 0;
	s->count++;
}

static void assert_overlaps(struct published *all, const char *expected)
{
	struct said s = {0};

	published_overlaps(all, &s.now, take, &s);
	assert_problems(&s.all, expected);
	published_free(all);
}

static void test_none(void **state)
{
	struct published all = {0};

	(void)state;
	assert_overlaps(&all, "");
	add(&all, "alice", "192.0.2.1:80/tcp, 192.0.2.1:80/udp, 192.0.2.2:80/tcp");
	add(&all, "bob", "192.0.2.1:81-90/tcp, [2001:db8::1]:80/tcp, 192.0.2.1:79:80/tcp");
	add(&all, "carol", "");
	add(&all, "dave", "192.0.2.3:80:80/tcp, [2001:db8::2]:80/tcp, [2001:db8::1]:80/udp");
	assert_overlaps(&all, "");
}

static void test_pairs(void **state)
{
	struct published all = {0};

	(void)state;
	add(&all, "bob", "192.0.2.1:85/tcp");
	add(&all, "alice", "192.0.2.1:80-90:1080-1090/tcp");
	assert_overlaps(&all, "tenants/bob.ini:2: [network] publish = 192.0.2.1:85/tcp: bob and alice would "
		"both have it: alice has 192.0.2.1:80-90:1080-1090/tcp (tenants/alice.ini:2)\n");
	add(&all, "bob", "[2001:db8::1]:53/udp");
	add(&all, "alice", "[2001:db8::1]:53/udp");
	assert_overlaps(&all, "tenants/bob.ini:2: [network] publish = [2001:db8::1]:53/udp: bob and alice "
		"would both have it: alice has [2001:db8::1]:53/udp (tenants/alice.ini:2)\n");
}

/* A long range is remembered behind short ones that lie in it. */
static void test_long_range(void **state)
{
	struct published all = {0};

	(void)state;
	add(&all, "carol", "192.0.2.1:100-200/tcp, 192.0.2.1:300/tcp");
	add(&all, "bob", "192.0.2.1:110-120/tcp, 192.0.2.1:130/tcp, 192.0.2.1:201/tcp");
	add(&all, "dave", "192.0.2.1:199-201/udp, 192.0.2.2:150/tcp");
#define BOTH "bob and carol would both have it: carol has 192.0.2.1:100-200/tcp (tenants/carol.ini:2)\n"
	assert_overlaps(&all, "tenants/bob.ini:2: [network] publish = 192.0.2.1:110-120/tcp: " BOTH
		"tenants/bob.ini:2: [network] publish = 192.0.2.1:130/tcp: " BOTH);
}

/* Thousands of tenants are a matter of milliseconds. */
static void test_many(void **state)
{
	const clock_t start = clock();
	struct published all = {0};
	struct said s = {0};
	char name[32], value[64];

	(void)state;
	for (unsigned int i = 0; i < 20000; i++) {
		(void)snprintf(name, sizeof(name), "t%u", i);
		(void)snprintf(value, sizeof(value), "192.0.%u.%u:%u/tcp", i % 100, i % 7 + 1, 1 + i / 2);
		add(&all, name, value);
	}
	published_overlaps(&all, &s.now, take, &s);
	assert_int_equal(s.count, 0); /* neighbours in number have other addresses */
	add(&all, "u", "192.0.0.1:1/tcp");
	published_overlaps(&all, &s.now, take, &s);
	assert_int_equal(s.count, 1);
	published_free(&all);
	assert_true(clock() - start < 5 * CLOCKS_PER_SEC);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_long_range),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
