/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/host/visible.c, hosts.c, machine_id.c, packages.c: what is listed, and that nothing secret is shown
 * by name.
 */
#include "lib_test.h"

#include "host/hosts.h"
#include "host/machine_id.h"
#include "host/packages.h"
#include "host/visible.h"

static bool shown(const char *top, const char *name)
{
	const char *hidden = NULL;

	return visible_listed(top, name, &hidden) && !hidden;
}

static bool hidden(const char *top, const char *name)
{
	const char *why = NULL;

	return visible_listed(top, name, &why) && why;
}

/* Secrets, other people's names and addresses, and what is made for each tenant: whoever put them there. */
static void test_nothing_secret_of_etc(void **state)
{
	static const char *const secret[] = {"passwd", "passwd-", "group", "shadow", "shadow-", "gshadow",
		"hosts", "hostname", "nsswitch.conf", "mtab", "fstab", "crypttab", "ssh", "sudoers",
		"sudoers.d", "machine-id", "subuid", "subgid", "pam.d", "security", "systemd", "network",
		"NetworkManager", "netplan", "default", "crontab", "cron.d", "cron.daily", "hostel",
		"krb5.keytab", "postgresql", "exim4", "postfix", "letsencrypt", "wireguard", "openvpn", "ppp",
		"rc3.d", "rc.local", "apache2", "nginx", "docker", "apt", "ld.so.preload", "sssd", "samba",
		"aliases", "aliases.db", "group-", "subuid-", "logrotate.d", "nftables.conf"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(secret); i++)
		if (!hidden("/etc", secret[i]))
			fail_msg("/etc/%s is shown", secret[i]);
	assert_false(hidden("/etc", "networks")); /* only "network" is */
}

static void test_what_is_shown(void **state)
{
	static const char *const names[] = {"ssl", "python3.11", "php", "krb5.conf", "odbcinst.ini",
		"java-17-openjdk"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (!shown("/etc", names[i]))
			fail_msg("/etc/%s is not shown", names[i]);
	assert_false(shown("/etc", "odbc.ini~"));
	assert_false(shown("/etc", "made-up"));
	assert_false(hidden("/etc", "made-up"));
	assert_true(shown("/var/lib", "dpkg"));
	assert_true(hidden("/var/lib", "sudo"));
	assert_false(shown("/var/lib", "ssl"));
	assert_true(shown("/var/cache", "man"));
	assert_true(hidden("/var/cache", "fontconfig"));
	assert_true(hidden("/var/cache", "awstats"));
}

/* Whatever this machine has: each name is judged, each that is hidden has a reason. */
static void test_this_machine(void **state)
{
	struct visible_list list;
	struct packages p;
	struct err e = ERR_NONE;
	size_t seen = 0;

	(void)state;
	if (under_valgrind())
		skip();
	assert_int_equal(packages_load(&p, -1, &e), 0);
	assert_int_equal(visible_list(&list, "/etc", &p, &e), 0);
	for (size_t i = 0; i < list.count; i++) {
		assert_true(!i || strcmp(list.v[i - 1].path, list.v[i].path) < 0);
		if (list.v[i].hidden)
			assert_true(*list.v[i].hidden);
		else
			seen++;
		if (!strcmp(list.v[i].path, "/etc/shadow"))
			assert_non_null(list.v[i].hidden);
	}
	assert_true(seen > 5);
	visible_free(&list);
	assert_int_equal(visible_list(&list, "/no/such/directory", &p, &e), 0);
	assert_int_equal(list.count, 0);
	visible_free(&list);
	for (size_t i = 0; i < p.count; i++)
		assert_ptr_equal(packages_find(&p, p.v[i].path), &p.v[i]);
	assert_null(packages_find(&p, "/etc/no such name"));
	packages_free(&p);
}

static void test_machine_id(void **state)
{
	char one[MACHINE_ID_SIZE], again[MACHINE_ID_SIZE], other[MACHINE_ID_SIZE];

	(void)state;
	if (machine_id_of(1001, one) != 0)
		return; /* this machine has none: nor have tenants */
	assert_int_equal(strlen(one), 33);
	assert_int_equal(strspn(one, "0123456789abcdef"), 32);
	assert_int_equal(one[12], '4');
	assert_int_equal(machine_id_of(1001, again), 0);
	assert_string_equal(one, again);
	assert_int_equal(machine_id_of(1002, other), 0);
	assert_string_not_equal(one, other);
}

static void test_hosts(void **state)
{
	char *lines = hosts_of_host();

	(void)state;
	assert_non_null(lines);
	assert_null(strstr(lines, "127.0.0.1"));
	assert_true(strlen(lines) < HOSTS_MAX);
	free(lines);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_secret_of_etc), cmocka_unit_test(test_what_is_shown),
		cmocka_unit_test(test_this_machine), cmocka_unit_test(test_machine_id),
		cmocka_unit_test(test_hosts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
