/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * policy/kind/egress.c: forms, destinations and order of rules, and bytes that nobody encoded.
 */
#include "network_test.h"

#define FORM "a rule is [allow|deny] [WHERE] [PROTO[/PORTS]] or [allow|deny] WHERE:PORTS[/PROTO]"

static void test_egress_forms(void **state)
{
	static const struct value_case cases[] = {
		SAME(egress, "none"),
		SAME(egress, "any"),
		OK(egress, "allow any", "any"),
		SAME(egress, "deny any, host"),
		SAME(egress, "deny tcp/25, any"),
		SAME(egress, "tcp, udp/53, icmp"),
		OK(egress, "allow any tcp/80-90", "tcp/80-90"),
		OK(egress, "any:443", "tcp/443"),
		OK(egress, "any:443/udp", "udp/443"),
		SAME(egress, "deny any:443/udp"),
		SAME(egress, "deny any udp"),
		SAME(egress, "deny any:1-65535"),
		OK(egress, "allow  host:5432 ,host\ttcp/22", "host:5432, host:22"),
		SAME(egress, "host icmp"),
		SAME(egress, "10.1.2.3:53/udp"),
		OK(egress, "10.1.2.3 udp/53", "10.1.2.3:53/udp"),
		OK(egress, "10.1.2.3:53/tcp", "10.1.2.3:53"),
		OK(egress, "10.1.2.3/32:53", "10.1.2.3:53"),
		SAME(egress, "10.0.0.0/8:8000-8010"),
		SAME(egress, "10.0.0.0/8 tcp"),
		SAME(egress, "[2001:db8::1]:443"),
		OK(egress, "2001:db8::1 tcp/443", "[2001:db8::1]:443"),
		SAME(egress, "[2001:db8::/32]:443/udp"),
		OK(egress, "[2001:db8::1]", "2001:db8::1"),
		SAME(egress, "2001:db8::1:443"),
		SAME(egress, "fc00::/7 icmp"),
		NO(egress, "", "write none, or rules such as deny tcp/25, any"),
		NO(egress, "allow", "\"allow\" alone: name a destination, a protocol or both"),
		NO(egress, "deny", "\"deny\" alone: name a destination, a protocol or both"),
		NO(egress, "any,", "an empty item: a comma too many?"),
		NO(egress, "any, any", "\"any\" stands here twice"),
		NO(egress, "none, any", "\"none\" is neither any, host nor an address; " FORM),
		NO(egress, "all", "\"all\" is neither any, host nor an address; " FORM),
		NO(egress, "TCP/80", "\"TCP/80\" is neither any, host nor an address; " FORM),
		NO(egress, "tcp:80", "\"tcp\": a protocol's ports stand behind a slash, " FORM),
		NO(egress, "any sctp", "\"sctp\": a protocol is tcp, udp or icmp; " FORM),
		NO(egress, "any tcp/80 udp", "\"udp\" is too much; " FORM ", with commas between rules"),
		NO(egress, "tcp/80 any", "\"any\" is too much; " FORM ", with commas between rules"),
		NO(egress, "any:80 tcp", "\"tcp\": the protocol was said already; " FORM),
		NO(egress, "icmp/8", "icmp has no ports"),
		NO(egress, "any:8/icmp", "behind the port stand /tcp, /udp or nothing: 10.1.2.3:53/udp"),
		NO(egress, "any:8/tcp/9", "behind the port stand /tcp, /udp or nothing: 10.1.2.3:53/udp"),
		NO(egress, "any:80x", "behind the port stand /tcp, /udp or nothing: 10.1.2.3:53/udp"),
		NO(egress, "tcp/0", "a port is a number from 1 to 65535"),
		NO(egress, "tcp/65536", "a port is a number from 1 to 65535"),
		NO(egress, "tcp/", "a number is missing"),
		NO(egress, "tcp/90-80", "a range goes from the lower to the higher port"),
		NO(egress, "tcp/80+", "\"tcp/80+\": write a port or a range of them, tcp/8000-8010"),
		NO(egress, "[2001:db8::1:443", "an IPv6 address with ports is [2001:db8::1]:443"),
		NO(egress, "[2001:db8::1]443", "an IPv6 address with ports is [2001:db8::1]:443"),
		NO(egress, "[10.0.0.1]:443", "only IPv6 addresses stand in brackets"),
		NO(egress, "[any]:443", "only IPv6 addresses stand in brackets"),
	};

	(void)state;
	assert_cases(cases, COUNT_OF(cases));
}

static void test_egress_destinations(void **state)
{
	static const struct value_case cases[] = {
		SAME(egress, "deny 240.0.0.0/4"),
		SAME(egress, "2000::/3"),
		SAME(egress, "128.0.0.0/2"),
		NO(egress, "0.0.0.0/0", "0.0.0.0/0: write any (public addresses) and name private ones"),
		NO(egress, "deny ::/0 tcp", "::/0: write any (public addresses) and name private ones"),
		NO(egress, "10.1.2.3/8", "bits are set behind the prefix: 10.0.0.0/8 is right"),
		NO(egress, "2001:db8::1/32", "bits are set behind the prefix: 2001:db8::/32 is right"),
		NO(egress, "127.0.0.1:80",
			"127.0.0.1: loopback addresses are the sandbox's own, nothing leaves by them"),
		NO(egress, "127.0.0.0/8",
			"127.0.0.0/8: loopback addresses are the sandbox's own, nothing leaves by them"),
		NO(egress, "::1", "::1: loopback addresses are the sandbox's own, nothing leaves by them"),
		NO(egress, "64.0.0.0/2",
			"64.0.0.0/2: loopback addresses are the sandbox's own, nothing leaves by them"),
		NO(egress, "0.0.0.0:80", "0.0.0.0: unspecified addresses cannot be a destination"),
		NO(egress, "0.0.0.0/1", "0.0.0.0/1: unspecified addresses cannot be a destination"),
		NO(egress, "::/1", "::/1: unspecified addresses cannot be a destination"),
		NO(egress, "224.0.0.1", "224.0.0.1: multicast addresses cannot be a destination"),
		NO(egress, "128.0.0.0/1", "128.0.0.0/1: multicast addresses cannot be a destination"),
		NO(egress, "ff02::1", "ff02::1: multicast addresses cannot be a destination"),
		NO(egress, "::ffff:10.0.0.1", "::ffff:10.0.0.1: write the IPv4 address by itself"),
		NO(egress, "10.0.0", "\"10.0.0\" is no IP address"),
		NO(egress, "10.0.0.1.2", "\"10.0.0.1.2\" is no IP address"),
		NO(egress, "fe80::1%eth0", "\"fe80::1%eth0\" is no IP address"),
		NO(egress, "example.org:443", "\"example.org\" is no IP address"),
	};

	(void)state;
	assert_cases(cases, COUNT_OF(cases));
}

static void test_egress_order(void **state)
{
#define NEVER(second, first) "\"" second "\" is never reached: \"" first "\" stands before it"
	static const struct value_case cases[] = {
		SAME(egress, "deny 10.1.0.0/16, 10.0.0.0/8"),
		SAME(egress, "any, 10.0.0.0/8, 169.254.169.254, fd00::/8, fe80::/10, host"),
		SAME(egress,
			"any, 198.18.0.0/15, 192.0.0.8, 2001:0:1::1, 2001::/23, 2002::/16, 64:ff9b::/96"),
		SAME(egress, "any, 192.0.0.0/16, 2000::/3, deny 100.64.0.0/10"),
		SAME(egress, "tcp/80-90, tcp/85-95, udp/80-90, icmp"),
		SAME(egress, "10.0.0.0/8 tcp, 10.1.2.3, 11.0.0.0/8"),
		SAME(egress, "deny any tcp, 10.0.0.1 tcp"),
		SAME(egress, "host tcp, host"),
		NO(egress, "any, tcp/80", NEVER("tcp/80", "any")),
		NO(egress, "any, deny 192.0.2.1", NEVER("deny 192.0.2.1", "any")),
		NO(egress, "any, deny 2001:db8::/32", NEVER("deny 2001:db8::/32", "any")),
		NO(egress, "any, deny tcp/25, any udp", NEVER("udp", "any")),
		NO(egress, "10.0.0.0/8, deny 10.1.2.3:80", NEVER("deny 10.1.2.3:80", "10.0.0.0/8")),
		NO(egress, "fd00::/8, fd00::/8 tcp", NEVER("fd00::/8 tcp", "fd00::/8")),
		NO(egress, "10.1.2.3:80-90, 10.1.2.3:85", NEVER("10.1.2.3:85", "10.1.2.3:80-90")),
		NO(egress, "tcp, any:80", NEVER("tcp/80", "tcp")),
		NO(egress, "deny tcp, 10.0.0.1:80", NEVER("10.0.0.1:80", "deny tcp")),
		NO(egress, "deny tcp/1-100, host:25", NEVER("host:25", "deny tcp/1-100")),
		NO(egress, "host, deny host:22", NEVER("deny host:22", "host")),
		NO(egress, "any tcp/80, tcp/80", NEVER("tcp/80", "tcp/80")),
	};

	(void)state;
	assert_cases(cases, COUNT_OF(cases));
}

static void test_strange_egress(void **state)
{
	const struct egress_rule good = {.where = EGRESS_PREFIX, .to = ten, .protocol = NET_TCP, .first = 1,
		.last = 443};
	struct egress_list list = {.count = 1, .items = {good}};
	struct egress_rule *r = &list.items[0];

	(void)state;
	TAKEN(FIELD_egress, &list);
#define TRY(member, value)                                                                         \
	do {                                                                                       \
		r->member = value;                                                                 \
		REFUSED(FIELD_egress, &list);                                                      \
		*r = good;                                                                         \
	} while (0)
	TRY(deny, 2);
	TRY(where, EGRESS_PREFIX + 1);
	TRY(where, EGRESS_HOST); /* with an address */
	TRY(where, EGRESS_PUBLIC);
	TRY(protocol, NET_ICMP + 1);
	TRY(protocol, NET_ICMP); /* with ports */
	TRY(protocol, NET_ANY);
	TRY(first, 0);
	TRY(last, 65536);
	TRY(last, 0);
	TRY(first, 65536);
	TRY(to.version, 0);
	TRY(to.length, 0);
	TRY(to.address[0], 127);
#undef TRY
	r->to = (struct net_prefix){0};
	r->where = EGRESS_ANYWHERE;
	REFUSED(FIELD_egress, &list); /* allowed */
	r->deny = 1;
	TAKEN(FIELD_egress, &list);
	*r = (struct egress_rule){.deny = 1, .where = EGRESS_ANYWHERE, .last = 65535};
	REFUSED(FIELD_egress, &list); /* of no protocol */
	list.count = EGRESS_MAX + 1;
	REFUSED(FIELD_egress, &list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_egress_forms),
		cmocka_unit_test(test_egress_destinations),
		cmocka_unit_test(test_egress_order),
		cmocka_unit_test(test_strange_egress),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
