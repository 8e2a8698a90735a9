/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * policy/check.c: what keys say together, and paths that must stay as they are.
 */
#include "policy_test.h"

#define AT "tenants/alice.ini:2: [filesystem] "

/* Load one tenant's file whose second line is given; alice's home is /home/alice. */
static void assert_mounts(const char *lines, const char *expected)
{
	char text[1200];
	const struct memory_file files[] = {
		{.path = "hostel.ini", .text = "\n"},
		{.path = "tenants/alice.ini", .text = text},
	};
	struct policy p;
	struct problems ps = {0};
	int error;

	(void)snprintf(text, sizeof(text), "[filesystem]\n%s\n", lines);
	error = policy_load(&p, READER(files), &alice, &ps);
	assert_problems(&ps, expected);
	assert_int_equal(error, expected[0] ? EINVAL : 0);
	policy_free(&p);
}

/* `before` PATH `after` is one mistake, of which `message` is said. */
static void assert_refused(
	const char *before, const char *path, const char *after, const char *message)
{
	char text[256];
	const struct memory_file files[] = {
		{.path = "hostel.ini", .text = "\n"},
		{.path = "tenants/alice.ini", .text = text},
	};
	struct policy p;
	struct problems ps = {0};

	(void)snprintf(text, sizeof(text), "[filesystem]\n%s%s%s\n", before, path, after);
	if (policy_load(&p, READER(files), &alice, &ps) != EINVAL)
		fail_msg("accepted: %s", text);
	assert_int_equal(ps.count, 1);
	if (!strstr(ps.v[0].message, message))
		fail_msg("%s: %s", text, ps.v[0].message);
}

/* Reserved as a place inside. */
static void test_targets(void **state)
{
	static const char *const bad[] = {"/proc", "/proc/self", "/sys", "/dev", "/dev/shm", "/run",
		"/run/user", "/var/run", "/tmp", "/tmp/x", "/var/tmp", "/etc", "/etc/passwd",
		"/etc/group", "/etc/shadow", "/etc/gshadow", "/etc/hostname", "/etc/hosts",
		"/etc/resolv.conf", "/etc/nsswitch.conf", "/etc/mtab", "/etc/ld.so.preload",
		"/etc/machine-id", "/etc/cron.deny", "/etc/at.deny", "/usr",
		"/usr/bin", "/usr/lib", "/bin", "/bin/x", "/lib", "/lib64"};
	static const char *const good[] = {"/procfs", "/system", "/devel", "/run2", "/tmpx",
		"/etc/ssl", "/etc/passwd2", "/usr/local", "/usr/share", "/usr/lib/x", "/var",
		"/opt", "/srv", "/home/bob", "/mnt"};
	static const char said[] = "cannot be a place for this";
	char lines[128];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		assert_refused("read_only = /srv/x:", bad[i], "", said);
		assert_refused("read_write = /srv/x:", bad[i], "", said);
		assert_refused("tmpfs = ", bad[i], ":1M", said);
		assert_refused("hide = ", bad[i], "", said);
	}
	for (size_t i = 0; i < COUNT_OF(good); i++) {
		(void)snprintf(lines, sizeof(lines), "hide = %s", good[i]);
		assert_mounts(lines, "");
	}
	assert_mounts("hide = /dev/pts",
		AT "hide = /dev/pts: /dev cannot be a place for this: hostel mounts the sandbox's "
		   "own there\n");
}

/* Reserved as something of the host to show. */
static void test_sources(void **state)
{
	static const char *const bad[] = {"/proc", "/proc/1/root", "/sys/fs/cgroup", "/dev/sda",
		"/run/docker.sock", "/var/run/x", "/boot", "/root", "/root/.ssh", "/etc",
		"/etc/shadow", "/etc/shadow-", "/etc/gshadow", "/etc/ssh", "/etc/ssh/keys",
		HOSTEL_CONFDIR "/tenants", HOSTEL_STATEDIR, "/etc/sudoers.d", "/var"};
	static const char *const not_writable[] = {
		"/usr", "/usr/local/bin", "/etc/ssl", "/bin", "/lib", "/home", "/opt", "/srv"};
	static const char *const good[] = {"/rooted", "/etc/ssl", "/var/www", "/usr/share/x",
		"/opt/tools", "/srv/www", "/home", "/opt", "/srv", "/processed"};
	char lines[128];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		assert_refused("read_only = ", bad[i], ":/mnt/x", "of the host cannot be shown: ");
		assert_refused("read_write = ", bad[i], ":/mnt/x", "of the host cannot be shown");
	}
	for (size_t i = 0; i < COUNT_OF(not_writable); i++)
		assert_refused("read_write = ", not_writable[i], ":/mnt/x",
			"of the host cannot be shown writable: ");
	for (size_t i = 0; i < COUNT_OF(good); i++) {
		(void)snprintf(lines, sizeof(lines), "read_only = %s:/mnt/x", good[i]);
		assert_mounts(lines, "");
	}
	assert_mounts("read_write = /usr/local/bin",
		AT "read_write = /usr/local/bin: /usr of the host cannot be shown writable: root "
		   "runs or reads what is there\n");
}

/* The exceptions below /run: where the host's programs look for a database, and nothing else. */
static void test_databases(void **state)
{
	static const char *const good[] = {"/run/mysqld", "/run/postgresql", "/run/redis", "/run/memcached"};
	static const char *const bad[] = {"/run/mysqld2", "/run/mysql", "/run/redis-server", "/run/dbus",
		"/run/user", "/run/user/1000", "/run/lock", "/run/hostel", "/run/screen", "/run/systemd",
		"/var/run/mysqld"};
	char lines[128];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(good); i++) {
		(void)snprintf(lines, sizeof(lines), "read_only = %s", good[i]);
		assert_mounts(lines, "");
		(void)snprintf(lines, sizeof(lines), "read_only = /srv/x:%s", good[i]);
		assert_mounts(lines, "");
		(void)snprintf(lines, sizeof(lines), "read_only = %s:/srv/x", good[i]);
		assert_mounts(lines, "");
		assert_refused("read_write = ", good[i], "", "/run cannot be a place for this");
		assert_refused("read_write = ", good[i], ":/srv/x", "of the host cannot be shown");
		assert_refused("tmpfs = ", good[i], ":1M", "/run cannot be a place for this");
		assert_refused("hide = ", good[i], "", "/run cannot be a place for this");
	}
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		assert_refused("read_only = /run/mysqld:", bad[i], "", "run cannot be a place for this");
		assert_refused("read_only = ", bad[i], ":/srv/x", "of the host cannot be shown: ");
	}
}

/* What ssh(1) reads of /etc/ssh, and nothing else of it. */
static void test_ssh(void **state)
{
	static const char *const bad[] = {"/etc/ssh", "/etc/ssh/sshd_config.d", "/etc/ssh/ssh_config.d2",
		"/etc/ssh/ssh_host_rsa_key"};

	(void)state;
	assert_mounts("read_only = /etc/ssh/ssh_config.d", "");
	assert_refused("read_write = ", "/etc/ssh/ssh_config.d", ":/srv/x", "of the host cannot be shown");
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_refused("read_only = ", bad[i], ":/srv/x", "of the host cannot be shown: ");
}

static void test_home(void **state)
{
	(void)state;
	assert_mounts("read_only = /srv/x:/home/alice",
		AT "read_only = /home/alice: this is the home directory: use [filesystem] home\n");
	assert_mounts("tmpfs = /home:1M",
		AT "tmpfs = /home: this would cover the home directory /home/alice\n");
	assert_mounts("hide = %h/x",
		AT "hide = /home/alice/x: the tenant could rename it away: it is in the home "
		   "directory\n");
	assert_mounts("read_only = /srv/x:%h/x\ntmpfs = %h/tmp:1M", "");
	assert_mounts("hide = /home/alice2, /home/bob", "");
}

static void test_same_place(void **state)
{
	(void)state;
	assert_mounts("read_only = /srv/a:/x, /srv/b:/x",
		AT "read_only = /x: the same place stands in [filesystem] read_only "
		   "(tenants/alice.ini:2)\n");
	assert_mounts("read_only = /srv/a:/x\ntmpfs = /x:1M\nhide = /x",
		"tenants/alice.ini:3: [filesystem] tmpfs = /x: the same place stands in "
		"[filesystem] read_only (tenants/alice.ini:2)\n"
		"tenants/alice.ini:4: [filesystem] hide = /x: the same place stands in "
		"[filesystem] read_only (tenants/alice.ini:2)\n");
	assert_mounts("read_only = /srv/a:/x, /srv/a:/y", "");
}

static void test_nesting(void **state)
{
	static const char renamed[] = "where the tenant could rename it away\n";
	char expected[300];

	(void)state;
	(void)snprintf(expected, sizeof(expected),
		"tenants/alice.ini:3: [filesystem] hide = /data/a/b: lies inside /data of "
		"[filesystem] read_write (tenants/alice.ini:2), %s",
		renamed);
	assert_mounts("read_write = /srv/d:/data\nhide = /data/a/b", expected);
	(void)snprintf(expected, sizeof(expected),
		AT "read_write = /data/in: lies inside /data of [filesystem] read_write "
		   "(tenants/alice.ini:2), %s",
		renamed);
	assert_mounts("read_write = /srv/e:/data/in, /srv/d:/data", expected);
	assert_mounts("read_only = /srv/d:/data\nread_write = /srv/e:/data/in\n"
		      "tmpfs = /data/t:1M\nhide = /data/h",
		"");
	assert_mounts("read_write = /srv/d:/data\nhide = /data2", "");
}

/* A place of hostel.ini that a tenant's file takes away again is not judged. */
static void test_overridden(void **state)
{
	static const struct memory_file files[] = {
		{.path = "hostel.ini", .text = "[filesystem]\nhide = /proc, /data\n"},
		{.path = "tenants/alice.ini", .text = "[filesystem]\nhide =\n"},
	};
	struct policy p;
	struct problems ps = {0};

	(void)state;
	assert_int_equal(policy_load(&p, READER(files), &alice, &ps), 0);
	policy_free(&p);
}

static void test_shell(void **state)
{
	assert_check("plans/a.ini", "[session]\nshell = /usr/bin/hostel-shell\n",
		"plans/a.ini:2: [session] shell = /usr/bin/hostel-shell: name the shell that runs "
		"inside, or auto\n");
	assert_check("plans/a.ini", "[session]\nshell = /usr/bin/my-hostel-shell\n", "");
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_targets),
		cmocka_unit_test(test_sources),
		cmocka_unit_test(test_databases),
		cmocka_unit_test(test_ssh), cmocka_unit_test(test_home),
		cmocka_unit_test(test_same_place),
		cmocka_unit_test(test_nesting),
		cmocka_unit_test(test_overridden),
		cmocka_unit_test(test_shell),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
