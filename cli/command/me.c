/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel me: what a tenant has, uses and ran into, told to the tenant, inside the room and with no right.
 *
 * Theory of operation. Everything is read off what the sandbox shows anyway: its own cgroups below
 * /sys/fs/cgroup, getrlimit(2), statvfs(3), /proc. Nothing is asked of PID 1 or of the host.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/fd.h"
#include "cgroup/counters.h"
#include "cgroup/find.h"
#include "cli/json.h"
#include "cli/output.h"
#include "command.h"
#include "policy/policy.h"

#define BAR 10

/* One thing that is limited; VALUE_MAX: no limit, COUNTER_UNKNOWN: nobody tells. */
struct row {
	const char *what, *key;
	uint64_t used, limit;
	bool bytes;
};

struct me {
	const struct passwd *account;
	struct cgroups found;
	struct cgroup_counters counters;
	uint64_t since;   /* when the room was made, seconds since the epoch */
	uint64_t percent; /* cpu.max, of one processor */
	size_t commands;  /* that run: each has a parent of its own */
	struct row rows[8];
	size_t row_count;
};

/* --- reading -------------------------------------------------------------------------------------- */

static bool comm_is(const char *pid, const char *wanted)
{
	char *AUTO_FREE path = text_of("/proc/%s/comm", pid);
	char comm[32] = "";

	if (fd_get(AT_FDCWD, path, comm, sizeof(comm)) <= 0)
		return false;
	comm[strcspn(comm, "\n")] = '\0';
	return !strcmp(comm, wanted);
}

static size_t count_commands(void)
{
	DIR *proc = opendir("/proc");
	const struct dirent *entry;
	size_t n = 0;

	while (proc && (entry = readdir(proc)))
		n += isdigit((unsigned char)*entry->d_name) && comm_is(entry->d_name, "hostel-session");
	if (proc)
		closedir(proc);
	return n;
}

/* cpu.max of v2, "QUOTA PERIOD", or the two files of v1. */
static uint64_t cpu_percent(const struct cgroup_mount *m)
{
	char *AUTO_FREE one = text_of("%s/%s", m->path, m->v2 ? "cpu.max" : "cpu.cfs_quota_us");
	char *AUTO_FREE two = text_of("%s/cpu.cfs_period_us", m->path);
	char quota[64] = "", period[64] = "";
	long long n;
	unsigned long long of;

	if (!m->found || fd_get(AT_FDCWD, one, quota, sizeof(quota)) <= 0 || *quota == 'm' ||
		(!m->v2 && fd_get(AT_FDCWD, two, period, sizeof(period)) <= 0))
		return VALUE_MAX;
	n = strtoll(quota, NULL, 10);
	of = strtoull(m->v2 ? quota + strcspn(quota, " ") : period, NULL, 10);
	return n <= 0 || !of ? VALUE_MAX : (uint64_t)n * 100 / of;
}

static void add(struct me *m, const char *what, const char *key, uint64_t used, uint64_t limit, bool bytes)
{
	if (limit >= COUNTER_UNLIMITED)
		limit = VALUE_MAX;
	m->rows[m->row_count++] = (struct row){what, key, used, limit, bytes};
}

static void add_file_system(struct me *m, const char *what, const char *key, const char *path)
{
	struct statvfs v;

	if (statvfs(path, &v) == 0 && v.f_blocks)
		add(m, what, key, (v.f_blocks - v.f_bfree) * v.f_frsize, v.f_blocks * v.f_frsize, true);
}

static uint64_t soft(int resource)
{
	struct rlimit l;

	return getrlimit(resource, &l) < 0 || l.rlim_cur == RLIM_INFINITY ? VALUE_MAX : l.rlim_cur;
}

static int look(struct me *m)
{
	const struct leaf leaf = {&m->found, "", ""};
	struct err ignored = ERR_NONE; /* then nothing is known of them */
	struct stat st;

	m->account = getpwuid(getuid());
	if (!m->account || !comm_is("1", "hostel-init") || stat("/proc/1", &st) < 0)
		return -1;
	m->since = (uint64_t)st.st_ctime;
	cgroup_find(&m->found, &ignored);
	cgroup_counters_read(&leaf, &m->counters);
	m->percent = cpu_percent(&m->found.mounts[CGROUP_CPU]);
	m->commands = count_commands();
	add(m, "memory", "memory.max", m->counters.memory, m->counters.memory_limit, true);
	add(m, "processes", "pids.max", m->counters.pids, m->counters.pids_limit, false);
	add_file_system(m, "file system of home", "disk", m->account->pw_dir);
	add_file_system(m, "/tmp", "tmp_size", "/tmp");
	add(m, "files of a process", "nofile", COUNTER_UNKNOWN, soft(RLIMIT_NOFILE), false);
	add(m, "processes and threads", "nproc", COUNTER_UNKNOWN, soft(RLIMIT_NPROC), false);
	return 0;
}

/* --- telling -------------------------------------------------------------------------------------- */

static void number(char *text, size_t size, uint64_t n, bool bytes)
{
	if (n == VALUE_MAX)
		snprintf(text, size, "%s", "-");
	else if (bytes)
		print_size(text, size, (int64_t)n);
	else
		snprintf(text, size, "%llu", (unsigned long long)n);
}

static void bar(char *text, size_t size, const struct row *r)
{
	const bool known = r->used < COUNTER_UNLIMITED && r->limit != VALUE_MAX && r->limit;
	const unsigned n = !known ? 0 : r->used >= r->limit ? BAR : (unsigned)(r->used * BAR / r->limit);

	*text = '\0';
	if (known)
		snprintf(text, size, "[%.*s%.*s] %3llu%%", (int)n, "##########", (int)(BAR - n),
			"..........", (unsigned long long)(r->used * 100 / r->limit));
}

static void print_rows(const struct me *m)
{
	static const struct column columns[] = {
		{"", false}, {"NOW", true}, {"LIMIT", true}, {"", false}, {"KEY", false}};
	struct table t = {columns, sizeof(columns) / sizeof(columns[0]), 0, NULL, NULL};

	for (size_t i = 0; i < m->row_count; i++) {
		const struct row *r = &m->rows[i];
		char used[32], limit[32], drawn[32];

		number(used, sizeof(used), r->used, r->bytes);
		number(limit, sizeof(limit), r->limit, r->bytes);
		bar(drawn, sizeof(drawn), r);
		table_add(&t, (const char *const[]){r->what, used, limit, drawn, r->key});
	}
	table_print(&t);
	table_free(&t);
	if (m->percent != VALUE_MAX)
		printf("%llu%% of a processor (cpu.max), ", (unsigned long long)m->percent);
	printf("%zu command%s running\n", m->commands, m->commands == 1 ? "" : "s");
}

static uint64_t hits(const struct me *m, enum counter counter)
{
	const uint64_t n = m->counters.n[counter];

	return n < COUNTER_UNLIMITED ? n : 0;
}

/* What it ran into, with the words that programs have for it. */
static void print_hits(const struct me *m)
{
	const uint64_t killed = hits(m, COUNTER_OOM_KILLS), refused = hits(m, COUNTER_PIDS_MAX);
	const uint64_t held = hits(m, COUNTER_THROTTLED_USEC) / 100000;

	if (killed)
		printf("%llu process%s ended because all together needed more than memory.max: "
		       "\"Killed\".\n", (unsigned long long)killed, killed == 1 ? " was" : "es were");
	if (refused)
		printf("%llu process%s or thread%s refused because of pids.max: \"Resource temporarily "
		       "unavailable\".\n", (unsigned long long)refused, refused == 1 ? "" : "es",
			refused == 1 ? " was" : "s were");
	if (held)
		printf("Held back by cpu.max for %llu.%llu s: programs were slow.\n",
			(unsigned long long)held / 10, (unsigned long long)held % 10);
	if (!killed && !refused && !held)
		printf("No limit was run into.\n");
}

static void print(const struct me *m)
{
	char since[32];

	print_time(since, sizeof(since), m->since);
	printf("%s%s%s, in a room that was made at %s\n\n", paint(PAINT_BOLD), m->account->pw_name,
		paint(PAINT_PLAIN), since);
	print_rows(m);
	printf("\nSince %s:\n", since);
	print_hits(m);
	printf("\nhostel-clients(7) explains each of them.\n");
}

static void put(struct json *o, const char *key, uint64_t n)
{
	if (n >= COUNTER_UNLIMITED)
		json_put_null(o, key);
	else
		json_put_number(o, key, (int64_t)n);
}

static void print_json(const struct me *m)
{
	struct json *o = json_make_object(), *limits = json_make_object();

	json_put_number(o, "schema", 1);
	json_put_text(o, "tenant", m->account->pw_name);
	put(o, "since", m->since);
	put(o, "commands", m->commands);
	put(o, "cpu_percent", m->percent);
	for (size_t i = 0; i < m->row_count; i++) {
		struct json *row = json_make_object();

		put(row, "used", m->rows[i].used);
		put(row, "limit", m->rows[i].limit);
		json_put(limits, m->rows[i].key, row);
	}
	json_put(o, "limits", limits);
	for (enum counter i = 0; i < COUNTERS; i++)
		put(o, counter_name(i), m->counters.n[i]);
	json_finish(o);
}

int cmd_me(const struct cli *c, int count, char **operands)
{
	struct me m = {0};

	(void)count;
	(void)operands;
	if (look(&m) < 0) {
		say("me: this is not a tenant's room: hostel show TENANT, hostel ps TENANT");
		return EXIT_NOT_RUNNING;
	}
	if (c->json)
		print_json(&m);
	else
		print(&m);
	return EXIT_FINE;
}
