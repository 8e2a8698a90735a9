/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel doctor: what the kernel offers, and how it is set.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/fd.h"
#include "cgroup/find.h"
#include "cgroup/pools.h"
#include "checks.h"
#include "cli/config.h"

#define PROFILES "/sys/kernel/security/apparmor/profiles"

static void check_version(struct doctor *d, struct verdict *v)
{
	unsigned major = 0, minor = 0;
	struct utsname u;

	(void)d;
	uname(&u);
	sscanf(u.release, "%u.%u", &major, &minor);
	if (major < 5 || (major == 5 && minor < 14))
		verdict_set(v, LEVEL_FAIL, "Linux %s: sandboxes cannot be made", u.release);
	else if (major == 5 && minor < 19)
		verdict_set(v, LEVEL_NOTE, "Linux %s: Landlock cannot be used before 5.19", u.release);
	else
		verdict_set(v, LEVEL_OK, "Linux %s", u.release);
	v->advice = "use a kernel from 5.14 on that still gets security updates";
}

static void check_namespaces(struct doctor *d, struct verdict *v)
{
	char text[32] = "";

	(void)d;
	if (fd_get(AT_FDCWD, "/proc/sys/user/max_user_namespaces", text, sizeof(text)) < 0)
		verdict_set(v, LEVEL_FAIL, "this kernel has no user namespaces");
	else if (!strcmp(text, "0"))
		verdict_set(v, LEVEL_FAIL, "user.max_user_namespaces = 0: every login is refused");
	else
		verdict_set(v, LEVEL_OK, "up to %s at one time", text);
	v->advice = "sysctl user.max_user_namespaces=15000";
}

/* What keeps users from making namespaces is no hindrance: the module is root when it makes ours. */
static void check_unprivileged(struct doctor *d, struct verdict *v)
{
	char text[32] = "";

	(void)d;
	if (fd_get(AT_FDCWD, "/proc/sys/kernel/unprivileged_userns_clone", text, sizeof(text)) > 0 &&
	    !strcmp(text, "0"))
		verdict_set(v, LEVEL_OK, "kernel.unprivileged_userns_clone = 0: root only");
	else if (fd_get(AT_FDCWD, "/proc/sys/kernel/apparmor_restrict_unprivileged_userns", text,
			sizeof(text)) > 0 && !strcmp(text, "1"))
		verdict_set(v, LEVEL_OK, "restricted by AppArmor");
	else
		verdict_set(v, LEVEL_NOTE, "every account that is no tenant can make them, too");
}

static void check_seccomp(struct doctor *d, struct verdict *v)
{
	char text[256] = "";

	(void)d;
	if (fd_get(AT_FDCWD, "/proc/sys/kernel/seccomp/actions_avail", text, sizeof(text)) < 0)
		verdict_set(v, LEVEL_FAIL, "system call filters are not in this kernel");
	else if (!strstr(text, "log"))
		verdict_set(v, LEVEL_NOTE, "refused calls cannot be logged (%s)", text);
	else
		verdict_set(v, LEVEL_OK, "filters, with logging");
}

static void check_cgroups(struct doctor *d, struct verdict *v)
{
	struct err e = ERR_NONE;
	struct cgroups c;

	(void)d;
	if (cgroup_find(&c, &e) < 0) {
		verdict_set(v, LEVEL_FAIL, "%s", e.message);
		return;
	}
	for (int i = 0; i < CGROUP_CONTROLLERS; i++)
		if (!c.mounts[i].found && i != CGROUP_CPUACCT)
			verdict_add(v, "%s: limits by it cannot be enforced",
				cgroup_controller_name((enum cgroup_controller)i, true));
	verdict_count(v, LEVEL_FAIL,
		c.mounts[CGROUP_MEMORY].v2 ? "v2, with every controller" : "v1, with every controller",
		"controllers are missing");
	v->advice = "mount cgroup2 on /sys/fs/cgroup, or the missing v1 controllers";
}

/* Without a unit that delegates it, a cgroup of v2 is systemd's to give controllers to, or take them. */
static void check_delegation(struct doctor *d, struct verdict *v)
{
	static const char *const slice = "/" CGROUP_SLICE "/cgroup.subtree_control";
	char path[300], on[256] = "", *AUTO_FREE base = d->configured ? config_cgroup(d->cli) : NULL;
	struct err e = ERR_NONE;
	struct cgroups c;

	v->advice = "systemctl enable --now hostel.service, and [host] cgroup = auto";
	if (!base || cgroup_find(&c, &e) < 0 || !c.mounts[CGROUP_MEMORY].found) {
		verdict_set(v, LEVEL_NOTE, "not known: there is no configuration, or no controller");
		return;
	}
	snprintf(path, sizeof(path), "%s%s", c.mounts[CGROUP_MEMORY].path, slice);
	if (!c.mounts[CGROUP_MEMORY].v2 || access("/run/systemd/system", F_OK) < 0)
		verdict_set(v, LEVEL_OK, "%s", base);
	else if (strcmp(base, CGROUP_UNIT))
		verdict_set(v, strstr(base, ".service/") ? LEVEL_OK : LEVEL_WARN, "%s%s", base,
			strstr(base, ".service/") ? "" : ": no unit tells systemd to leave it alone");
	else if (fd_get(AT_FDCWD, path, on, sizeof(on)) < 0 || !strstr(on, "memory") || !strstr(on, "cpu"))
		verdict_set(v, LEVEL_WARN, "hostel.service has been stopped: controllers are off");
	else
		verdict_set(v, LEVEL_OK, "%s, delegated by systemd: %s", base, on);
}

static void check_lsm(struct doctor *d, struct verdict *v)
{
	char list[256] = "", *profiles = NULL;
	int AUTO_CLOSE fd = open(PROFILES, O_RDONLY | O_CLOEXEC);
	size_t length;

	(void)d;
	if (fd_get(AT_FDCWD, "/sys/kernel/security/lsm", list, sizeof(list)) < 0)
		verdict_set(v, LEVEL_NOTE, "the list cannot be seen: securityfs is not mounted");
	else if (!strstr(list, "apparmor"))
		verdict_set(v, LEVEL_OK, "%s", list);
	else if (fd >= 0 && fd_read_file(fd, 4 << 20, &profiles, &length) == 0 &&
		 !strstr(profiles, "hostel-tenant ("))
		verdict_set(v, LEVEL_WARN, "%s; hostel's AppArmor profiles are not loaded", list);
	else if (profiles && strstr(profiles, "hostel-tenant (complain)"))
		verdict_set(v, LEVEL_WARN, "%s; hostel-tenant only complains", list);
	else
		verdict_set(v, LEVEL_OK, "%s%s", list, profiles ? ", with hostel's profiles" : "");
	free(profiles);
	if (v->level == LEVEL_WARN)
		v->advice = "apparmor_parser -r /etc/apparmor.d/hostel";
}

static void check_core(struct doctor *d, struct verdict *v)
{
	char text[256] = "";

	(void)d;
	fd_get(AT_FDCWD, "/proc/sys/kernel/core_pattern", text, sizeof(text));
	if (*text == '@') /* since Linux 6.16 */
		verdict_set(v, LEVEL_WARN, "%s: a service of the host gets what a tenant's crash sends",
			text);
	else if (*text == '|')
		verdict_set(v, LEVEL_WARN, "%s: runs as root, outside, on what a tenant's crash sends it; "
			"[ulimits] core = 0 does not stop it (core(5))", text);
	else
		verdict_set(v, LEVEL_OK, "%s: no helper", text);
	v->advice = "sysctl kernel.core_pattern=core, if you do not need the helper";
}

/* --- settings that are one number ------------------------------------------------------------- */

struct setting {
	const char *name, *path;
	long least, most; /* what is right */
};

static void check_settings(struct verdict *v, const struct setting *s, size_t count)
{
	size_t missing = 0;

	for (size_t i = 0; i < count; i++) {
		char text[32];
		long value;

		if (fd_get(AT_FDCWD, s[i].path, text, sizeof(text)) <= 0) {
			missing++;
			continue;
		}
		value = strtol(text, NULL, 10);
		if (value >= s[i].least && value <= s[i].most)
			continue;
		verdict_add(v, "%s = %ld: %s%ld is better", s[i].name, value,
			s[i].most > s[i].least ? "at least " : "", s[i].least);
	}
	verdict_count(v, LEVEL_WARN, "as they should be", "settings wider than they need be");
	if (!v->count && missing)
		verdict_set(v, LEVEL_OK, "as they should be; %zu not in this kernel", missing);
	v->advice = "set them in /etc/sysctl.d";
}

static void check_leaks(struct doctor *d, struct verdict *v)
{
	static const struct setting s[] = {
		{"kernel.dmesg_restrict", "/proc/sys/kernel/dmesg_restrict", 1, 1},
		{"kernel.kptr_restrict", "/proc/sys/kernel/kptr_restrict", 1, 2},
	};

	(void)d;
	check_settings(v, s, sizeof(s) / sizeof(s[0]));
}

static void check_attack_surface(struct doctor *d, struct verdict *v)
{
	static const struct setting s[] = {
		{"kernel.unprivileged_bpf_disabled", "/proc/sys/kernel/unprivileged_bpf_disabled", 1, 2},
		{"kernel.yama.ptrace_scope", "/proc/sys/kernel/yama/ptrace_scope", 1, 3},
		{"dev.tty.legacy_tiocsti", "/proc/sys/dev/tty/legacy_tiocsti", 0, 0},
	};

	(void)d;
	check_settings(v, s, sizeof(s) / sizeof(s[0]));
}

static void check_links(struct doctor *d, struct verdict *v)
{
	static const struct setting s[] = {
		{"fs.protected_symlinks", "/proc/sys/fs/protected_symlinks", 1, 1},
		{"fs.protected_hardlinks", "/proc/sys/fs/protected_hardlinks", 1, 1},
		{"fs.protected_fifos", "/proc/sys/fs/protected_fifos", 1, 2},
		{"fs.protected_regular", "/proc/sys/fs/protected_regular", 1, 2},
	};

	(void)d;
	check_settings(v, s, sizeof(s) / sizeof(s[0]));
}

static void check_dumpable(struct doctor *d, struct verdict *v)
{
	char text[32] = "", pattern[256] = "";

	(void)d;
	fd_get(AT_FDCWD, "/proc/sys/fs/suid_dumpable", text, sizeof(text));
	fd_get(AT_FDCWD, "/proc/sys/kernel/core_pattern", pattern, sizeof(pattern));
	if (!strcmp(text, "2") && *pattern == '/')
		verdict_set(v, LEVEL_WARN, "fs.suid_dumpable = 2, and core files are written to %s: tenants "
			"whose [ulimits] core is not 0 are refused", pattern);
	else
		verdict_set(v, !strcmp(text, "1") ? LEVEL_WARN : LEVEL_OK, "fs.suid_dumpable = %s", text);
	v->advice = "sysctl fs.suid_dumpable=0";
}

static void add_pool(struct verdict *v, const char *name, uint64_t pages)
{
	verdict_add(v, "%s = %" PRIu64 " %" PRIu64 " %" PRIu64, name, pages, pages * 4 / 3, pages * 2);
}

/*
 * v2 counts the memory of sockets to memory.max and has no limit of its own for it, as v1 has: one tenant
 * may hold all that the kernel has for everybody's. Larger pools cost nothing, since memory.max bounds each.
 */
static void check_sockets(struct doctor *d, struct verdict *v)
{
	const uint64_t pool = pools_sockets();
	const uint64_t wanted = pools_sockets_wanted(pool, d->memory_largest, d->memory_sum);
	const uint64_t pages = wanted / (uint64_t)sysconf(_SC_PAGESIZE) + 1;
	struct cgroups c;
	struct err e = ERR_NONE;
	bool v2 = cgroup_find(&c, &e) < 0 || !c.mounts[CGROUP_MEMORY].found || c.mounts[CGROUP_MEMORY].v2;

	if (v2 && wanted) {
		add_pool(v, "net.ipv4.udp_mem", pages);
		add_pool(v, "net.ipv4.tcp_mem", pages);
	}
	verdict_set(v, v->count ? LEVEL_WARN : LEVEL_OK,
		"%" PRIu64 " MiB of buffers for the host, of which one tenant can hold %" PRIu64 " MiB",
		pool >> 20, (v2 ? d->memory_largest : pools_sockets_share(d->memory_largest, pool)) >> 20);
	v->advice = "larger pools, as each tenant has memory.max: put these lines into /etc/sysctl.d";
}

/*
 * Not all that lies in a socket is charged to a cgroup: its receive buffer, up to twice this, is what
 * bounds answers to ping and of netlink, errors and copies with time stamps (SECURITY.md).
 */
#define QUEUE_MOST (1024 * 1024)

static void check_queues(struct doctor *d, struct verdict *v)
{
	char text[32] = "";
	unsigned long long most = 0;

	(void)d;
	if (fd_get(AT_FDCWD, "/proc/sys/net/core/rmem_max", text, sizeof(text)) > 0)
		most = strtoull(text, NULL, 10);
	verdict_set(v, most > QUEUE_MOST ? LEVEL_WARN : LEVEL_OK,
		most ? "net.core.rmem_max = %llu bytes, for each socket" : "not to be seen here", most);
	v->advice = "sysctl net.core.rmem_max=212992, the kernel's own, unless a service of this host needs "
		    "more: not all of it counts to memory.max";
}

#define AREA "kernel"

const struct doctor_check doctor_kernel[] = {
	{"version", AREA, "kernel version", check_version},
	{"user-namespaces", AREA, "user namespaces can be made", check_namespaces},
	{"unprivileged", AREA, "user namespaces of ordinary accounts", check_unprivileged},
	{"landlock", AREA, "Landlock", doctor_landlock},
	{"landlock-holds", AREA, "what Landlock holds of ports", doctor_landlock_holds},
	{"seccomp", AREA, "system call filters", check_seccomp},
	{"cgroups", AREA, "controllers for [resources]", check_cgroups},
	{"delegation", AREA, "the tenants' part of the cgroups", check_delegation},
	{"socket-memory", AREA, "memory of everybody's sockets", check_sockets},
	{"socket-queues", AREA, "what one socket can hold", check_queues},
	{"lsm", AREA, "security modules", check_lsm},
	{"leaks", AREA, "kernel messages and addresses", check_leaks},
	{"records", AREA, "what tenants can write to the kernel's log", doctor_records},
	{"attack-surface", AREA, "bpf, ptrace, TIOCSTI", check_attack_surface},
	{"links", AREA, "links and files of others in /tmp", check_links},
	{"suid-dumpable", AREA, "core files of privileged programs", check_dumpable},
	{"core-pattern", AREA, "core dump helper", check_core},
	{NULL, NULL, NULL, NULL},
};
