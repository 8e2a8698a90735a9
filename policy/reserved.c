/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Paths that no key may cover inside, or show of the host.
 */
#include "policy/reserved.h"

#include <string.h>

static const char own[] = "hostel mounts the sandbox's own there";
static const char programs[] = "no program would be found without it";
static const char accounts[] = "hostel writes the tenant's own there";

static const struct policy_reserved targets[] = {
	{"/proc", true, false, own},
	{"/sys", true, false, own},
	{"/dev", true, false, own},
	{"/run", true, false, own},
	{"/var/run", true, false, own},
	{"/tmp", true, false, "it is the tenant's own already, see tmp_size"},
	{"/var/tmp", true, false, "it is the tenant's own already, see var_tmp"},
	{"/etc", false, false, accounts},
	{"/etc/passwd", true, false, accounts},
	{"/etc/group", true, false, accounts},
	{"/etc/shadow", true, false, accounts},
	{"/etc/gshadow", true, false, accounts},
	{"/etc/hostname", true, false, accounts},
	{"/etc/hosts", true, false, accounts},
	{"/etc/resolv.conf", true, false, accounts},
	{"/etc/nsswitch.conf", true, false, accounts},
	{"/etc/mtab", true, false, accounts},
	{"/etc/machine-id", true, false, accounts},
	{"/etc/cron.deny", true, false, accounts},
	{"/etc/at.deny", true, false, accounts},
	{"/etc/ld.so.preload", true, false, "every program would load what it names"},
	{"/usr", false, false, programs},
	{"/usr/bin", false, false, programs},
	{"/usr/sbin", false, false, programs},
	{"/usr/lib", false, false, programs},
	{"/usr/lib32", false, false, programs},
	{"/usr/lib64", false, false, programs},
	{"/bin", true, false, programs},
	{"/sbin", true, false, programs},
	{"/lib", true, false, programs},
	{"/lib32", true, false, programs},
	{"/lib64", true, false, programs},
	{"/libx32", true, false, programs},
};

static const char kernel[] = "it shows or changes the host's kernel and processes";
static const char secrets[] = "it holds the host's secrets";
static const char everybody[] = "it holds files of the host and of other tenants";
static const char roots[] = "root runs or reads what is there";

static const struct policy_reserved sources[] = {
	/* Databases of the host: their sockets can be connected to where they are seen. */
	{"/run/mysqld", true, false, NULL},
	{"/run/postgresql", true, false, NULL},
	{"/run/redis", true, false, NULL},
	{"/run/memcached", true, false, NULL},
	/* What a client reads of what is sshd's. */
	{"/etc/ssh/ssh_config.d", true, false, NULL},
	{"/proc", true, false, kernel},
	{"/sys", true, false, kernel},
	{"/dev", true, false, kernel},
	{"/run", true, false, "it holds the host's sockets and state"},
	{"/var/run", true, false, "it holds the host's sockets and state"},
	{HOSTEL_STATEDIR, true, false, "it holds the host's sockets and state"},
	{"/boot", true, false, secrets},
	{"/root", true, false, "it is root's home"},
	{"/etc", false, false, secrets},
	{"/etc/passwd", true, false, accounts},
	{"/etc/group", true, false, accounts},
	{"/etc/shadow", true, false, secrets},
	{"/etc/shadow-", true, false, secrets},
	{"/etc/gshadow", true, false, secrets},
	{"/etc/gshadow-", true, false, secrets},
	{HOSTEL_CONFDIR, true, false, secrets},
	{"/etc/pam.d", true, false, secrets},
	{"/etc/ssh", true, false, secrets},
	{"/etc/sudoers", true, false, secrets},
	{"/etc/sudoers.d", true, false, secrets},
	{"/var", false, false, everybody},
	/* Shown they may be. */
	{"/bin", true, true, roots},
	{"/sbin", true, true, roots},
	{"/lib", true, true, roots},
	{"/lib32", true, true, roots},
	{"/lib64", true, true, roots},
	{"/libx32", true, true, roots},
	{"/usr", true, true, roots},
	{"/etc", true, true, roots},
	{"/home", false, true, everybody},
	{"/opt", false, true, roots},
	{"/srv", false, true, everybody},
};

bool policy_inside(const char *path, const char *directory)
{
	size_t length = strlen(directory);

	if (length == 1) /* the root */
		return true;
	return strncmp(path, directory, length) == 0 && (path[length] == '\0' || path[length] == '/');
}

static bool covers(const struct policy_reserved *r, const char *path)
{
	return r->below ? policy_inside(path, r->path) : strcmp(path, r->path) == 0;
}

static bool is_of_database(const char *path)
{
	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++)
		if (!sources[i].why && covers(&sources[i], path))
			return true;
	return false;
}

const struct policy_reserved *reserved_target(const char *path, bool shown)
{
	/* Nothing of the sandbox's own is there; its root is a tmpfs of PID 1's, who makes a directory. */
	if (shown && is_of_database(path))
		return NULL;
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
		if (covers(&targets[i], path))
			return &targets[i];
	return NULL;
}

const struct policy_reserved *reserved_source(const char *path, bool writable)
{
	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
		const struct policy_reserved *r = &sources[i];

		if (r->why ? !writable && r->writable : writable)
			continue;
		if (covers(r, path))
			return r->why ? r : NULL;
	}
	return NULL;
}

const struct policy_reserved *policy_reserved_sources(size_t *count)
{
	*count = sizeof(sources) / sizeof(sources[0]);
	return sources;
}
