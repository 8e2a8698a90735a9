/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * net/others.c: whose chains stop what tenants send. The listings are nft's, of a host with firewalld and of
 * one with Docker.
 */
#include "lib_test.h"

#include "net/others.c"

#define HOOK "\t\ttype filter hook forward priority filter; policy "
#define OURS "table inet hostel {\n\tchain forward {\n" HOOK "drop;\n\t}\n}\n"
#define IN "iifname \"hostel*\" "
#define OUT "oifname \"hostel*\" "

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
	if (strcmp(said, want) != 0)
		fail_msg("of\n%s\nit says: %s", listing, said);
	free(said);
	free(text);
}

/* One chain of that policy with these rules, behind others to which they may lead. */
static void assert_rules(const char *policy, const char *rules, bool closed)
{
	char text[2048];

	(void)snprintf(text, sizeof(text),
		"table ip a {\n\tchain z {\n\t\tdrop\n\t}\n\n"
		"\tchain back {\n\t\treturn\n\t\tdrop\n\t}\n\n\tchain b {\n" HOOK "%s;\n%s\t}\n\n"
		"\tchain ours {\n\t\t" IN "accept\n\t\t" OUT "accept\n\t}\n\n"
		"\tchain loop {\n\t\tjump loop\n\t}\n}\n", policy, rules);
	assert_closed(text, closed ? "drops table ip a chain b\n" : "");
}

static void test_none(void **state)
{
	(void)state;
	assert_closed("", "");
	assert_closed(OURS, "");
	assert_closed("table ip filter {\n\tchain FORWARD {\n" HOOK "accept;\n\t\tjump DOCKER-USER\n\t}\n"
		      "\tchain DOCKER-USER {\n\t}\n}\n", "");
	/* What is dropped of what somebody names is his affair; so are another hook and a bridge. */
	assert_closed("table ip filter {\n\tchain FORWARD {\n" HOOK "accept;\n\t\tct state invalid drop\n"
		      "\t\tip saddr 192.0.2.0/24 reject\n\t}\n"
		      "\tchain INPUT {\n\t\ttype filter hook input priority filter; policy drop;\n"
		      "\t\tdrop\n\t}\n\tchain unused {\n\t\tdrop\n\t}\n}\n", "");
	assert_closed("table bridge a {\n\tchain b {\n" HOOK "drop;\n\t}\n}\n", "");
}

static void test_verdicts(void **state)
{
	static const char *const closing[] = {"drop", "reject", "counter drop", "drop comment \"x\"",
		"counter reject with icmp port-unreachable",
		"log prefix \"x y\" level info drop",
		"counter log group 3 snaplen 9 drop", "goto z", "counter jump z", "jump loop\n\t\tdrop",
		"jump back\n\t\tdrop", "jump nowhere\n\t\tdrop"};
	static const char *const open[] = {"accept", "counter accept", "return", "goto back", "jump loop",
		"tcp dport 22 drop", "limit rate 1/second drop", "goto nowhere", "accept\n\t\tdrop",
		"goto back\n\t\tdrop", "return\n\t\tdrop", "log",
		"meta l4proto { tcp,\n\t\t\t     udp } drop"};
	char rule[128];

	(void)state;
	assert_rules("drop", "", true);
	assert_rules("accept", "", false);
	for (size_t i = 0; i < COUNT_OF(closing); i++) {
		(void)snprintf(rule, sizeof(rule), "\t\t%s\n", closing[i]);
		assert_rules("accept", rule, true);
	}
	for (size_t i = 0; i < COUNT_OF(open); i++) {
		(void)snprintf(rule, sizeof(rule), "\t\t%s\n", open[i]);
		assert_rules("accept", rule, false);
	}
	assert_rules("drop", "\t\taccept\n", false);
	assert_rules("drop", "\t\treturn\n\t\taccept\n", true);
}

/* What tenants send and what they are answered; and every packet of theirs has to meet the rule. */
static void test_known(void **state)
{
	static const char *const known[] = {"\t\t" IN "accept\n\t\t" OUT "accept\n",
		"\t\t" OUT "counter accept\n\t\t" IN "counter jump z\n", "\t\tjump ours\n", "\t\tgoto ours\n",
		"\t\tcounter jump ours\n",
		"\t\tct state { established, related } accept\n\t\t" IN "goto z\n",
		"\t\tct state vmap { established : accept, invalid : drop }\n\t\t" IN "accept\n"};
	static const char *const unknown[] = {"\t\t" IN "accept\n", "\t\t" OUT "accept\n",
		"\t\t" IN "drop\n\t\t" OUT "accept\n", "\t\tiifname \"docker0\" jump ours\n",
		"\t\tiifname != \"hostel*\" accept\n\t\t" OUT "accept\n",
		"\t\t" IN "tcp dport 22 accept\n\t\t" OUT "accept\n",
		"\t\tiifname \"hostel7\" accept\n\t\t" OUT "accept\n",
		"\t\tct state established oifname \"docker0\" accept\n\t\t" IN "accept\n",
		"\t\tdrop\n\t\tjump ours\n", "\t\tjump z\n\t\tjump ours\n"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(known); i++)
		assert_rules("drop", known[i], false);
	for (size_t i = 0; i < COUNT_OF(unknown); i++)
		assert_rules("drop", unknown[i], true);
}

static void test_docker(void **state)
{
	(void)state;
	assert_closed("table ip filter {\n\tchain DOCKER-USER {\n\t\treturn\n\t}\n\n\tchain FORWARD {\n" HOOK
		      "drop;\n\t\tjump DOCKER-USER\n\t}\n}\n" OURS,
		"drops table ip filter chain FORWARD\n");
	/* Another's table of the same name for another family, named. */
	assert_closed("table ip filter {\n\tchain DOCKER-USER {\n\t\t" IN "counter accept\n\t\t" OUT
		      "counter accept\n\t}\n\n\tchain FORWARD {\n" HOOK "drop;\n"
		      "\t\tjump DOCKER-USER\n\t}\n}\ntable ip6 filter {\n\tchain DOCKER-USER {\n\t}\n\n"
		      "\tchain FORWARD {\n" HOOK "drop;\n\t\tjump DOCKER-USER\n\t}\n}\n",
		"drops table ip6 filter chain FORWARD\n");
}

#define FIREWALLD(zones) "table inet firewalld {\n\tset s {\n\t\ttype ipv4_addr\n\t\tdrop\n\t}\n\n" \
	"\tchain filter_FORWARD {\n" HOOK "accept;\n" \
	"\t\tct state { established, related } accept\n\t\tct status dnat accept\n" \
	"\t\tip6 daddr { ::/96,\n\t\t\t     2002::/24 } reject with icmpv6 addr-unreachable\n" \
	"\t\tjump filter_FORWARD_ZONES\n\t\treject with icmpx admin-prohibited\n\t}\n\n" \
	"\tchain filter_FORWARD_ZONES {\n" zones "\t\tgoto filter_FWD_public\n\t}\n\n" \
	"\tchain filter_FWD_public {\n\t}\n}\n"

static void test_firewalld(void **state)
{
	(void)state;
	assert_closed(FIREWALLD(""), "drops table inet firewalld chain filter_FORWARD\n");
	assert_closed(FIREWALLD("\t\t" IN "goto filter_FWD_hostel\n"), "");
}

/* 20,000 chains, each leading to the one before: a walk looks at each once, and is not deeper than nft's. */
static void test_many(void **state)
{
	const size_t most = 20000;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	assert_non_null(out);
	fprintf(out, "table ip a {\n");
	for (size_t i = 0; i < most; i++)
		fprintf(out, "\tchain c%zu {\n\t\tjump c%zu\n\t\tjump c%zu\n\t}\n", i,
			i ? i - 1 : most, i / 2);
	fprintf(out, "\tchain b {\n" HOOK "drop;\n\t\tjump c%zu\n\t}\n}\n", most - 1);
	fclose(out);
	assert_closed(text, "drops table ip a chain b\n");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_docker),
		cmocka_unit_test(test_firewalld),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
