/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * net/rules.c: which rules a policy becomes. Whether the kernel keeps them, tests/net tries.
 */
#include "lib_test.h"

#include "net/rules.c"
#include "net/rules_bounds.c"
#include "net/rules_inside.c"
#include "net/rules_text.c"
#include "policy/defaults.h"

static struct net_prefix prefix(const char *text, uint32_t length)
{
	struct net_prefix p;

	assert_true(network_address(text, &p));
	p.length = length;
	return p;
}

static void begin(struct request *r)
{
	struct err e = ERR_NONE;

	*r = (struct request){.launch.network = {.slot = 5, .pool = prefix("10.99.0.0", 16),
		.pool6 = prefix("fd00:1::", 48)}};
	r->launch.keeper = 1879048193;
	assert_int_equal(policy_init(&r->policy), 0);
	r->policy.egress.count = 0;
	assert_int_equal(network_of(&r->launch.network, &r->network, &e), 0);
}

static void allow(struct request *r, enum egress_where where, struct net_prefix to,
	enum net_protocol protocol, uint32_t first, uint32_t last)
{
	r->policy.egress.items[r->policy.egress.count++] = (struct egress_rule){.where = where, .to = to,
		.protocol = protocol, .first = first, .last = last};
}

static void assert_has(const char *text, const char *line)
{
	if (!strstr(text, line))
		fail_msg("no \"%s\" in:\n%s", line, text);
}

/* For the wall against forged addresses; nothing else on the host is for one tenant who asks for nothing. */
#define SOURCES "add element inet hostel pastas { 1879048193 }\n" \
		"add element inet hostel sources { \"hostel5\" . 10.99.0.7 }\n" \
		"add element inet hostel sources6 { \"hostel5\" . fd00:1::7 }\n"

/* And what bounds their part of the host's connections. */
#define CHAIN(way, verdict) \
	"add chain inet hostel hostel5_" way "\nflush chain inet hostel hostel5_" way "\n" \
	"add rule inet hostel hostel5_" way " ct count over 1024 " verdict "\n" \
	"add rule inet hostel hostel5_" way " limit rate over 128/second burst 1024 packets " verdict "\n"
#define PASTA "add element inet hostel bounds_pasta { 1879048193 : jump hostel5_out }\n"
#define OUT CHAIN("out", "goto refused")
#define IN CHAIN("in", "counter drop")

static void test_most_have_their_addresses(void **state)
{
	struct request r;
	char *text;

	(void)state;
	begin(&r);
	allow(&r, EGRESS_PUBLIC, (struct net_prefix){0}, NET_ANY, 0, 65535);
	r.launch.network.resolver_count = 1;
	r.launch.network.resolvers[0] = prefix("198.51.100.53", 32);
	text = rules_of_tenant(&r);
	assert_string_equal(text, SOURCES OUT PASTA
		"add element inet hostel bounds_out { \"hostel5\" : jump hostel5_out }\n");
	free(text);
	r.policy.connections = VALUE_MAX;
	text = rules_of_tenant(&r);
	assert_string_equal(text, SOURCES);
	free(text);
	policy_free(&r.policy);
}

static void test_exceptions(void **state)
{
	struct net_prefix own = prefix("192.168.1.1", 32);
	struct request r;
	char *text;

	(void)state;
	begin(&r);
	allow(&r, EGRESS_HOST, (struct net_prefix){0}, NET_TCP, 5432, 5432);
	allow(&r, EGRESS_PREFIX, prefix("10.0.0.0", 8), NET_UDP, 53, 53);
	allow(&r, EGRESS_PREFIX, prefix("10.99.0.9", 32), NET_ANY, 0, 65535);
	r.own = (struct addresses){1, &own};
	r.launch.network.resolver_count = 2;
	r.launch.network.resolvers[0] = own; /* the host's own resolver is the host */
	r.launch.network.resolvers[1] = prefix("fd00:2::53", 128);
	text = rules_of_tenant(&r);
	assert_has(text, "add chain inet hostel hostel5\nflush chain inet hostel hostel5\n");
	assert_has(text, "hostel5 fib daddr type local meta l4proto 6 th dport 5432-5432 accept\n");
	assert_has(text,
		"hostel5 oifgroup != 26735 ip daddr 10.0.0.0/8 meta l4proto 17 th dport 53-53 accept\n");
	assert_has(text, "hostel5 oifgroup 26735 ip daddr 10.99.0.9 meta l4proto { 6, 17, 1, 58 "
			 "} accept\n");
	assert_has(text, "hostel5 fib daddr type local meta l4proto 17 th dport 53-53 accept\n");
	assert_has(text,
		"hostel5 oifgroup != 26735 ip6 daddr fd00:2::53 meta l4proto 6 th dport 53-53 accept\n");
	assert_has(text, "add element inet hostel tenants { \"hostel5\" : jump hostel5 }\n");
	free(text);
	policy_free(&r.policy);
}

static void test_published(void **state)
{
	struct request r;
	char *text;

	(void)state;
	begin(&r);
	r.policy.publish = (struct publish_list){.count = 2,
		.items = {
			{.address = prefix("192.0.2.10", 32),
				.first = 60000,
				.last = 60001,
				.inside = 7,
				.protocol = NET_UDP},
			{.address = prefix("2001:db8::1", 128),
				.first = 443,
				.last = 443,
				.inside = 8443,
				.protocol = NET_TCP},
		}};
	text = rules_of_tenant(&r);
	assert_string_equal(text, SOURCES OUT IN PASTA
		"add element inet hostel bounds_out { \"hostel5\" : jump hostel5_out }\n"
		"add element inet hostel bounds_in { \"hostel5\" : jump hostel5_in }\n"
		"add element inet hostel published { 192.0.2.10 . 17 . 60000 : 10.99.0.7 . 7 }\n"
		"add element inet hostel published { 192.0.2.10 . 17 . 60001 : 10.99.0.7 . 8 }\n"
		"add element inet hostel published6 { 2001:db8::1 . 6 . 443 : fd00:1::7 . 8443 }\n");
	free(text);
	r.policy.network = NETWORK_PASTA;
	text = rules_of_tenant(&r);
	assert_string_equal(text, "add element inet hostel pastas { 1879048193 }\n" OUT IN
		PASTA "add rule inet hostel hostel5_in goto short_memory\n"
		"add element inet hostel bounds_pasta_in { 192.0.2.10 . 17 . 60000 : jump hostel5_in }\n"
		"add element inet hostel bounds_pasta_in { 192.0.2.10 . 17 . 60001 : jump hostel5_in }\n"
		"add element inet hostel bounds_pasta_in6 { 2001:db8::1 . 6 . 443 : jump hostel5_in }\n");
	free(text);
	r.policy.network = NETWORK_NAT;
	text = rules_inside(&r);
	assert_has(text, "udp dport 7-8 accept\ntcp dport 8443-8443 accept\n");
	free(text);
	policy_free(&r.policy);
}

/* Allowing a network allows neither the host, nor the tenants in it; a denial is said as it is. */
static void test_inside(void **state)
{
	struct net_prefix own = prefix("10.1.1.1", 32);
	struct request r;
	char *text;

	(void)state;
	begin(&r);
	r.own = (struct addresses){1, &own};
	r.policy.egress.items[r.policy.egress.count++] = (struct egress_rule){.deny = 1,
		.where = EGRESS_ANYWHERE, .protocol = NET_TCP, .first = 25, .last = 25};
	r.policy.egress.items[r.policy.egress.count++] = (struct egress_rule){.deny = 1,
		.where = EGRESS_PREFIX, .to = prefix("203.0.113.0", 24), .protocol = NET_TCP, .last = 65535};
	allow(&r, EGRESS_PREFIX, prefix("10.0.0.0", 8), NET_ICMP, 0, 65535);
	allow(&r, EGRESS_PREFIX, prefix("10.99.0.9", 32), NET_TCP, 80, 80);
	allow(&r, EGRESS_PUBLIC, (struct net_prefix){0}, NET_TCP, 443, 443);
	text = rules_inside(&r);
	assert_has(text,
		"set host { type ipv4_addr; elements = { 10.1.1.1 }; }\n"
		"set host6 { type ipv6_addr; elements = { 64:ff9b::a01:101 }; }\n");
	assert_has(text,
		"meta l4proto 6 th dport 25-25 goto refused\n"
		"ip6 daddr 64:ff9b::cb00:7100/120 meta l4proto 6 goto refused\n"
		"ip daddr 203.0.113.0/24 meta l4proto 6 goto refused\n"
		"ip daddr 10.0.0.0/8 ip daddr != @host ip daddr != 10.99.0.0/16 meta l4proto { 1, 58 } "
		"accept\nip daddr 10.99.0.9 ip daddr != @host meta l4proto 6 th dport 80-80 accept\n"
		"ip daddr != @private ip daddr != @host meta l4proto 6 th dport 443-443 accept\n"
		"ip6 daddr != @private6 ip6 daddr != @host6 meta l4proto 6 th dport 443-443 accept\n"
		"goto refused\n");
	assert_has(text, "ct state new ct count over 1024 ");
	assert_has(text, "ct state new ct status ! confirmed limit rate over 128/second burst 1024 packets ");
	free(text);
	r.policy.connections = VALUE_MAX;
	text = rules_inside(&r);
	assert_null(strstr(text, "ct count"));
	assert_null(strstr(text, "limit rate"));
	free(text);
	policy_free(&r.policy);
}

static void test_base(void **state)
{
	struct base b = {.pool = prefix("10.99.0.0", 16), .pool6 = prefix("fd00:1::", 48)};
	char *text = rules_base(&b);

	(void)state;
	assert_has(text, "ip saddr 10.99.0.0/16 oifgroup != 26735 masquerade\n");
	assert_null(strstr(text, "meta nfproto ipv6 counter drop"));
	assert_has(text, "iifgroup 26735 jump ports\niifgroup 26735 jump bounds\n"
		"iifgroup != 26735 oifgroup 26735 jump bounds\n");
	free(text);
	b.guard6 = true; /* it was hostel that switched IPv6 forwarding on */
	text = rules_base(&b);
	assert_has(text, "iifgroup != 26735 oifgroup != 26735 meta nfproto ipv6 counter drop\n");
	assert_null(strstr(text, "meta nfproto ipv4 counter drop"));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_most_have_their_addresses), cmocka_unit_test(test_exceptions),
		cmocka_unit_test(test_published), cmocka_unit_test(test_inside), cmocka_unit_test(test_base),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
