/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel metrics: numbers of tenants and host, for node_exporter's textfile collector.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "cgroup/counters.h"
#include "cgroup/owner.h"
#include "check.h"
#include "cli/collect.h"
#include "cli/findings.h"
#include "cli/history.h"
#include "cli/live.h"
#include "cli/output.h"
#include "cli/service/settle.h"
#include "cli/traffic.h"
#include "command.h"
#include "exposition.h"
#include "host/drain.h"
#include "metrics_sets.h"

struct metrics {
	struct collection all;
	struct live live;
	struct findings findings;
};

/* Gauges of a cgroup, and counters since the host came up: one row per metric. */
static const struct gauge {
	const char *name, *help;
	size_t offset;
} gauges[] = {
#define NOW(m) offsetof(struct cgroup_counters, m)
	{"hostel_tenant_processes", "Processes and threads in the tenant's cgroup.", NOW(pids)},
	{"hostel_tenant_processes_limit", "pids.max of the tenant's cgroup.", NOW(pids_limit)},
	{"hostel_tenant_memory_bytes", "Memory in use by the tenant.", NOW(memory)},
	{"hostel_tenant_memory_peak_bytes", "Most memory that was in use in the tenant's cgroup.",
		NOW(memory_peak)},
	{"hostel_tenant_memory_limit_bytes", "memory.max of the tenant's cgroup.", NOW(memory_limit)},
};

static const struct count {
	enum counter counter;
	unsigned divisor;
	const char *name, *help;
} counts[] = {
	{COUNTER_CPU_USEC, 1000000, "hostel_tenant_cpu_seconds_total", "Time of processors used."},
	{COUNTER_THROTTLED_USEC, 1000000, "hostel_tenant_cpu_throttled_seconds_total",
		"Time for which cpu.max held the tenant back, of all processors together."},
	{COUNTER_THROTTLED, 1, "hostel_tenant_cpu_throttled_periods_total",
		"Periods in which the time of cpu.max was used up."},
	{COUNTER_OOM_KILLS, 1, "hostel_tenant_oom_kills_total", "Processes killed for want of memory."},
	{COUNTER_MEMORY_MAX, 1, "hostel_tenant_memory_max_hits_total",
		"Times that memory.max was run into; caches are dropped then, mostly."},
	{COUNTER_MEMORY_HIGH, 1, "hostel_tenant_memory_high_hits_total",
		"Times that memory.high was run into."},
	{COUNTER_PIDS_MAX, 1, "hostel_tenant_pids_max_hits_total",
		"Processes and threads refused by pids.max."},
	{COUNTER_IO_READ, 1, "hostel_tenant_io_read_bytes_total", "Bytes read from disks."},
	{COUNTER_IO_WRITTEN, 1, "hostel_tenant_io_written_bytes_total", "Bytes written to disks."},
};

static void put_of_tenant(FILE *f, const char *metric, const char *tenant, uint64_t n, unsigned divisor)
{
	const struct label labels[] = {{"tenant", tenant}, {NULL, NULL}};

	exposition_sample(f, metric, labels, n, divisor);
}

static void put_gauges(FILE *f, const struct metrics *m)
{
	for (size_t i = 0; i < sizeof(gauges) / sizeof(gauges[0]); i++) {
		const struct gauge *g = &gauges[i];

		exposition_metric(f, g->name, "gauge", g->help);
		for (size_t k = 0; k < m->all.count; k++) {
			const char *at = (const char *)&m->all.v[k].c.now + g->offset;
			uint64_t n = *(const uint64_t *)(const void *)at;

			if (n != COUNTER_UNKNOWN)
				put_of_tenant(f, g->name, m->all.v[k].name, n, 1);
		}
	}
}

/* What the kernel counts of all tenants of an owner together, in their owner's cgroup. */
struct owner {
	char name[CGROUP_OWNER_SIZE];
	struct cgroup_counters now;
};

static size_t read_owners(const struct live *live, struct owner *owners)
{
	struct cgroups found;
	struct err ignored = ERR_NONE; /* without a hierarchy nothing is known */
	size_t count = 0;

	cgroup_find(&found, &ignored);
	for (size_t i = 0; i < live->count; i++) {
		const struct record *r = &live->tenants[i].record;
		const size_t part = live->tenants[i].recorded ? cgroup_owner_part(r->cgroup) : 0;
		const size_t length = strlen(r->cgroup) - part;
		char base[CGROUP_BASE_SIZE];
		size_t k = 0;

		if (!part)
			continue;
		cgroup_owner_name(r->cgroup, owners[count].name);
		while (strcmp(owners[k].name, owners[count].name))
			k++;
		if (k < count)
			continue;
		snprintf(base, sizeof(base), "%.*s", (int)length, r->cgroup);
		cgroup_counters_read(
			&(struct leaf){&found, base, r->cgroup + length + 1}, &owners[count++].now);
	}
	return count;
}

static void put_owners(FILE *f, const struct metrics *m)
{
	static const char tenant[] = "hostel_tenant_";
	struct owner *AUTO_FREE owners = calloc(m->live.count + 1, sizeof(*owners));
	size_t count;

	if (!owners)
		out_of_memory();
	count = read_owners(&m->live, owners);
	for (size_t i = 0; count && i < sizeof(gauges) / sizeof(gauges[0]); i++) {
		const char *rest = gauges[i].name + sizeof(tenant) - 1;
		char *AUTO_FREE name = text_of("hostel_owner_%s", rest);
		char *AUTO_FREE help = text_of("As %s, of the owner's tenants together.", gauges[i].name);

		exposition_metric(f, name, "gauge", help);
		for (size_t k = 0; k < count; k++) {
			const char *at = (const char *)&owners[k].now + gauges[i].offset;
			const uint64_t n = *(const uint64_t *)(const void *)at;
			const struct label labels[] = {{"owner", owners[k].name}, {NULL, NULL}};

			if (n != COUNTER_UNKNOWN)
				exposition_sample(f, name, labels, n, 1);
		}
	}
}

static void put_counts(FILE *f, const struct metrics *m)
{
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		const struct count *c = &counts[i];

		exposition_metric(f, c->name, "counter", c->help);
		for (size_t k = 0; k < m->all.count; k++) {
			const struct tally *t = &m->all.v[k].c.tally;

			if (t->known & UINT64_C(1) << c->counter)
				put_of_tenant(f, c->name, m->all.v[k].name, t->total[c->counter],
					c->divisor);
		}
	}
}

static void put_refusals(FILE *f, const struct metrics *m)
{
	static const char logins[] = "hostel_tenant_refused_logins_total";
	static const char calls[] = "hostel_tenant_refused_syscalls_total";

	exposition_metric(f, logins, "counter", "Logins refused, by the policy's key or another reason.");
	for (size_t k = 0; k < m->all.count; k++)
		for (size_t i = 0; i < REFUSALS; i++)
			exposition_sample(f, logins, (const struct label[]){{"tenant", m->all.v[k].name},
				{"reason", refusal_name((enum refusal)i)}, {NULL, NULL}},
				m->all.v[k].c.tally.refused[i], 1);
	exposition_metric(f, calls, "counter",
		"System calls refused, of tenants with log = yes, as far as the kernel's log could be read.");
	for (size_t k = 0; k < m->all.count; k++)
		put_of_tenant(f, calls, m->all.v[k].name, m->all.v[k].c.tally.calls, 1);
}

static uint64_t sessions_of(const struct live_tenant *t)
{
	uint64_t n = 0;

	for (size_t i = 0; i < t->count; i++)
		n += t->sandboxes[i].status.sessions;
	return n;
}

/* As the counters have it: one name stands for one uid. */
static const char *name_of(const struct metrics *m, const struct live_tenant *t)
{
	for (size_t i = 0; i < m->all.count; i++)
		if (m->all.v[i].uid == t->uid)
			return m->all.v[i].name;
	return t->name;
}

static void put_host(FILE *f, const struct metrics *m)
{
	uint64_t sandboxes = 0, kept = 0;
	char message[DRAIN_MESSAGE_SIZE];

	exposition_metric(f, "hostel_tenant_sessions", "gauge", "Open sessions of the tenant.");
	for (size_t i = 0; i < m->live.count; i++) {
		const struct live_tenant *t = &m->live.tenants[i];

		sandboxes += t->count;
		for (size_t k = 0; k < t->count; k++)
			kept += t->sandboxes[k].status.kept != 0;
		put_of_tenant(f, "hostel_tenant_sessions", name_of(m, t), sessions_of(t), 1);
	}
	exposition_metric(f, "hostel_sandboxes", "gauge", "Sandboxes that are alive.");
	exposition_sample(f, "hostel_sandboxes", NULL, sandboxes, 1);
	exposition_metric(f, "hostel_sandboxes_kept", "gauge", "Of these, kept without a process.");
	exposition_sample(f, "hostel_sandboxes_kept", NULL, kept, 1);
	exposition_metric(f, "hostel_maintenance", "gauge", "1 while hostel drain keeps every tenant out.");
	exposition_sample(f, "hostel_maintenance", NULL, drain_is_on(message), 1);
	exposition_metric(f, "hostel_policy_mistakes", "gauge", "Mistakes that hostel check finds.");
	exposition_sample(f, "hostel_policy_mistakes", NULL, m->findings.mistakes, 1);
	exposition_metric(f, "hostel_policy_warnings", "gauge", "Warnings of hostel check.");
	exposition_sample(f, "hostel_policy_warnings", NULL, m->findings.warnings, 1);
	exposition_metric(f, "hostel_build_info", "gauge", "Version of hostel.");
	exposition_sample(f, "hostel_build_info",
		(const struct label[]){{"version", HOSTEL_VERSION}, {NULL, NULL}}, 1, 1);
}

/* Of sandboxes with a link of their own; they begin at 0 with each sandbox. */
static void put_network(FILE *f, const struct metrics *m)
{
	static const struct {
		const char *name, *type, *help;
		size_t offset;
	} rows[] = {
		{"hostel_tenant_network_receive_bytes_total", "counter", "Bytes received by the sandbox.",
			offsetof(struct traffic, received)},
		{"hostel_tenant_network_transmit_bytes_total", "counter", "Bytes sent by the sandbox.",
			offsetof(struct traffic, sent)},
		{"hostel_tenant_network_connections", "gauge", "Connections that the kernel keeps track of.",
			offsetof(struct traffic, connections)},
	};
	struct traffic *AUTO_FREE all = calloc(m->live.count + 1, sizeof(*all));

	if (!all)
		out_of_memory();
	for (size_t i = 0; i < m->live.count; i++) {
		const struct live_sandbox *s = live_current(&m->live.tenants[i]);

		if (s)
			traffic_read(&m->live.tenants[i], s, &all[i]);
	}
	for (size_t k = 0; k < sizeof(rows) / sizeof(rows[0]); k++) {
		exposition_metric(f, rows[k].name, rows[k].type, rows[k].help);
		for (size_t i = 0; i < m->live.count; i++) {
			const char *at = (const char *)&all[i] + rows[k].offset;
			int64_t n = *(const int64_t *)(const void *)at;

			if (all[i].known && n >= 0)
				put_of_tenant(
					f, rows[k].name, name_of(m, &m->live.tenants[i]), (uint64_t)n, 1);
		}
	}
}

static void put_services(FILE *f, const struct metrics *m)
{
	static const char up[] = "hostel_service_up", restarts[] = "hostel_service_restarts_total";
	struct service_view views[SERVICES_KNOWN];

	for (int round = 0; round < 2; round++) {
		exposition_metric(f, round ? restarts : up, round ? "counter" : "gauge",
			round ? "Starts of the service after an end, since somebody started it."
			      : "1 while the tenant's service runs.");
		for (size_t k = 0; k < m->all.count; k++) {
			const size_t n = services_known(m->all.v[k].uid, views);

			for (size_t i = 0; i < n; i++)
				exposition_sample(f, round ? restarts : up,
					(const struct label[]){{"tenant", m->all.v[k].name},
						{"service", views[i].name}, {NULL, NULL}},
					round ? views[i].is.restarts
					      : views[i].is.phase == SERVICE_RUNNING, 1);
		}
	}
}

static char *print_all(const struct metrics *m, const struct cli *c)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);

	if (!f)
		out_of_memory();
	put_host(f, m);
	put_gauges(f, m);
	put_owners(f, m);
	put_counts(f, m);
	put_refusals(f, m);
	put_network(f, m);
	put_services(f, m);
	metrics_sets(f, c);
	if (fclose(f))
		out_of_memory();
	return text;
}

/* Beside FILE and renamed: the collector, which takes *.prom, never reads half of it. */
static int write_file(const char *path, const char *text)
{
	char *AUTO_FREE beside = text_of("%s.new", path);
	int AUTO_CLOSE fd = -1;

	unlink(beside);
	fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (fd < 0 || fchmod(fd, 0644) < 0 || fd_write_all(fd, text, strlen(text)) < 0 ||
	    rename(beside, path) < 0) {
		say("%s: %s", path, strerror(errno));
		unlink(beside);
		return EXIT_SYSTEM;
	}
	return EXIT_FINE;
}

int cmd_metrics(const struct cli *c, int count, char **operands)
{
	struct metrics m = {0};
	struct collector collector;
	struct err e = ERR_NONE;
	char *AUTO_FREE text = NULL;
	int status = EXIT_FINE;

	(void)count;
	(void)operands;
	history_come_by(c, false);
	collector_open(&collector, c);
	collect_all(&collector, TELL_SPACED, &m.all);
	collector_close(&collector);
	if (live_read(&m.live, NULL, &e) < 0) {
		say("%s", e.message);
		status = EXIT_SYSTEM;
	} else {
		check_configuration(c, &m.findings);
		text = print_all(&m, c);
		if (c->output)
			status = write_file(c->output, text);
		else
			fputs(text, stdout);
	}
	findings_free(&m.findings);
	live_free(&m.live);
	collection_free(&m.all);
	return status;
}
