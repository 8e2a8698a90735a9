/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/host/network.c: addresses from pools, slots that never collide.
 */
#include "lib_test.h"

#include <arpa/inet.h>

#include "host/network.h"

static struct net_prefix prefix(const char *text, uint32_t length)
{
	struct net_prefix p;

	assert_true(network_address(text, &p));
	p.length = length;
	return p;
}

static void assert_text(const struct net_prefix *p, const char *text)
{
	char buffer[NETWORK_TEXT_SIZE];

	network_print(p, buffer);
	assert_string_equal(buffer, text);
}

static void test_addresses(void **state)
{
	struct network_place place = {.pool = prefix("10.99.0.0", 16), .pool6 = prefix("fd00:1::", 48)};
	struct err e = ERR_NONE;
	struct network n;

	(void)state;
	assert_int_equal(network_of(&place, &n, &e), 0);
	assert_text(&n.gateway, "10.99.0.1");
	assert_text(&n.address, "10.99.0.2");
	assert_text(&n.gateway6, "fd00:1::1");
	assert_text(&n.address6, "fd00:1::2");
	assert_string_equal(n.link, "hostel0");
	place.slot = 254;
	assert_int_equal(network_of(&place, &n, &e), 0);
	assert_text(&n.address, "10.99.1.0");
	place.slot = 65532; /* the last: 10.99.255.255 is the broadcast address */
	assert_int_equal(network_of(&place, &n, &e), 0);
	assert_text(&n.address, "10.99.255.254");
	assert_text(&n.address6, "fd00:1::fffe");
	assert_string_equal(n.link, "hostel65532");
	assert_memory_not_equal(n.mac, n.host_mac, 6);
	assert_int_equal(n.mac[0] & 3, 2); /* locally administered, of one station */
	place.slot = 65533;
	assert_int_equal(network_of(&place, &n, &e), -1);
	assert_string_equal(e.message, "[host] pool = 10.99.0.0/16: has no address for tenant number 65534");
}

static void test_slots(void **state)
{
	const struct scratch *s = *state;
	const struct net_prefix pool = prefix("10.0.0.0", 29); /* eight, five of them tenants' */
	struct err e = ERR_NONE;
	uint32_t slot, again;
	unsigned taken = 0;

	for (uint32_t uid = 1000; uid < 1005; uid++) {
		assert_int_equal(network_slot(s->fd, &pool, uid, &slot, &e), 0);
		assert_int_equal(network_slot(s->fd, &pool, uid, &again, &e), 0);
		assert_int_equal(slot, again);
		assert_int_equal(taken & 1u << slot, 0);
		taken |= 1u << slot;
	}
	assert_int_equal(taken, 0x1f);
	assert_int_equal(network_slot(s->fd, &pool, 2000, &slot, &e), -1);
	assert_string_equal(e.message, "[host] pool = 10.0.0.0/29: all addresses are taken");
}

static void test_contains(void **state)
{
	const struct net_prefix ten = prefix("10.0.0.0", 8), odd = prefix("172.16.0.0", 12);
	const struct net_prefix in = prefix("10.255.1.2", 32), out = prefix("11.0.0.0", 32);
	const struct net_prefix six = prefix("::a00:0", 128), all = prefix("0.0.0.0", 0);
	const struct net_prefix low = prefix("172.31.255.255", 32), high = prefix("172.32.0.0", 32);

	(void)state;
	assert_true(network_contains(&ten, &in));
	assert_false(network_contains(&ten, &out));
	assert_false(network_contains(&in, &ten));
	assert_false(network_contains(&ten, &six));
	assert_true(network_contains(&odd, &low));
	assert_false(network_contains(&odd, &high));
	assert_true(network_contains(&all, &out));
	assert_true(network_contains(&six, &six));
}

static void test_text(void **state)
{
	static const char *const bad[] = {"", "10.0.0", "10.0.0.256", "fe80::1%eth0", "1::2::3", "host"};
	struct net_prefix p = prefix("fd00::", 8);

	(void)state;
	assert_text(&p, "fd00::/8");
	p = prefix("192.0.2.1", 32);
	assert_text(&p, "192.0.2.1");
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_false(network_address(bad[i], &p));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_addresses),
		cmocka_unit_test_setup_teardown(test_slots, scratch_set_up, scratch_tear_down),
		cmocka_unit_test(test_contains),
		cmocka_unit_test(test_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
