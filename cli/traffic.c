/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel ps --net, and the numbers for hostel metrics.
 */
#include "traffic.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "host/limits.h"
#include "host/network.h"
#include "json.h"
#include "output.h"
#include "policy/defaults.h"

static const struct column columns[] = {
	{"TENANT", false}, {"PID", true}, {"MODE", false}, {"ADDRESS", false}, {"IPV6", false},
	{"SENT", true}, {"RECEIVED", true}, {"CONNECTIONS", true}, {"LINK", false},
};

#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

/* proc_pid_net(5), dev: eight columns received, eight sent; the first of each are bytes and packets. */
static void read_link(int32_t pid, struct traffic *t)
{
	char path[64], line[512];
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/net/dev", (int)pid);
	f = fopen(path, "re");
	while (f && !t->known && fgets(line, sizeof(line), f))
		t->known = sscanf(line, " " NETWORK_INSIDE_LINK ": %" SCNu64 " %" SCNu64
			" %*u %*u %*u %*u %*u %*u %" SCNu64 " %" SCNu64, &t->received, &t->received_packets,
			&t->sent, &t->sent_packets) == 4;
	if (f)
		fclose(f);
}

/* The same number stands in every processor's line, in hexadecimal. */
static int64_t read_connections(int32_t pid)
{
	char path[64], line[512];
	uint64_t n = 0;
	bool found = false;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/net/stat/nf_conntrack", (int)pid);
	f = fopen(path, "re");
	if (f && fgets(line, sizeof(line), f) && fgets(line, sizeof(line), f))
		found = sscanf(line, "%" SCNx64, &n) == 1;
	if (f)
		fclose(f);
	return found ? (int64_t)n : -1;
}

/* What hostel-net has written down: "LINK ADDRESS ADDRESS6". */
static void read_note(int tenant, struct traffic *t)
{
	char line[160];
	int AUTO_CLOSE fd = openat(tenant, "net", O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, line, sizeof(line) - 1);

	if (n <= 0)
		return;
	line[n] = '\0';
	line[strcspn(line, "\n")] = '\0';
	if (sscanf(line, "%15s %63s %63s", t->link, t->address, t->address6) < 1)
		*t->link = '\0';
	make_printable(t->link);
	make_printable(t->address);
	make_printable(t->address6);
}

static const char *mode_name(uint64_t mode)
{
	static const char *const names[] = {[NETWORK_NONE] = "none", [NETWORK_LOOPBACK] = "loopback",
		[NETWORK_NAT] = "nat", [NETWORK_PASTA] = "pasta", [NETWORK_HOST] = "host"};

	return mode < sizeof(names) / sizeof(names[0]) ? names[mode] : "?";
}

void traffic_read(const struct live_tenant *t, const struct live_sandbox *s, struct traffic *traffic)
{
	struct err e = ERR_NONE;
	int AUTO_CLOSE state = live_state(&e);
	int AUTO_CLOSE tenant = state < 0 ? -1 : state_tenant(state, t->uid, &e);
	struct policy p;

	*traffic = (struct traffic){.mode = "?", .connections = -1};
	if (tenant < 0 || limits_remembered(tenant, s->number, &p, &e) <= 0)
		return;
	traffic->mode = mode_name(p.network);
	if (!s->silent && (p.network == NETWORK_NAT || p.network == NETWORK_PASTA)) {
		read_link(s->pid, traffic);
		traffic->connections = read_connections(s->pid);
		if (s->recorded)
			read_note(tenant, traffic);
	}
	policy_free(&p);
}

static void add_row(struct table *table, const struct live_tenant *t, const struct live_sandbox *s,
	const struct traffic *n)
{
	char pid[16] = "-", sent[32] = "-", received[32] = "-", connections[24] = "-";
	const char *const cells[COLUMNS] = {t->name, pid, n->mode, *n->address ? n->address : "-",
		*n->address6 ? n->address6 : "-", sent, received, connections, *n->link ? n->link : "-"};

	if (!s->silent)
		snprintf(pid, sizeof(pid), "%d", (int)s->pid);
	if (n->known) {
		print_size(sent, sizeof(sent), (int64_t)n->sent);
		print_size(received, sizeof(received), (int64_t)n->received);
	}
	if (n->connections >= 0)
		snprintf(connections, sizeof(connections), "%" PRId64, n->connections);
	table_add(table, cells);
}

static void add_json(struct json *list, const struct live_tenant *t, const struct live_sandbox *s,
	const struct traffic *n)
{
	const struct {
		const char *key;
		int64_t value;
	} numbers[] = {
		{"received_bytes", (int64_t)n->received},
		{"sent_bytes", (int64_t)n->sent},
		{"received_packets", (int64_t)n->received_packets},
		{"sent_packets", (int64_t)n->sent_packets},
		{"connections", n->connections},
	};
	struct json *o = json_make_object();

	json_put_text(o, "tenant", t->name);
	json_put_number(o, "pid", s->silent ? 0 : s->pid);
	json_put_text(o, "mode", n->mode);
	json_put_text(o, "link", n->link);
	json_put_text(o, "address", n->address);
	json_put_text(o, "address6", n->address6);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (n->known && numbers[i].value >= 0)
			json_put_number(o, numbers[i].key, numbers[i].value);
		else
			json_put_null(o, numbers[i].key);
	json_add(list, o);
}

size_t traffic_list(const struct cli *c, const struct live *l)
{
	struct table table = {.columns = columns, .column_count = COLUMNS};
	struct json *list = c->json ? json_make_array() : NULL;
	size_t count = 0;

	for (size_t i = 0; i < l->count; i++) {
		const struct live_tenant *t = &l->tenants[i];

		for (size_t k = 0; k < t->count; k++, count++) {
			struct traffic n;

			traffic_read(t, &t->sandboxes[k], &n);
			if (list)
				add_json(list, t, &t->sandboxes[k], &n);
			else
				add_row(&table, t, &t->sandboxes[k], &n);
		}
	}
	if (list)
		json_finish(list);
	else if (count)
		table_print(&table);
	table_free(&table);
	return count;
}
