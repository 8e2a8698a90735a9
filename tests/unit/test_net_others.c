/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * net/others.c: whose chains stop what tenants send. The listings are nft's, of a host with firewalld and of
 * one with Docker.
 */
#include "lib_test.h"

#include "../../net/others.c"

#define HOOK "\t\ttype filter hook forward priority filter; policy "
#define OURS "table inet hostel {\n\tchain forward {\n" HOOK "drop;\n\t}\n}\n"

static void assert_closed(const char *listing, const char *want)
{
	char *text = strdup(listing);
	char *said = NULL;
	size_t size;
	FILE *out = open_memstream(&said, &size);
	struct err e = ERR_NONE;

	assert_non_null(text);
	assert_non_null(out);
	assert_int_equal(others_print_closed(text, out, &e), 0);
	fclose(out);
	assert_string_equal(said, want);
	free(said);
	free(text);
}

static void test_none(void **state)
{
	(void)state;
	assert_closed("", "");
	assert_closed(OURS, "");
	assert_closed("table ip filter {\n\tchain FORWARD {\n" HOOK "accept;\n\t\tjump DOCKER-USER\n\t}\n"
		      "\tchain DOCKER-USER {\n\t}\n}\n", "");
	/* What is dropped of what somebody names is his affair; so is another hook. */
	assert_closed("table ip filter {\n\tchain FORWARD {\n" HOOK "accept;\n\t\tct state invalid drop\n"
		      "\t\tip saddr 192.0.2.0/24 reject\n\t}\n"
		      "\tchain INPUT {\n\t\ttype filter hook input priority filter; policy drop;\n"
		      "\t\tdrop\n\t}\n"
		      "\tchain unused {\n\t\tdrop\n\t}\n}\n", "");
}

static void test_by_policy(void **state)
{
	(void)state;
	assert_closed("table ip filter {\n\tchain DOCKER-USER {\n\t\treturn\n\t}\n\n\tchain FORWARD {\n" HOOK
		      "drop;\n\t\tjump DOCKER-USER\n\t}\n}\n" OURS,
		"drops table ip filter chain FORWARD\n");
	/* Another's table of the same name for another family, named. */
	assert_closed("table ip filter {\n\tchain DOCKER-USER {\n\t\tiifname \"ht*\" accept\n\t}\n\n"
		      "\tchain FORWARD {\n" HOOK "drop;\n\t\tjump DOCKER-USER\n\t}\n}\n"
		      "table ip6 filter {\n\tchain DOCKER-USER {\n\t}\n\n"
		      "\tchain FORWARD {\n" HOOK "drop;\n\t\tjump DOCKER-USER\n\t}\n}\n",
		"drops table ip6 filter chain FORWARD\n");
	/* A link of somebody else whose name begins alike is not all of ours. */
	assert_closed("table ip a {\n\tchain b {\n" HOOK "drop;\n\t\tiifname \"ht0\" accept\n\t}\n}\n",
		"drops table ip a chain b\n");
}

static void test_by_last_rule(void **state)
{
	(void)state;
	assert_closed("table inet firewalld {\n\tchain filter_FORWARD {\n" HOOK "accept;\n"
		      "\t\tct state { established, related } accept\n\t\tct status dnat accept\n"
		      "\t\tip6 daddr { ::/96,\n\t\t\t     2002::/24 } reject with icmpv6 addr-unreachable\n"
		      "\t\tjump filter_FORWARD_ZONES\n\t\treject with icmpx admin-prohibited\n\t}\n\n"
		      "\tchain filter_FORWARD_ZONES {\n\t\tgoto filter_FWD_public\n\t}\n\n"
		      "\tchain filter_FWD_public {\n\t}\n}\n",
		"drops table inet firewalld chain filter_FORWARD\n");
	assert_closed("table ip a {\n\tset s {\n\t\ttype ipv4_addr\n\t}\n\n\tchain b {\n" HOOK
		      "accept;\n\t\tdrop\n\t}\n}\n",
		"drops table ip a chain b\n");
}

/* etc/firewalld/hostel.xml; two jumps away, and chains that lead to each other. */
static void test_known(void **state)
{
	(void)state;
	assert_closed("table inet firewalld {\n\tchain filter_FORWARD {\n" HOOK "accept;\n"
		      "\t\tjump filter_FORWARD_ZONES\n\t\treject with icmpx admin-prohibited\n\t}\n\n"
		      "\tchain filter_FWD_hostel {\n\t\taccept\n\t}\n\n"
		      "\tchain filter_FORWARD_ZONES {\n\t\tiifname \"ht*\" goto filter_FWD_hostel\n"
		      "\t\tgoto filter_FWD_public\n\t}\n}\n", "");
	assert_closed("table ip a {\n\tchain one {\n" HOOK "drop;\n\t\tip daddr vmap { 192.0.2.1 : jump two, "
		      "192.0.2.2 : jump three }\n\t}\n\tchain two {\n\t\tjump three\n\t}\n"
		      "\tchain three {\n\t\tjump two\n\t\tjump four\n\t}\n"
		      "\tchain four {\n\t\tmeta l4proto tcp iifname \"ht*\" accept\n\t}\n}\n", "");
	assert_closed("table ip a {\n\tchain one {\n" HOOK "drop;\n\t\tjump two\n\t}\n\tchain two {\n"
		      "\t\tjump one\n\t}\n\tchain three {\n\t\tiifname \"ht*\" accept\n\t}\n}\n",
		"drops table ip a chain one\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_by_policy),
		cmocka_unit_test(test_by_last_rule),
		cmocka_unit_test(test_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
