/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * policy/check.c; prefix.c, addresses.c, pool.c, publish.c, rate.c of policy/kind: the keys of [network].
 */
#include "network_test.h"

static void test_pools(void **state)
{
	static const char inside[] =
		"a pool is private: inside 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10";
	static const struct value_case cases[] = {
		SAME(pool, "10.0.0.0/8"),
		SAME(pool, "172.16.0.0/12"),
		SAME(pool, "192.168.255.248/29"),
		SAME(pool, "100.64.0.0/10"),
		SAME(pool6, "fc00::/48"),
		OK(pool6, "FD68:6f73:7465:0:0::/112", "fd68:6f73:7465::/112"),
		NO(pool, "10.99.0.0", "write a private prefix such as 10.99.0.0/16"),
		NO(pool, "", "write a private prefix such as 10.99.0.0/16"),
		NO(pool, "none", "write a private prefix such as 10.99.0.0/16"),
		NO(pool, "10.99.0.1/16", "bits are set behind the prefix: 10.99.0.0/16 is right"),
		NO(pool, "10.99.0.0/30", "a pool of IPv4 is from /8 to /29"),
		NO(pool, "10.0.0.0/7", inside),
		NO(pool, "172.16.0.0/11", "bits are set behind the prefix: 172.0.0.0/11 is right"),
		NO(pool, "172.32.0.0/16", inside),
		NO(pool, "192.0.2.0/24", inside),
		NO(pool, "0.0.0.0/0", inside),
		NO(pool, "10.0.0.0/33", "behind the slash of IPv4 stands a number from 0 to 32"),
		NO(pool, "10.0.0.0/08", "a number has no leading zeros here"),
		NO(pool, "10.0.0.0/", "a number is missing"),
		NO(pool, "10.0.0.0/8/8", "behind the slash of IPv4 stands a number from 0 to 32"),
		NO(pool, "10.0/8", "\"10.0/8\" is no IP address"),
		NO(pool, "010.0.0.0/8", "\"010.0.0.0/8\" is no IP address"),
		NO(pool, "fd00::/64", "this is IPv6: write a private prefix of IPv4 such as 10.99.0.0/16"),
		NO(pool6, "10.0.0.0/8",
			"this is IPv4: write a private prefix of IPv6 such as fd68:6f73:7465::/48"),
		NO(pool6, "fd00::/47", "a pool of IPv6 is from /48 to /112"),
		NO(pool6, "fd00::/113", "a pool of IPv6 is from /48 to /112"),
		NO(pool6, "fe80::/64", "a pool is private: inside fc00::/7"),
		NO(pool6, "fd00::/129", "behind the slash of IPv6 stands a number from 0 to 128"),
		NO(pool6, "fd00::%eth0/64", "\"fd00::%eth0/64\" is no IP address"),
	};

	(void)state;
	assert_cases(cases, COUNT_OF(cases));
}

static void test_rates(void **state)
{
	static const struct value_case cases[] = {
		SAME(rate, "max"),
		SAME(rate, "20mbit"),
		OK(rate, "20000kbit", "20mbit"),
		OK(rate_in, "64000bit", "64kbit"),
		SAME(rate, "1500kbit"),
		SAME(rate_in, "100gbit"),
		NO(rate, "20", "a rate needs a unit: 512kbit, 20mbit"),
		NO(rate, "20M", "unknown unit \"M\": did you mean 20mbit?"),
		NO(rate, "20Mbit", "unknown unit \"Mbit\": did you mean 20mbit?"),
		NO(rate, "1Gbps", "unknown unit \"Gbps\": did you mean 1gbit?"),
		NO(rate, "1T",
			"unknown unit \"T\" (there are bit, kbit, mbit and gbit): write 512kbit, 20mbit"),
		NO(rate, "1.5mbit", "whole numbers only: 512kbit, 20mbit"),
		NO(rate, "63kbit", "too small: from 64kbit to 100gbit"),
		NO(rate, "101gbit", "too large: from 64kbit to 100gbit"),
		NO(rate, "99999999999gbit", "this number is too large"),
		NO(rate, "unlimited", "write max for \"no limit\""),
		NO(rate, "", "a number is missing"),
		SAME(connections, "16"),
		SAME(connections, "max"),
		NO(connections, "15", "too small: from 16 to 1000000 or max"),
		NO(connections, "1000001", "too large: from 16 to 1000000 or max"),
	};

	(void)state;
	assert_cases(cases, COUNT_OF(cases));
}

static void test_resolvers(void **state)
{
	static const struct value_case cases[] = {
		SAME(dns, ""),
		SAME(dns, "192.0.2.53"),
		OK(dns, "2001:DB8:0:0::53,10.0.0.1", "2001:db8::53, 10.0.0.1"),
		NO(dns, "127.0.0.53",
			"127.0.0.53 is the sandbox's own loopback: name the resolver behind it"),
		NO(dns, "::1", "::1 is the sandbox's own loopback: name the resolver behind it"),
		NO(dns, "0.0.0.0", "0.0.0.0 (unspecified) is no resolver's address"),
		NO(dns, "::", ":: (unspecified) is no resolver's address"),
		NO(dns, "224.0.0.251", "224.0.0.251 (multicast) is no resolver's address"),
		NO(dns, "::ffff:10.0.0.1", "::ffff:10.0.0.1 (IPv4-mapped) is no resolver's address"),
		NO(dns, "10.0.0.1/32", "\"10.0.0.1/32\": one address is meant here, no prefix"),
		NO(dns, "10.0.0.1, 10.0.0.2, 10.0.0.3, 10.0.0.4", "at most 3 addresses can stand here"),
		NO(dns, "2001:db8::1, 2001:DB8::1", "an address stands here twice"),
		NO(dns, "dns.example", "\"dns.example\" is no IP address"),
		NO(dns, "10.0.0.1 10.0.0.2", "\"10.0.0.1 10.0.0.2\" is no IP address"),
	};

	(void)state;
	assert_cases(cases, COUNT_OF(cases));
}

static void test_published(void **state)
{
#define WRITE "write ADDRESS:PORTS[:PORTS]/PROTO such as 192.0.2.10:8080:80/tcp"
	static const struct value_case cases[] = {
		SAME(publish, ""),
		SAME(publish, "192.0.2.10:8080:80/tcp"),
		OK(publish, "192.0.2.10:80:80/tcp", "192.0.2.10:80/tcp"),
		SAME(publish, "192.0.2.10:60000-60020/udp"),
		SAME(publish, "192.0.2.10:60000-60020:40000-40020/udp"),
		SAME(publish, "[2001:db8::5]:443:8443/tcp, 192.0.2.10:443/tcp, 192.0.2.10:443/udp"),
		SAME(publish, "10.0.0.1:1-1023/tcp, 10.0.0.1:1024/tcp"),
		SAME(publish, "10.0.0.1:1:65535/tcp"),
		NO(publish, "none", "\"none\": the protocol is missing; " WRITE),
		NO(publish, "192.0.2.10:80", "\"192.0.2.10:80\": the protocol is missing; " WRITE),
		NO(publish, "192.0.2.10:80/icmp", "\"icmp\": the protocol is tcp or udp; " WRITE),
		NO(publish, "192.0.2.10:80/tcp/udp", "\"tcp/udp\": the protocol is tcp or udp; " WRITE),
		NO(publish, "192.0.2.10/tcp", "\"192.0.2.10\": " WRITE),
		NO(publish, "80/tcp", "\"80\": " WRITE),
		NO(publish, "80:80/tcp", "\"80\" is no address: " WRITE ", IPv6 in brackets"),
		NO(publish, "2001:db8::5:80/tcp", "\"2001\" is no address: " WRITE ", IPv6 in brackets"),
		NO(publish, "[192.0.2.1]:80/tcp", "only IPv6 addresses stand in brackets"),
		NO(publish, "[2001:db8::5:80/tcp", "\"[2001:db8::5:80\": " WRITE),
		NO(publish, "[2001:db8::5]80/tcp", "\"[2001:db8::5]80\": " WRITE),
		NO(publish, "192.0.2.10:0/tcp", "a port is a number from 1 to 65535"),
		NO(publish, "192.0.2.10:80:0/tcp", "a port is a number from 1 to 65535"),
		NO(publish, "192.0.2.10:80:70000/tcp", "a port is a number from 1 to 65535"),
		NO(publish, "192.0.2.10:80:/tcp", "a number is missing"),
		NO(publish, "192.0.2.10:80x/tcp", "\"x\" behind the ports: " WRITE),
		NO(publish, "192.0.2.10:80:80:80/tcp", "\":80\" behind the ports: " WRITE),
		NO(publish, "192.0.2.10:90-80/tcp", "a range goes from the lower to the higher port"),
		NO(publish, "192.0.2.10:80-90:80/tcp", "11 ports outside, 1 inside: both are as many"),
		NO(publish, "192.0.2.10:80:80-90/tcp", "1 ports outside, 11 inside: both are as many"),
		NO(publish, "0.0.0.0:80/tcp", "0.0.0.0 (unspecified): name one of the host's addresses"),
		NO(publish, "[::]:80/tcp", ":: (unspecified): name one of the host's addresses"),
		NO(publish, "127.0.0.1:80/tcp", "127.0.0.1 (loopback): name one of the host's addresses"),
		NO(publish, "[::1]:80/tcp", "::1 (loopback): name one of the host's addresses"),
		NO(publish, "224.0.0.1:80/udp", "224.0.0.1 (multicast): name one of the host's addresses"),
		NO(publish, "192.0.2.1:80-90/tcp, 192.0.2.1:85:1/tcp",
			"port 85/tcp of 192.0.2.1 stands here twice"),
		NO(publish, "[2001:db8::5]:9/udp, [2001:db8:0::5]:8-9/udp",
			"port 9/udp of [2001:db8::5] stands here twice"),
		NO(publish, "192.0.2.1:1-1024/tcp, 192.0.2.1:1/udp", "these are 1025 ports: at most 1024"),
	};

	(void)state;
	assert_cases(cases, COUNT_OF(cases));
}

/* One rule or entry more than there is room for. */
static void test_long_lists(void **state)
{
	static const struct {
		enum field_id field;
		unsigned int most;
		const char *message;
	} table[] = {
		{FIELD_egress, EGRESS_MAX, "at most 64 rules can stand here"},
		{FIELD_publish, PUBLISH_MAX, "at most 32 entries can stand here"},
	};
	char text[2048];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(table); i++) {
		struct text out = {.buffer = text, .size = sizeof(text)};

		for (unsigned int k = 1; k <= table[i].most; k++) {
			text_add(&out, "%s", k > 1 ? ", " : "");
			text_add(&out, table[i].field == FIELD_egress ? "tcp/%u" : "192.0.2.1:%u/tcp", k);
		}
		assert_cases(&(struct value_case){table[i].field, text, text, NULL}, 1);
		text_add(&out, ", 192.0.2.1:99/udp");
		assert_value(&(struct value_case){table[i].field, text, NULL, table[i].message});
	}
}

/* --- what a decoder must refuse ---------------------------------------------------------------- */

static const struct net_prefix one = {.version = 4, .length = 32, .address = {192, 0, 2, 1}};

static void test_strange_prefixes(void **state)
{
	struct net_prefix p = ten;

	(void)state;
	assert_int_equal(prefix_check(&p, NULL), 0);
	p.version = 5;
	assert_int_equal(prefix_check(&p, NULL), EINVAL);
	p = (struct net_prefix){0};
	assert_int_equal(prefix_check(&p, NULL), EINVAL);
	p = ten;
	p.length = 33;
	assert_int_equal(prefix_check(&p, NULL), EINVAL);
	p.length = UINT32_MAX;
	assert_int_equal(prefix_check(&p, NULL), EINVAL);
	p = ten;
	p.address[1] = 1;
	assert_int_equal(prefix_check(&p, NULL), EINVAL);
	p = one;
	p.address[4] = 1;
	assert_int_equal(prefix_check(&p, NULL), EINVAL);
	p = (struct net_prefix){.version = 6, .length = 128, .address = {[15] = 2}};
	assert_int_equal(prefix_check(&p, NULL), 0);
	p.length = 127;
	assert_int_equal(prefix_check(&p, NULL), 0);
	p.length = 126;
	assert_int_equal(prefix_check(&p, NULL), EINVAL);
	p.length = 129;
	assert_int_equal(prefix_check(&p, NULL), EINVAL);
}

static void test_strange_publish(void **state)
{
	const struct publish_entry good = {
		.address = one, .first = 10, .last = 20, .inside = 65525, .protocol = NET_UDP};
	struct publish_list list = {.count = 1, .items = {good}};
	struct publish_entry *e = &list.items[0];

	(void)state;
	TAKEN(FIELD_publish, &list);
#define TRY(member, value)                                                                         \
	do {                                                                                       \
		e->member = value;                                                                 \
		REFUSED(FIELD_publish, &list);                                                     \
		*e = good;                                                                         \
	} while (0)
	TRY(inside, 65526);
	TRY(inside, 0);
	TRY(inside, UINT32_MAX);
	TRY(first, 0);
	TRY(first, 21);
	TRY(last, 65536);
	TRY(last, UINT32_MAX);
	TRY(protocol, NET_ANY);
	TRY(protocol, NET_ICMP);
	TRY(protocol, NET_ICMP + 1);
	TRY(address, ten); /* a prefix */
	TRY(address.version, 6);
	TRY(address.address[0], 127);
#undef TRY
	list.count = PUBLISH_MAX + 1;
	REFUSED(FIELD_publish, &list);
}

static void test_strange_numbers(void **state)
{
	struct address_list dns = {.count = 1, .items = {one}};
	uint64_t rate = VALUE_MAX;

	(void)state;
	TAKEN(FIELD_dns, &dns);
	dns.items[0] = ten;
	REFUSED(FIELD_dns, &dns);
	dns.count = ADDRESSES_MAX + 1;
	REFUSED(FIELD_dns, &dns);
	TAKEN(FIELD_rate, &rate);
	rate--;
	REFUSED(FIELD_rate, &rate);
	rate = 63999;
	REFUSED(FIELD_rate, &rate);
}

/* --- what keys say together -------------------------------------------------------------------- */

#define AT "tenants/alice.ini:"

/* [network] of hostel.ini and, with `lines`, of alice's own file. */
static void assert_network(const char *host, const char *lines, const char *expected)
{
	char first[512], second[512];
	const struct memory_file files[] = {
		{.path = "hostel.ini", .text = first},
		{.path = "tenants/alice.ini", .text = second},
	};
	struct policy p;
	struct problems ps = {0};
	int error;

	(void)snprintf(first, sizeof(first), "[network]\n%s\n", host);
	(void)snprintf(second, sizeof(second), "[network]\n%s\n", lines);
	error = policy_load(&p, READER(files), &alice, &ps);
	assert_problems(&ps, expected);
	assert_int_equal(error, expected[0] ? EINVAL : 0);
	policy_free(&p);
}

static void test_publish_needs_a_network(void **state)
{
#define PUBLISH "publish = 192.0.2.1:80/tcp"
	(void)state;
	assert_network("", "mode = nat\n" PUBLISH, "");
	assert_network("", "mode = pasta\n" PUBLISH, "");
	assert_network("mode = nat", PUBLISH, "");
	assert_network("", PUBLISH, AT "2: [network] " PUBLISH
		": this needs mode = nat or pasta, and mode is loopback (the default)\n");
	assert_network("mode = none", PUBLISH, AT "2: [network] " PUBLISH
		": this needs mode = nat or pasta, and mode is none (hostel.ini:2)\n");
	assert_network("", "mode = host\n" PUBLISH, AT "3: [network] " PUBLISH
		": this needs mode = nat or pasta, and mode is host (tenants/alice.ini:2)\n");
	assert_network("", "mode = natt\n" PUBLISH, AT "2: [network] mode = natt: must be none, loopback, "
		"nat, pasta or host; did you mean nat?\n");
}

static void test_modes_enforce(void **state)
{
	static const char *const lines[] = {"egress = tcp/443", "rate = 1mbit", "rate_in = 1mbit",
		"connections = 64", "dns = 192.0.2.53"};
	char expected[256];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		(void)snprintf(expected, sizeof(expected), "hostel.ini:2: [network] %s: nothing enforces "
			"this in the host's network, and mode is host (tenants/alice.ini:2)\n", lines[i]);
		assert_network(lines[i], "mode = host", expected);
		assert_network(lines[i], "mode = nat", "");
		assert_network(lines[i], "mode = loopback", "");
	}
	assert_network("", "mode = host", "");
	assert_network("rate = 1mbit\nrate_in = 1mbit\nconnections = 64\ndns = 192.0.2.53",
		"mode = host\nrate = max\nrate_in = max\nconnections = max\ndns =", "");
	assert_network("rate_in = 1mbit", "mode = pasta", "hostel.ini:2: [network] rate_in = 1mbit: pasta "
		"cannot enforce this: use nat, or max here, and mode is pasta (tenants/alice.ini:2)\n");
	assert_network("rate_in = 1mbit\nrate = 1mbit\nconnections = 16", "mode = pasta\nrate_in = max", "");
}

/* A file by itself may leave the mode to another one. */
static void test_one_file(void **state)
{
	(void)state;
	assert_check("tenants/alice.ini", "[network]\n" PUBLISH "\n", "");
	assert_check("plans/a.ini", "[network]\nmode = host\negress = tcp/443\n",
		"plans/a.ini:3: [network] egress = tcp/443: nothing enforces this in the host's network, and "
		"mode is host (plans/a.ini:2)\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pools),
		cmocka_unit_test(test_rates),
		cmocka_unit_test(test_resolvers),
		cmocka_unit_test(test_published),
		cmocka_unit_test(test_long_lists),
		cmocka_unit_test(test_strange_prefixes),
		cmocka_unit_test(test_strange_publish),
		cmocka_unit_test(test_strange_numbers),
		cmocka_unit_test(test_publish_needs_a_network),
		cmocka_unit_test(test_modes_enforce),
		cmocka_unit_test(test_one_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
