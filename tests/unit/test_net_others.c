/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * net/others.c: whose chains stop what tenants send. The listings are nft's, of a host with firewalld and of
 * one with Docker; here ' stands for ".
 */
#include "lib_test.h"

#include "net/others.c"

#define HEAD "{'nftables': [{'metainfo': {'version': '1.0.6', 'json_schema_version': 1}}"
#define TAIL "]}"
#define CHAIN(family, table, name)                                                                 \
	", {'chain': {'family': '" family "', 'table': '" table "', 'name': '" name "', 'handle': 1}}"
#define HOOKED(family, table, name, hook, policy)                                                  \
	", {'chain': {'family': '" family "', 'table': '" table "', 'name': '" name "', 'handle': 2, "   \
	"'type': 'filter', 'hook': '" hook "', 'prio': 0, 'policy': '" policy "'}}"
#define RULE(family, table, name, statements)                                                      \
	", {'rule': {'family': '" family "', 'table': '" table "', 'chain': '" name "', 'handle': 3, "   \
	"'expr': [" statements "]}}"

#define OURS HOOKED("inet", "hostel", "forward", "forward", "drop")
#define MATCH(op, left, right) "{'match': {'op': '" op "', 'left': " left ", 'right': " right "}}, "
#define META(key, value) MATCH("==", "{'meta': {'key': '" key "'}}", "'" value "'")
#define PAYLOAD(protocol, field, value) \
	MATCH("==", "{'payload': {'protocol': '" protocol "', 'field': '" field "'}}", value)
#define IN META("iifname", "hostel*")
#define OUT META("oifname", "hostel*")
#define PORT22 PAYLOAD("tcp", "dport", "22")
#define PREFIX(address, length) "{'prefix': {'addr': '" address "', 'len': " length "}}"
#define STATE(op, value) MATCH(op, "{'ct': {'key': 'state'}}", value)
#define ANSWERS STATE("==", "{'set': ['established', 'related']}")
#define MODULE(type, name) "{'xt': {'type': '" type "', 'name': '" name "'}}"
#define COUNTER "{'counter': null}, "
#define ACCEPTS "{'accept': null}"
#define DROPS "{'drop': null}"
#define REJECTS "{'reject': {'type': 'icmpx', 'expr': 'admin-prohibited'}}"
#define RETURNS "{'return': null}"
#define JUMPS(name) "{'jump': {'target': '" name "'}}"
#define GOES(name) "{'goto': {'target': '" name "'}}"

static void assert_closed(const char *listing, const char *want)
{
	char *text = strdup(listing);
	char *said = NULL;
	size_t size;
	FILE *out = open_memstream(&said, &size);
	struct err e = ERR_NONE;

	assert_non_null(text);
	assert_non_null(out);
	for (char *p = text; *p; p++)
		*p = *p == '\'' ? '"' : *p;
	if (others_print_closed(text, out, &e) < 0)
		fail_msg("of\n%s\n%s", listing, e.message);
	fclose(out);
	if (strcmp(said, want) != 0)
		fail_msg("of\n%s\nit says: %s", listing, said);
	free(said);
	free(text);
}

/* One chain of that policy with these rules, a line each, and others to which they may lead. */
static void assert_rules(const char *policy, const char *rules, bool closed)
{
	char text[8192], *copy = strdup(rules), *save = NULL;
	int used;

	assert_non_null(copy);
	used = snprintf(text, sizeof(text), HEAD CHAIN("ip", "a", "z") CHAIN("ip", "a", "back")
		HOOKED("ip", "a", "b", "forward", "%s") CHAIN("ip", "a", "ours") CHAIN("ip", "a", "loop")
		RULE("ip", "a", "z", DROPS) RULE("ip", "a", "back", RETURNS) RULE("ip", "a", "back", DROPS)
		RULE("ip", "a", "ours", IN ACCEPTS) RULE("ip", "a", "ours", OUT ACCEPTS)
		RULE("ip", "a", "loop", JUMPS("loop")), policy);
	for (char *rule = strtok_r(copy, "\n", &save); rule; rule = strtok_r(NULL, "\n", &save))
		used += snprintf(text + used, sizeof(text) - (size_t)used, RULE("ip", "a", "b", "%s"), rule);
	(void)snprintf(text + used, sizeof(text) - (size_t)used, TAIL);
	assert_closed(text, closed ? "drops table ip a chain b\n" : "");
	free(copy);
}

static void test_none(void **state)
{
	(void)state;
	assert_closed(HEAD TAIL, "");
	assert_closed(HEAD OURS TAIL, "");
	assert_closed(HEAD HOOKED("ip", "filter", "FORWARD", "forward", "accept")
		CHAIN("ip", "filter", "USER") RULE("ip", "filter", "FORWARD", JUMPS("USER")) TAIL, "");
	/* What is dropped of what somebody names is theirs to know; so are another hook and a bridge. */
	assert_closed(HEAD HOOKED("ip", "filter", "FORWARD", "forward", "accept")
		HOOKED("ip", "filter", "INPUT", "input", "drop") CHAIN("ip", "filter", "unused")
		RULE("ip", "filter", "FORWARD", STATE("in", "'invalid'") DROPS)
		RULE("ip", "filter", "FORWARD", PAYLOAD("ip", "saddr", PREFIX("192.0.2.0", "24")) REJECTS)
		RULE("ip", "filter", "INPUT", DROPS) RULE("ip", "filter", "unused", DROPS) TAIL, "");
	assert_closed(HEAD HOOKED("bridge", "a", "b", "forward", "drop") TAIL, "");
}

static void test_no_listing(void **state)
{
	struct err e = ERR_NONE;

	(void)state;
	assert_int_equal(others_print_closed("table ip a {\n}\n", stdout, &e), -1);
	assert_int_equal(e.code, EIO);
}

static void test_verdicts(void **state)
{
	static const char *const closing[] = {DROPS, REJECTS, COUNTER DROPS,
		COUNTER "{'reject': {'type': 'icmp', 'expr': 'port-unreachable'}}",
		"{'log': {'prefix': 'x y', 'level': 'info'}}, " DROPS,
		COUNTER "{'log': {'group': 3, 'snaplen': 9}}, " DROPS, GOES("z"), COUNTER JUMPS("z"),
		JUMPS("loop") "\n" DROPS, JUMPS("back") "\n" DROPS, JUMPS("nowhere") "\n" DROPS,
		MODULE("match", "comment") ", " COUNTER DROPS, COUNTER MODULE("target", "REJECT"),
		COUNTER MODULE("target", "LOG") "\n" DROPS};
	static const char *const open[] = {ACCEPTS, COUNTER ACCEPTS, RETURNS, GOES("back"), JUMPS("loop"),
		PORT22 DROPS, "{'limit': {'rate': 1, 'burst': 5, 'per': 'second'}}, " DROPS, GOES("nowhere"),
		ACCEPTS "\n" DROPS, GOES("back") "\n" DROPS, RETURNS "\n" DROPS, "{'log': null}",
		MATCH("==", "{'meta': {'key': 'l4proto'}}", "{'set': ['tcp', 'udp']}") DROPS,
		 MODULE("match", "addrtype") ", " COUNTER DROPS, COUNTER MODULE("target", "LOG")};

	(void)state;
	assert_rules("drop", "", true);
	assert_rules("accept", "", false);
	for (size_t i = 0; i < COUNT_OF(closing); i++)
		assert_rules("accept", closing[i], true);
	for (size_t i = 0; i < COUNT_OF(open); i++)
		assert_rules("accept", open[i], false);
	assert_rules("drop", ACCEPTS, false);
	assert_rules("drop", RETURNS "\n" ACCEPTS, true);
}

/* What tenants send and what they are answered; and every packet of theirs has to meet the rule. */
static void test_known(void **state)
{
	static const char *const known[] = {IN ACCEPTS "\n" OUT ACCEPTS,
		OUT COUNTER ACCEPTS "\n" IN COUNTER JUMPS("z"), JUMPS("ours"), GOES("ours"),
		COUNTER JUMPS("ours"),
		ANSWERS ACCEPTS "\n" IN GOES("z"),
		STATE("in", "['established', 'related']") ACCEPTS "\n" IN ACCEPTS,
		"{'vmap': {'key': {'ct': {'key': 'state'}}, 'data': {'set': [['invalid', {'drop': null}], "
		"['established', {'accept': null}]]}}}\n" IN ACCEPTS,
		MODULE("match", "conntrack") ", " COUNTER ACCEPTS "\n" IN COUNTER ACCEPTS};
	static const char *const unknown[] = {IN ACCEPTS, OUT ACCEPTS, IN DROPS "\n" OUT ACCEPTS,
		META("iifname", "docker0") JUMPS("ours"),
		MATCH("!=", "{'meta': {'key': 'iifname'}}", "'hostel*'") ACCEPTS "\n" OUT ACCEPTS,
		IN PORT22 ACCEPTS "\n" OUT ACCEPTS, META("iifname", "hostel7") ACCEPTS "\n" OUT ACCEPTS,
		STATE("in", "'established'") META("oifname", "docker0") ACCEPTS "\n" IN ACCEPTS,
		META("oifname", "docker0") MODULE("match", "conntrack") ", " ACCEPTS "\n" IN ACCEPTS,
		STATE("!=", "'established'") ACCEPTS "\n" IN ACCEPTS,
		MODULE("match", "conntrack") ", " DROPS "\n" IN ACCEPTS,
		DROPS "\n" JUMPS("ours"), JUMPS("z") "\n" JUMPS("ours")};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(known); i++)
		assert_rules("drop", known[i], false);
	for (size_t i = 0; i < COUNT_OF(unknown); i++)
		assert_rules("drop", unknown[i], true);
}

static void test_docker(void **state)
{
#define DOCKER(family) CHAIN(family, "filter", "DOCKER-USER") \
	HOOKED(family, "filter", "FORWARD", "forward", "drop") \
	RULE(family, "filter", "FORWARD", COUNTER JUMPS("DOCKER-USER"))
	(void)state;
	assert_closed(HEAD DOCKER("ip") RULE("ip", "filter", "DOCKER-USER", COUNTER RETURNS) OURS TAIL,
		"drops table ip filter chain FORWARD\n");
	/* Another's table of the same name for another family, named. */
	assert_closed(HEAD DOCKER("ip") RULE("ip", "filter", "DOCKER-USER", IN COUNTER ACCEPTS)
		RULE("ip", "filter", "DOCKER-USER", OUT COUNTER ACCEPTS) DOCKER("ip6") TAIL,
		"drops table ip6 filter chain FORWARD\n");
}

#define FILTER(name, statements) RULE("inet", "firewalld", name, statements)
#define FIREWALLD(zones) HEAD HOOKED("inet", "firewalld", "filter_FORWARD", "forward", "accept") \
	CHAIN("inet", "firewalld", "filter_FORWARD_ZONES") CHAIN("inet", "firewalld", "filter_FWD_public") \
	", {'set': {'family': 'inet', 'name': 's', 'table': 'firewalld', 'type': 'ipv4_addr', 'handle': 1}}" \
	FILTER("filter_FORWARD", ANSWERS ACCEPTS) \
	FILTER("filter_FORWARD", MATCH("in", "{'ct': {'key': 'status'}}", "'dnat'") ACCEPTS) \
	FILTER("filter_FORWARD", PAYLOAD("ip6", "daddr", "{'set': [" PREFIX("::", "96") ", " \
		PREFIX("2002::", "24") "]}") "{'reject': {'type': 'icmpv6', 'expr': 'addr-unreachable'}}") \
	FILTER("filter_FORWARD", JUMPS("filter_FORWARD_ZONES")) FILTER("filter_FORWARD", REJECTS) zones \
	FILTER("filter_FORWARD_ZONES", GOES("filter_FWD_public")) TAIL

static void test_firewalld(void **state)
{
	(void)state;
	assert_closed(FIREWALLD(""), "drops table inet firewalld chain filter_FORWARD\n");
	assert_closed(FIREWALLD(FILTER("filter_FORWARD_ZONES", IN GOES("filter_FWD_hostel"))), "");
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
	fprintf(out, HEAD HOOKED("ip", "a", "b", "forward", "drop"));
	for (size_t i = 0; i < most; i++)
		fprintf(out, CHAIN("ip", "a", "c%zu"), i);
	for (size_t i = 0; i < most; i++)
		fprintf(out, RULE("ip", "a", "c%zu", JUMPS("c%zu")) RULE("ip", "a", "c%zu", JUMPS("c%zu")),
			i, i ? i - 1 : most, i, i / 2);
	fprintf(out, RULE("ip", "a", "b", JUMPS("c%zu")) TAIL, most - 1);
	fclose(out);
	assert_closed(text, "drops table ip a chain b\n");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_no_listing),
		cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_docker),
		cmocka_unit_test(test_firewalld),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
