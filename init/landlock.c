/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Landlock: nothing can be written, made or removed but below the directories that are writable anyway, and
 * such single files. The mounts say the same; this holds should one of them ever be wrong. Besides, as far as
 * the kernel has it: ioctl(2) on devices below /dev only, signals and abstract sockets to the sandbox's own,
 * and the TCP ports of the policy.
 */
#include "landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <linux/openat2.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "as_tenant.h"
#include "base/fd.h"
#include "base/tcp_probe.h"
#include "talk/layout.h"

/* linux/landlock.h of older systems ends earlier; landlock(7). */
#define RIGHT_REFER (1ULL << 13)    /* ABI 2 */
#define RIGHT_TRUNCATE (1ULL << 14) /* ABI 3 */
#define RIGHT_TCP_BIND (1ULL << 0)  /* ABI 4, of handled_access_net */
#define RIGHT_TCP_CONNECT (1ULL << 1)
#define RULE_NET_PORT 2
#define RIGHT_IOCTL_DEV (1ULL << 15)	/* ABI 5 */
#define SCOPE_ABSTRACT_UNIX (1ULL << 0) /* ABI 6, of scoped */
#define SCOPE_SIGNAL (1ULL << 1)

#define ABI_RENAME 2 /* 1 refuses every rename from one directory to another: worse than what it gives */
#define ABI_TRUNCATE 3
#define ABI_NET 4
#define ABI_IOCTL 5
#define ABI_SCOPE 6

struct ruleset { /* struct landlock_ruleset_attr of ABI 6 */
	uint64_t fs;
	uint64_t net;
	uint64_t scoped;
};

struct port_rule { /* struct landlock_net_port_attr */
	uint64_t rights;
	uint64_t port;
};

#define RIGHTS_FILE LANDLOCK_ACCESS_FS_WRITE_FILE
#define RIGHTS_TREE                                                                               \
	(RIGHTS_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |           \
	 LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG | \
	 LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |                            \
	 LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM)

static int allow_below(int rules, int directory, const char *name, uint64_t rights, struct err *e)
{
	struct landlock_path_beneath_attr rule = {.allowed_access = rights, .parent_fd = directory};

	if (syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) < 0)
		return err_set(e, errno, "landlock_add_rule %s", name);
	return 0;
}

/* Inside a directory of the tenant's: with the tenant's rights, or not at all. */
static int open_place(const struct launch *l, const char *path, struct err *e)
{
	struct open_how how = {.flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_NO_SYMLINKS};
	int AUTO_CLOSE fd = (int)syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof(how));

	return fd >= 0 ? fd_take(&fd) : as_tenant_open(l, path, 0, e);
}

/* A single file has none of the rights of directories: landlock_add_rule(2) says EINVAL to them. */
static int allow(int rules, const struct launch *l, const char *path, uint64_t rights, struct err *e)
{
	int AUTO_CLOSE fd = open_place(l, path, e);
	struct stat st;

	if (fd >= 0 && fstat(fd, &st) < 0)
		return err_set(e, errno, "%s", path);
	if (fd >= 0 && S_ISREG(st.st_mode))
		rights &= RIGHTS_FILE | RIGHT_TRUNCATE;
	return fd < 0 ? -1 : allow_below(rules, fd, path, rights, e);
}

/*
 * The porch's view of the sandbox's terminals and devices is another mount of them: /proc/self/fd/1 leads
 * there, and the walk to the root ends on the porch's own. A rule goes by inode, so these have their own.
 * The devices are the host's; nothing but them is meant, and below /dev they are writable anyway.
 */
static int allow_devices(int rules, const struct launch *l, uint64_t rights, struct err *e)
{
	if (allow(rules, l, "/dev", rights, e) < 0 || allow(rules, l, "/dev/pts", rights, e) < 0)
		return -1;
	for (const char *const *name = layout_devices; *name; name++) {
		char path[64];
		int AUTO_CLOSE fd = -1;

		snprintf(path, sizeof(path), "/dev/%s", *name);
		fd = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
		if (fd < 0)
			return err_set(e, errno, "%s", path);
		if (allow_below(rules, fd, path, rights, e) < 0)
			return -1;
	}
	return 0;
}

/* The tenant's own, as own_sessions() made it; the host's is shown read-only, an image's as all of it. */
static int allow_sessions(int rules, uint64_t rights, struct err *e)
{
	int AUTO_CLOSE fd = open(LAYOUT_SESSIONS, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct statvfs fs;

	if (fd < 0 || fstatvfs(fd, &fs) < 0 || fs.f_flag & ST_RDONLY)
		return 0;
	return allow_below(rules, fd, LAYOUT_SESSIONS, rights, e);
}

static int allow_policy(int rules, const struct launch *l, const struct policy *p, uint64_t tree,
	struct err *e)
{
	if (p->write != WRITE_NONE && allow(rules, l, "/", tree, e) < 0)
		return -1;
	if (p->home != HOME_READ_ONLY && allow(rules, l, l->home, tree, e) < 0)
		return -1;
	for (size_t i = 0; i < p->read_write.count; i++)
		if (allow(rules, l, p->read_write.items[i].target, tree, e) < 0)
			return -1;
	for (size_t i = 0; i < p->tmpfs.count; i++)
		if (allow(rules, l, p->tmpfs.items[i].target, tree, e) < 0)
			return -1;
	return 0;
}

static int allow_ports(int rules, const struct port_list *list, uint64_t right, struct err *e)
{
	for (uint32_t i = 0; i < list->count; i++)
		for (uint32_t port = list->items[i].first; port <= list->items[i].last; port++) {
			struct port_rule rule = {.rights = right, .port = port};

			if (syscall(SYS_landlock_add_rule, rules, RULE_NET_PORT, &rule, 0) < 0)
				return err_set(e, errno, "landlock_add_rule port %u", port);
		}
	return 0;
}

static int make_rules(int abi, const struct launch *l, const struct policy *p, struct err *e)
{
	static const char *const trees[] = {"/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue",
		"/run/user", "/run/screen", "/run/lock"};
	uint64_t file = RIGHTS_FILE | (abi >= ABI_TRUNCATE ? RIGHT_TRUNCATE : 0);
	uint64_t tree = RIGHTS_TREE | RIGHT_REFER | file;
	uint64_t device = file | (abi >= ABI_IOCTL ? RIGHT_IOCTL_DEV : 0);
	struct ruleset attr = {
		.fs = tree | device,
		.net = (p->tcp_bind.any ? 0 : RIGHT_TCP_BIND) | (p->tcp_connect.any ? 0 : RIGHT_TCP_CONNECT),
		.scoped = SCOPE_ABSTRACT_UNIX | SCOPE_SIGNAL,
	};
	size_t size = abi >= ABI_SCOPE ? sizeof(attr) : abi >= ABI_NET ? offsetof(struct ruleset, scoped)
							       : sizeof(attr.fs);
	int AUTO_CLOSE rules = (int)syscall(SYS_landlock_create_ruleset, &attr, size, 0);

	if (rules < 0)
		return err_set(e, errno, "landlock_create_ruleset");
	for (size_t i = 0; i < sizeof(trees) / sizeof(trees[0]); i++)
		if (allow(rules, l, trees[i], tree, e) < 0)
			return -1;
	if ((p->crontab || p->at) && allow(rules, l, "/var/spool/cron", tree, e) < 0)
		return -1;
	if (allow_sessions(rules, tree, e) < 0 || allow_devices(rules, l, device, e) < 0 ||
	    allow(rules, l, "/proc", file, e) < 0 ||
	    allow_policy(rules, l, p, tree, e) < 0 ||
	    allow_ports(rules, &p->tcp_bind, RIGHT_TCP_BIND, e) < 0 ||
	    allow_ports(rules, &p->tcp_connect, RIGHT_TCP_CONNECT, e) < 0)
		return -1;
	return fd_take(&rules);
}

/* A port that needs no privilege and that the list has not: it has 1024 at most. */
static uint16_t port_outside(const struct port_list *list)
{
	uint32_t port = UINT16_MAX;

	for (uint32_t i = 0; i < list->count;)
		if (port >= list->items[i].first && port <= list->items[i].last) {
			port = list->items[i].first - 1U;
			i = 0;
		} else {
			i++;
		}
	return (uint16_t)port;
}

/* Landlock together with the filter: neither looks at everything, and kernels differ (decision 19). */
int landlock_verify(const struct policy *p, struct err *e)
{
	for (enum tcp_way way = 0; way < TCP_WAYS; way++) {
		const struct port_list *list = tcp_way_connects(way) ? &p->tcp_connect : &p->tcp_bind;

		if (!list->any && !tcp_refused(tcp_try(way, port_outside(list))))
			return err_rule(e, EOPNOTSUPP, "[network] %s does not hold on this kernel: %s passes",
				tcp_way_connects(way) ? "tcp_connect" : "tcp_bind", tcp_way_name(way));
	}
	return 0;
}

int landlock_restrict(const struct launch *l, const struct policy *p, struct err *e)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	bool ports = !p->tcp_bind.any || !p->tcp_connect.any;
	int AUTO_CLOSE rules = -1;

	if (ports && (!p->landlock || abi < ABI_NET))
		return err_rule(e, EOPNOTSUPP,
			"[network] tcp_bind and tcp_connect need Landlock ABI %d (Linux 6.7), %s", ABI_NET,
			p->landlock ? "which this kernel does not have" : "and [filesystem] landlock is no");
	/* Not built in, or not among lsm=; any other error is no answer. landlock(7) */
	if (p->landlock && abi < 0 && errno != ENOSYS && errno != EOPNOTSUPP)
		return err_set(e, errno, "the kernel's Landlock ABI");
	if (!p->landlock || abi < ABI_RENAME)
		return 0;
	rules = make_rules((int)abi, l, p, e);
	if (rules < 0)
		return -1;
	/* PID 1 enters it itself: every session is in the one domain and can still trace its like. */
	if (syscall(SYS_landlock_restrict_self, rules, 0) < 0)
		return err_set(e, errno, "landlock_restrict_self");
	return 0;
}
