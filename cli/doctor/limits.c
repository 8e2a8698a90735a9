/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel doctor: can the limits of the policies be enforced, and does the host have what they promise?
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/word.h"
#include "cgroup/find.h"
#include "cgroup/pools.h"
#include "checks.h"
#include "cli/config.h"
#include "cli/output.h"
#include "host/account.h"
#include "host/helper.h"
#include "host/quota.h"

void doctor_cgroups(struct doctor *d, struct verdict *v)
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
}

/* Without a unit that delegates it, a cgroup of v2 is systemd's to give controllers to, or take them. */
void doctor_delegation(struct doctor *d, struct verdict *v)
{
	static const char *const slice = "/" CGROUP_SLICE "/cgroup.subtree_control";
	char path[300], on[256] = "", *AUTO_FREE base = d->configured ? config_cgroup(d->cli) : NULL;
	struct err e = ERR_NONE;
	struct cgroups c;

	if (!base || cgroup_find(&c, &e) < 0 || !c.mounts[CGROUP_MEMORY].found) {
		verdict_set(v, LEVEL_INFO, "not known: there is no configuration, or no controller");
		return;
	}
	snprintf(path, sizeof(path), "%s%s", c.mounts[CGROUP_MEMORY].path, slice);
	if (!c.mounts[CGROUP_MEMORY].v2 || access("/run/systemd/system", F_OK) < 0)
		verdict_set(v, LEVEL_PASS, "%s", base);
	else if (strcmp(base, CGROUP_UNIT))
		verdict_set(v, strstr(base, ".service/") ? LEVEL_PASS : LEVEL_WARN, "%s%s", base,
			strstr(base, ".service/") ? "" : ": no unit tells systemd to leave it alone");
	else if (fd_get(AT_FDCWD, path, on, sizeof(on)) < 0 || !strstr(on, "memory") || !strstr(on, "cpu"))
		verdict_set(v, LEVEL_WARN, "hostel.service has been stopped: controllers are off");
	else
		verdict_set(v, LEVEL_PASS, "%s, delegated by systemd: %s", base, on);
}

/* Of each controller one tenant that needs it, NULL: nobody does. */
static const char *who_needs(const struct doctor *d, enum cgroup_controller controller, size_t *count)
{
	const char *first = NULL;

	*count = 0;
	for (size_t i = 0; i < d->tenant_count; i++)
		if (d->tenants[i].controllers & 1U << controller) {
			first = first ? first : d->tenants[i].name;
			++*count;
		}
	return first;
}

/* v2: is it on where the tenants' cgroups are made, or can it be switched on from above? */
static bool is_offered(const struct cgroups *c, const char *base, const char *name)
{
	char path[600], text[256] = "";

	snprintf(path, sizeof(path), "%s/%s/cgroup.controllers", c->mounts[CGROUP_MEMORY].path, base);
	if (fd_get(AT_FDCWD, path, text, sizeof(text)) < 0) {
		snprintf(path, sizeof(path), "%s/cgroup.controllers", c->mounts[CGROUP_MEMORY].path);
		if (fd_get(AT_FDCWD, path, text, sizeof(text)) < 0)
			return false;
	}
	return word_in(text, name, " \n");
}

#define QUOTA_MILLISECONDS 5000

/* In memory that the helper shares. */
struct quota_answer {
	size_t refused; /* tenants */
	char first[65], why[256];
};

struct quota_question {
	const struct doctor *doctor;
	struct quota_answer *answer;
};

/* In the helper: a file system may never answer, and it takes the groups of one tenant after the other. */
static void ask_for_quotas(const void *data)
{
	const struct quota_question *q = data;

	for (size_t i = 0; i < q->doctor->tenant_count; i++) {
		const struct doctor_tenant *t = &q->doctor->tenants[i];
		struct err e = ERR_NONE;
		struct account a;

		if (!t->quota || account_find(t->name, &a, &e) <= 0)
			continue;
		if (quota_possible(&a, &e) < 0 && e.code == EOPNOTSUPP && !q->answer->refused++) {
			snprintf(q->answer->first, sizeof(q->answer->first), "%.64s", t->name);
			snprintf(q->answer->why, sizeof(q->answer->why), "%.255s", e.message);
		}
		account_free(&a);
	}
}

static void add_quotas(const struct doctor *d, struct verdict *v)
{
	struct quota_answer *a;
	bool asked = false;

	for (size_t i = 0; i < d->tenant_count; i++)
		asked |= d->tenants[i].quota;
	if (!asked || geteuid() != 0)
		return;
	a = mmap(NULL, sizeof(*a), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (a == MAP_FAILED)
		out_of_memory();
	helper_run(0, QUOTA_MILLISECONDS, ask_for_quotas, &(struct quota_question){d, a});
	if (a->refused)
		verdict_add(v, "disk, inodes: for %s%s: %s", a->first, a->refused > 1 ? " and others" : "",
			a->why);
	munmap(a, sizeof(*a));
}

void doctor_limits(struct doctor *d, struct verdict *v)
{
	char *AUTO_FREE base = d->configured ? config_cgroup(d->cli) : NULL;
	struct err e = ERR_NONE;
	struct cgroups c;

	if (!base || cgroup_find(&c, &e) < 0) {
		verdict_set(v, LEVEL_FAIL, "%s", base ? e.message : "unknown: hostel.ini cannot be used");
		return;
	}
	for (int i = 0; i < CGROUP_CONTROLLERS; i++) {
		const enum cgroup_controller controller = (enum cgroup_controller)i;
		const char *name = cgroup_controller_name(controller, c.mounts[i].v2), *first;
		size_t count;

		first = i == CGROUP_CPUACCT ? NULL : who_needs(d, controller, &count);
		if (first && (!c.mounts[i].found || (c.mounts[i].v2 && !is_offered(&c, base, name))))
			verdict_add(v, "%s: for %s%s", name, first, count > 1 ? " and others" : "");
	}
	add_quotas(d, v);
	verdict_count(v, LEVEL_FAIL, "every controller and quota that a policy needs is there",
		"controllers or quotas that policies need and this host does not offer");
}

void doctor_swap(struct doctor *d, struct verdict *v)
{
	char text[4096] = "";
	struct err e = ERR_NONE;
	struct cgroups c;
	bool asked = false, off;

	for (size_t i = 0; i < d->tenant_count; i++)
		asked |= d->tenants[i].swap;
	if (!asked || cgroup_find(&c, &e) < 0 || !c.mounts[CGROUP_MEMORY].found) {
		verdict_set(v, LEVEL_SKIP, "no policy has memory.swap.max");
		return;
	}
	fd_get(AT_FDCWD, "/proc/cmdline", text, sizeof(text));
	off = word_in(text, "swapaccount=0", " \n");
	verdict_evidence(v, "/proc/cmdline", off ? "swapaccount=0" : "without swapaccount=0");
	*text = '\0';
	verdict_read(v, "/proc/swaps", text, sizeof(text));
	if (off)
		verdict_set(v, LEVEL_FAIL, "swapaccount=0: memory.swap.max does not hold");
	else if (!strchr(text, '\n'))
		verdict_set(v, LEVEL_INFO, "this host has no swap: memory.max alone counts");
	else
		verdict_set(v, LEVEL_PASS, "swap is counted");
}

void doctor_io_devices(struct doctor *d, struct verdict *v)
{
	for (size_t i = 0; i < d->device_count; i++) {
		const struct doctor_device *one = &d->devices[i];
		struct stat st;

		if (stat(one->path, &st) < 0)
			verdict_add(v, "%s: %m; for %s", one->path, one->first);
		else if (!S_ISBLK(st.st_mode))
			verdict_add(v, "%s: no block device; for %s", one->path, one->first);
	}
	verdict_count(v, LEVEL_WARN, "every device of a policy is there", "devices of io.max that are not");
	if (!d->device_count)
		verdict_set(v, LEVEL_SKIP, "no policy names a device");
}

/* What memory.low keeps from reclaim for tenants is nobody else's: more than there is keeps nothing. */
void doctor_guarantees(struct doctor *d, struct verdict *v)
{
	const uint64_t all = pools_memory(VALUE_PERCENT | 100);
	uint64_t sum = 0;

	for (size_t i = 0; i < d->tenant_count; i++) {
		const uint64_t low = d->tenants[i].memory_low;

		sum += low < all ? low : all;
		if (low > all / 4)
			verdict_add_of(v, d->tenants[i].name, "%s: %" PRIu64 " MiB",
				d->tenants[i].name, low >> 20);
	}
	if (!sum)
		verdict_set(v, LEVEL_SKIP, "no policy has memory.low");
	else
		verdict_set(v, sum > all / 10 * 8 ? LEVEL_WARN : LEVEL_PASS,
			"memory.low of all tenants is %" PRIu64 " MiB of %" PRIu64 " MiB",
			sum >> 20, all >> 20);
}

void doctor_pressure(struct doctor *d, struct verdict *v)
{
	char text[256];

	(void)d;
	if (verdict_read(v, "/proc/pressure/memory", text, sizeof(text)) > 0)
		verdict_set(v, LEVEL_PASS, "the kernel tells it");
	else
		verdict_set(v, LEVEL_WARN, "the kernel does not: hostel top shows none");
}

static void add_pool(struct verdict *v, const char *name, uint64_t pages)
{
	verdict_add(v, "%s = %" PRIu64 " %" PRIu64 " %" PRIu64, name, pages, pages * 4 / 3, pages * 2);
}

/*
 * v2 counts the memory of sockets to memory.max and has no limit of its own for it, as v1 has: one tenant
 * may hold all that the kernel has for everybody's. Larger pools cost nothing, since memory.max bounds each.
 */
void doctor_socket_memory(struct doctor *d, struct verdict *v)
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
	verdict_set(v, v->count ? LEVEL_WARN : LEVEL_PASS,
		"%" PRIu64 " MiB of buffers for the host, of which one tenant can hold %" PRIu64 " MiB",
		pool >> 20, (v2 ? d->memory_largest : pools_sockets_share(d->memory_largest, pool)) >> 20);
}

/*
 * Not all that lies in a socket is charged to a cgroup: its receive buffer, up to twice this, is what
 * bounds answers to ping and of netlink, errors and copies with time stamps (SECURITY.md).
 */
#define QUEUE_MOST (1024 * 1024)

void doctor_socket_queues(struct doctor *d, struct verdict *v)
{
	char text[32] = "";
	unsigned long long most = 0;

	(void)d;
	if (fd_get(AT_FDCWD, "/proc/sys/net/core/rmem_max", text, sizeof(text)) > 0)
		most = strtoull(text, NULL, 10);
	verdict_set(v, most > QUEUE_MOST ? LEVEL_WARN : LEVEL_PASS,
		most ? "net.core.rmem_max = %llu bytes, for each socket" : "not to be seen here", most);
}
