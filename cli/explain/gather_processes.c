/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the processes of a tenant have and use. proc_pid_status(5), proc_pid_fd(5), proc_pid_limits(5).
 */
#include "gather_processes.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/fd.h"
#include "cli/processes.h"
#include "value.h"

static const struct line {
	const char *name;
	enum field_id id;
	unsigned unit; /* bytes of one */
	bool sum;      /* of all processes, not of the one that has most */
} lines[] = {
	{"VmSize:", FIELD_ulimit_as, 1024, false}, {"VmData:", FIELD_ulimit_data, 1024, false},
	{"VmStk:", FIELD_ulimit_stack, 1024, false}, {"VmLck:", FIELD_ulimit_memlock, 1024, false},
	{"SigQ:", FIELD_ulimit_sigpending, 1, false}, {"Threads:", FIELD_ulimit_nproc, 1, true},
};

static void use_more(struct use *u, uint64_t n, bool sum)
{
	if (u->used >= COUNTER_UNLIMITED)
		u->used = n;
	else
		u->used = sum ? u->used + n : n > u->used ? n : u->used;
}

static const char *line_of(const char *text, const char *name)
{
	const char *at = strstr(text, name);

	while (at && at > text && at[-1] != '\n')
		at = strstr(at + 1, name);
	return at ? at + strlen(name) : NULL;
}

/* Its effective uid is the tenant's: the parents of sessions are the keeper's. */
static bool is_tenants(const char *status, uint32_t uid)
{
	const char *at = line_of(status, "Uid:");
	unsigned real, effective;

	return at && sscanf(at, " %u %u", &real, &effective) == 2 && effective == uid;
}

static void read_status(struct facts *f, const char *status)
{
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		const char *at = line_of(status, lines[i].name);

		if (at)
			use_more(&f->use[lines[i].id], strtoull(at, NULL, 10) * lines[i].unit, lines[i].sum);
	}
}

static void count_files(struct facts *f, int32_t pid)
{
	char path[32];
	uint64_t n = 0;
	DIR *d;

	snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
	d = opendir(path);
	if (!d)
		return;
	while (readdir(d))
		n++;
	closedir(d);
	use_more(&f->use[FIELD_ulimit_nofile], n > 2 ? n - 2 : 0, false);
}

static rlim_t limit_in(const char *column)
{
	return strncmp(column, "unlimited", 9) != 0 ? strtoull(column, NULL, 10) : RLIM_INFINITY;
}

/*
 * The lowest that one of them has. A line of this file for each in the order of their numbers, with columns
 * from the 27th and the 48th letter on (fs/proc/base.c): prlimit(2) would ask for a right that root of a
 * container lacks.
 */
static void read_limits(struct rlimit low[ULIMIT_COUNT], int32_t pid)
{
	char path[32], text[4096], *save = NULL;
	int n = -1; /* a title */

	snprintf(path, sizeof(path), "/proc/%d/limits", (int)pid);
	if (fd_get(AT_FDCWD, path, text, sizeof(text)) <= 0)
		return;
	for (char *line = strtok_r(text, "\n", &save); line && n < ULIMIT_COUNT;
		line = strtok_r(NULL, "\n", &save), n++) {
		if (n < 0 || strlen(line) < 48 || limit_in(line + 26) > low[n].rlim_cur)
			continue;
		low[n] = (struct rlimit){limit_in(line + 26), limit_in(line + 47)};
	}
}

static void take_limits(struct facts *f, const struct rlimit low[ULIMIT_COUNT], size_t count)
{
	for (int n = 0; n < ULIMIT_COUNT; n++) {
		const enum field_id id = (enum field_id)(FIELD_ulimit_cpu + n);
		struct use *u = &f->use[id];
		char soft[VALUE_TEXT_SIZE], hard[VALUE_TEXT_SIZE];

		u->limit = low[n].rlim_cur == RLIM_INFINITY ? VALUE_MAX : low[n].rlim_cur;
		value_show(soft, id, u->limit);
		value_show(hard, id, low[n].rlim_max == RLIM_INFINITY ? VALUE_MAX : low[n].rlim_max);
		snprintf(u->kernel, sizeof(u->kernel), "%s:%s, the lowest of %zu process%s", soft, hard,
			count, count == 1 ? "" : "es");
	}
}

/* Once, of the first: all have the same. */
static void take_privileges(struct facts *f, const char *status, int32_t pid)
{
	static const struct {
		const char *name;
		enum field_id id;
	} shown[] = {{"CapBnd:", FIELD_keep}, {"Seccomp:", FIELD_seccomp}};
	char path[48], label[128];

	for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++) {
		const char *at = line_of(status, shown[i].name);
		struct use *u = &f->use[shown[i].id];

		if (at)
			snprintf(u->kernel, sizeof(u->kernel), "%s %.*s", shown[i].name,
				(int)strcspn(at + strspn(at, "\t "), "\n"), at + strspn(at, "\t "));
	}
	snprintf(path, sizeof(path), "/proc/%d/attr/current", (int)pid);
	if (fd_get(AT_FDCWD, path, label, sizeof(label)) <= 0)
		return;
	snprintf(f->use[FIELD_apparmor].kernel, sizeof(f->use[0].kernel), "label %s", label);
	snprintf(f->use[FIELD_selinux].kernel, sizeof(f->use[0].kernel), "label %s", label);
}

static void read_process(struct facts *f, const struct process *p, uint32_t uid, struct rlimit *low,
	size_t *count)
{
	char path[32], status[4096];

	snprintf(path, sizeof(path), "/proc/%d/status", (int)p->pid);
	if (fd_get(AT_FDCWD, path, status, sizeof(status)) <= 0 || !is_tenants(status, uid))
		return;
	read_status(f, status);
	count_files(f, p->pid);
	read_limits(low, p->pid);
	if (!(*count)++)
		take_privileges(f, status, p->pid);
}

void gather_processes(struct facts *f, const struct live_tenant *t)
{
	struct err ignored = ERR_NONE;
	struct rlimit low[ULIMIT_COUNT];
	struct processes all = {0};
	uint64_t room = 0;
	size_t count = 0;

	for (int n = 0; n < ULIMIT_COUNT; n++)
		low[n] = (struct rlimit){RLIM_INFINITY, RLIM_INFINITY};
	processes_keeper(&all, t->record.keeper, t->uid);
	if (processes_find(&all, t->uid, &ignored) == 0) {
		for (size_t i = 0; i < all.count; i++)
			if (all.v[i].pid == f->pid)
				room = all.v[i].room;
		for (size_t i = 0; i < all.count; i++)
			if (all.v[i].inside > 1 && all.v[i].room == room)
				read_process(f, &all.v[i], t->uid, low, &count);
		if (count)
			take_limits(f, low, count);
	}
	processes_free(&all);
}
