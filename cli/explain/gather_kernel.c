/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel says of a tenant. cgroup-v2.rst, cgroup-v1/, proc_pid_status(5).
 */
#include "gather_kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.h"
#include "cgroup/find.h"
#include "cli/output.h"
#include "cli/traffic.h"
#include "gather_processes.h"
#include "host/helper.h"
#include "host/quota.h"
#include "host/trusted_path.h"

#define FILES_MILLISECONDS 3000

/* --- cgroup --------------------------------------------------------------------------------------- */

/* A file of either version, "" where there is none; v1's others in `more`. */
static const struct knob {
	enum field_id id;
	enum cgroup_controller controller;
	const char *v2, *v1, *more;
} knobs[] = {
	{FIELD_memory_max, CGROUP_MEMORY, "memory.max", "memory.limit_in_bytes", ""},
	{FIELD_memory_high, CGROUP_MEMORY, "memory.high", "", ""},
	{FIELD_memory_low, CGROUP_MEMORY, "memory.low", "memory.soft_limit_in_bytes", ""},
	{FIELD_memory_swap_max, CGROUP_MEMORY, "memory.swap.max", "memory.memsw.limit_in_bytes", ""},
	{FIELD_memory_oom_group, CGROUP_MEMORY, "memory.oom.group", "", ""},
	{FIELD_pids_max, CGROUP_PIDS, "pids.max", "pids.max", ""},
	{FIELD_cpu_max, CGROUP_CPU, "cpu.max", "cpu.cfs_quota_us", "cpu.cfs_period_us"},
	{FIELD_cpu_weight, CGROUP_CPU, "cpu.weight", "cpu.shares", ""},
	{FIELD_cpuset_cpus, CGROUP_CPUSET, "cpuset.cpus", "cpuset.cpus", ""},
	{FIELD_cpuset_mems, CGROUP_CPUSET, "cpuset.mems", "cpuset.mems", ""},
	{FIELD_io_max, CGROUP_IO, "io.max", "blkio.throttle.read_bps_device",
		"blkio.throttle.write_bps_device"},
	{FIELD_io_weight, CGROUP_IO, "io.weight", "blkio.bfq.weight", ""},
};

/* "pids.max: 12"; behind what is there. */
static void read_knob(struct use *u, const struct cgroup_mount *m, const struct record *r, const char *file)
{
	const size_t used = strlen(u->kernel);
	char path[1024], text[sizeof(u->kernel)];

	if (!*file || !m->found ||
		snprintf(path, sizeof(path), "%s/%s/%s/%s", m->path, r->cgroup, r->name, file) >=
			(int)sizeof(path) || fd_get(AT_FDCWD, path, text, sizeof(text)) < 0)
		return;
	for (char *p = text; *p; p++)
		if (*p == '\n')
			*p = ';';
	snprintf(u->kernel + used, sizeof(u->kernel) - used, "%s%s: %s", used ? ", " : "", file,
		*text ? text : "empty");
}

static void read_knobs(struct facts *f, const struct record *r)
{
	struct err ignored = ERR_NONE;
	struct cgroups found;

	if (cgroup_find(&found, &ignored) < 0)
		return;
	for (size_t i = 0; i < sizeof(knobs) / sizeof(knobs[0]); i++) {
		const struct knob *k = &knobs[i];
		const struct cgroup_mount *m = &found.mounts[k->controller];

		read_knob(&f->use[k->id], m, r, m->v2 ? k->v2 : k->v1);
		if (!m->v2)
			read_knob(&f->use[k->id], m, r, k->more);
	}
}

/* --- network -------------------------------------------------------------------------------------- */

static void read_namespace(struct facts *f)
{
	struct use *u = &f->use[FIELD_network];
	struct stat host, its;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/ns/net", (int)f->pid);
	if (stat("/proc/self/ns/net", &host) == 0 && stat(path, &its) == 0)
		snprintf(u->kernel, sizeof(u->kernel), "the network namespace is %s",
			host.st_ino == its.st_ino ? "the host's" : "one of its own");
}

static void read_traffic(struct facts *f, const struct live_tenant *t)
{
	struct use *u = &f->use[FIELD_connections];
	struct traffic traffic;

	traffic_read(t, live_current(t), &traffic);
	u->limit = f->policy->connections;
	if (traffic.known && traffic.connections >= 0) {
		u->used = (uint64_t)traffic.connections;
		snprintf(u->kernel, sizeof(u->kernel), "it keeps track of %lld connections",
			(long long)traffic.connections);
	}
}

void gather_kernel(struct facts *f, const struct live_tenant *t)
{
	read_knobs(f, &t->record);
	if (!f->pid)
		return;
	read_namespace(f);
	read_traffic(f, t);
	gather_processes(f, t);
}

/* --- file systems ----------------------------------------------------------------------------------- */

/* In memory that the helper shares. */
struct seen {
	bool home, tmp, quota;
	struct statvfs of_home, of_tmp;
	struct quota_use of_quota;
	char quota_why[256];
	enum on_host path;
};

struct places {
	const struct account *account;
	const char *path;
	int32_t pid;
	struct seen *seen;
	bool limited; /* the policy has disk or inodes */
};

/*
 * The path is the tenant's words, and what is on it may be theirs: no link of a tenant's is followed. What is
 * neither root's nor the tenant's is nothing to show: that stays unknown.
 */
static void look_at_path(const struct account *a, const char *path, struct seen *s)
{
	const struct open_how how = {.flags = O_PATH | O_CLOEXEC,
		.resolve = RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS};
	struct err e = ERR_NONE;
	char *AUTO_FREE real = NULL;
	int AUTO_CLOSE fd = -1;
	struct statx st;

	if (!*path)
		return;
	if (trusted_path(path, &real, &e) == 0) {
		fd = (int)syscall(SYS_openat2, AT_FDCWD, real, &how, sizeof(how));
		e.code = fd < 0 ? errno : 0;
	}
	if (e.code == ENOENT || e.code == ENOTDIR)
		s->path = HOST_NOTHING;
	else if (fd >= 0 &&
		statx(fd, "", AT_EMPTY_PATH | AT_STATX_DONT_SYNC, STATX_TYPE | STATX_UID, &st) == 0 &&
		(st.stx_uid == 0 || st.stx_uid == a->uid))
		s->path = S_ISDIR(st.stx_mode) ? HOST_DIRECTORY
			: S_ISREG(st.stx_mode) ? HOST_FILE : HOST_OTHER;
}

/* Of the sandbox's own view, through its PID 1, which could have links there. */
static void look_at_tmp(int32_t pid, struct seen *s)
{
	struct open_how how = {.flags = O_PATH | O_CLOEXEC,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS};
	char root[32];
	int AUTO_CLOSE top = -1;
	int AUTO_CLOSE fd = -1;

	snprintf(root, sizeof(root), "/proc/%d/root", (int)pid);
	top = pid ? open(root, O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;
	fd = top < 0 ? -1 : (int)syscall(SYS_openat2, top, "tmp", &how, sizeof(how));
	s->tmp = fd >= 0 && fstatvfs(fd, &s->of_tmp) == 0;
}

/* In the helper: any of it may never answer. */
static void look(const void *data)
{
	const struct places *q = data;
	struct err ignored = ERR_NONE, e = ERR_NONE;
	char *AUTO_FREE home = NULL;

	look_at_tmp(q->pid, q->seen);
	look_at_path(q->account, q->path, q->seen);
	q->seen->home =
		trusted_path(q->account->home, &home, &ignored) == 0 && statvfs(home, &q->seen->of_home) == 0;
	/* Last: it takes the tenant's groups. */
	q->seen->quota = quota_read(q->account, &q->seen->of_quota, &ignored) == 0;
	if (q->limited && quota_possible(q->account, &e) < 0 && e.code == EOPNOTSUPP)
		snprintf(q->seen->quota_why, sizeof(q->seen->quota_why), "%.255s", e.message);
}

static void take(const struct statvfs *v, uint64_t *used, uint64_t *size)
{
	*used = (v->f_blocks - v->f_bfree) * v->f_frsize;
	*size = v->f_blocks * v->f_frsize;
}

/* Of a limit that the policy has: whose else it is, hostel did not set. */
static void take_quota(struct use *u, const char *what, uint64_t used, uint64_t limit)
{
	u->used = used;
	u->limit = limit ? limit : VALUE_MAX;
	snprintf(u->kernel, sizeof(u->kernel), "quota of %s: %llu of %llu", what, (unsigned long long)used,
		(unsigned long long)limit);
}

void gather_files(struct facts *f, const struct account *a, const char *path)
{
	struct seen *s = mmap(NULL, sizeof(*s), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	const struct places q = {a, path, f->pid, s, quota_asked(f->policy) != 0};
	struct use *u = &f->use[FIELD_tmp_size];
	char size[32];

	if (s == MAP_FAILED)
		out_of_memory();
	helper_run(0, FILES_MILLISECONDS, look, &q);
	f->path = s->path;
	memcpy(f->quota_why, s->quota_why, sizeof(f->quota_why));
	if (s->home)
		take(&s->of_home, &f->home_used, &f->home_size);
	if (s->tmp && s->of_tmp.f_blocks) {
		take(&s->of_tmp, &u->used, &u->limit);
		print_size(size, sizeof(size), (int64_t)u->limit);
		snprintf(u->kernel, sizeof(u->kernel), "/tmp inside has %s", size);
	}
	if (s->quota && f->policy->disk != VALUE_MAX)
		take_quota(&f->use[FIELD_disk], "bytes", s->of_quota.bytes, s->of_quota.bytes_limit);
	if (s->quota && f->policy->inodes != VALUE_MAX)
		take_quota(&f->use[FIELD_inodes], "inodes", s->of_quota.inodes, s->of_quota.inodes_limit);
	munmap(s, sizeof(*s));
}
