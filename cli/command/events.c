/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel events: what tenants ran into.
 *
 * With --follow whatever happens is there within a second: the kernel's counters can only be asked, and
 * asking them is what makes the lines.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/collect.h"
#include "cli/config.h"
#include "cli/history.h"
#include "cli/json.h"
#include "cli/output.h"
#include "cli/since.h"
#include "command.h"
#include "events/event_log.h"
#include "host/state.h"

#define ROUND_MILLISECONDS 1000
#define ROUNDS_PER_CONFIG 60 /* [host] cgroup may change */

static const struct column columns[] = {
	{"TIME", false}, {"TENANT", false}, {"EVENT", false}, {"COUNT", true}, {"LIMIT", false},
	{"DETAIL", false},
};

#define HOST_LOG 0 /* no tenant's uid */
#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

/* One line of a log. */
struct seen {
	uint64_t time;
	size_t order; /* in which it was read */
	struct json *value;
};

struct reader {
	uint32_t uid;
	struct event_cursor cursor;
};

struct events {
	const struct cli *cli;
	const char *tenant; /* NULL: all */
	uint64_t since;
	struct collector collector;
	size_t reader_count, count;
	struct reader *readers;
	struct seen *v;
};

static struct event_cursor *cursor_of(struct events *s, uint32_t uid)
{
	for (size_t i = 0; i < s->reader_count; i++)
		if (s->readers[i].uid == uid)
			return &s->readers[i].cursor;
	s->readers = reallocarray(s->readers, s->reader_count + 1, sizeof(*s->readers));
	if (!s->readers)
		out_of_memory();
	s->readers[s->reader_count] = (struct reader){.uid = uid};
	return &s->readers[s->reader_count++].cursor;
}

/* A line that is none, cut by a crash, is left out. */
static void take_lines(struct events *s, char *text)
{
	char *save = NULL;

	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		struct json *value = json_parse(line);
		int64_t time = value ? json_number(value, "time") : -1;

		if (time < 0 || !*json_text(value, "event") || (uint64_t)time < s->since) {
			json_release(value);
			continue;
		}
		s->v = reallocarray(s->v, s->count + 1, sizeof(*s->v));
		if (!s->v)
			out_of_memory();
		s->v[s->count] = (struct seen){(uint64_t)time, s->count, value};
		s->count++;
	}
}

/* A tenant's, or with HOST_LOG the host's own, which lies beside them. */
static void read_log(struct events *s, uint32_t uid)
{
	struct err e = ERR_NONE;
	int AUTO_CLOSE tenant = uid == HOST_LOG ? fcntl(s->collector.state, F_DUPFD_CLOEXEC, 0)
						: state_tenant(s->collector.state, uid, &e);
	int AUTO_CLOSE lock = tenant < 0 ? -1 : tally_lock(tenant, &e);
	char *AUTO_FREE text = NULL;

	if (lock < 0 || event_log_read(tenant, cursor_of(s, uid), &text, &e) < 0)
		say("%u: %s", uid, e.message);
	else if (text)
		take_lines(s, text);
}

static int by_time(const void *a, const void *b)
{
	const struct seen *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

/* Collect, and read what is new; of the tenant that was asked for only. True if there ever was a login. */
static bool gather(struct events *s, enum tell tell)
{
	const struct passwd *account = s->tenant ? getpwnam(s->tenant) : NULL;
	const bool known = account;
	const uid_t uid = known ? account->pw_uid : 0; /* a copy: collecting asks for accounts, too */
	struct collection all;
	bool found = false;

	history_come_by(s->cli, false);
	collect_all(&s->collector, tell, &all);
	for (size_t i = 0; i < all.count; i++) {
		const struct collected_tenant *t = &all.v[i];

		if (s->tenant && strcmp(t->name, s->tenant) && (!known || uid != t->uid))
			continue;
		found = true;
		read_log(s, t->uid);
	}
	collection_free(&all);
	if (s->collector.state >= 0 && (found || !s->tenant))
		read_log(s, HOST_LOG);
	if (s->count)
		qsort(s->v, s->count, sizeof(*s->v), by_time);
	return found;
}

static void forget(struct events *s)
{
	for (size_t i = 0; i < s->count; i++)
		json_release(s->v[i].value);
	s->count = 0;
}

struct cells {
	char time[32], count[24], *detail;
	const char *text[COLUMNS];
};

/* Where it came from stands behind the detail: "... (sshd from 192.0.2.7)". */
static void fill_cells(struct cells *c, const struct seen *seen)
{
	const char *service = json_text(seen->value, "service"), *from = json_text(seen->value, "from");
	time_t then = (time_t)seen->time;
	struct tm t;

	if (!localtime_r(&then, &t) || !strftime(c->time, sizeof(c->time), "%Y-%m-%d %H:%M:%S", &t))
		snprintf(c->time, sizeof(c->time), "-");
	snprintf(c->count, sizeof(c->count), "%lld", (long long)json_number(seen->value, "count"));
	c->detail = text_of("%s%s%s%s%s%s", json_text(seen->value, "detail"), *service ? " (" : "", service,
		*service && *from ? " from " : "", *service ? from : "", *service ? ")" : "");
	c->text[0] = c->time;
	c->text[1] = *json_text(seen->value, "tenant") ? json_text(seen->value, "tenant") : "-";
	c->text[2] = json_text(seen->value, "event");
	c->text[3] = c->count;
	c->text[4] = json_text(seen->value, "limit");
	c->text[5] = c->detail;
}

static void print_table(const struct events *s)
{
	struct table table = {.columns = columns, .column_count = COLUMNS};

	for (size_t i = 0; i < s->count; i++) {
		struct cells c;

		fill_cells(&c, &s->v[i]);
		table_add(&table, c.text);
		free(c.detail);
	}
	if (s->count)
		table_print(&table);
	else
		say("no events");
	table_free(&table);
}

static void print_array(struct events *s)
{
	struct json *array = json_make_array();

	for (size_t i = 0; i < s->count; i++) {
		json_add(array, s->v[i].value);
		s->v[i].value = NULL;
	}
	json_finish(array);
}

/* One line each, of columns as wide as they mostly are: nobody knows what comes. */
static void print_lines(struct events *s)
{
	for (size_t i = 0; i < s->count; i++) {
		struct cells c;

		if (s->cli->json) {
			json_finish_line(s->v[i].value);
			s->v[i].value = NULL;
			continue;
		}
		fill_cells(&c, &s->v[i]);
		make_printable(c.detail);
		printf("%s%s%s  %-12s  %-15s  %5s  %-12s  %s\n", paint(PAINT_DIM), c.text[0],
			paint(PAINT_PLAIN), c.text[1], c.text[2], c.text[3], c.text[4], c.text[5]);
		free(c.detail);
	}
}

/* Until a signal, or until nobody reads any more. */
static bool wait_a_round(int signals)
{
	struct pollfd p[2] = {{signals, POLLIN, 0}, {STDOUT_FILENO, 0, 0}};
	int n = poll(p, 2, ROUND_MILLISECONDS);

	return n == 0 || (n < 0 && errno == EINTR) || !(p[0].revents || p[1].revents & (POLLERR | POLLNVAL));
}

static int follow(struct events *s)
{
	int AUTO_CLOSE signals = -1;
	unsigned round = 0;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	signals = signalfd(-1, &set, SFD_CLOEXEC);
	if (signals < 0) {
		say("signalfd: %s", strerror(errno));
		return EXIT_SYSTEM;
	}
	for (;;) {
		if (!s->cli->quiet)
			print_lines(s);
		forget(s);
		if (fflush(stdout) || ferror(stdout) || !wait_a_round(signals))
			break;
		if (++round % ROUNDS_PER_CONFIG == 0) {
			collector_close(&s->collector);
			collector_open(&s->collector, s->cli);
		}
		gather(s, TELL_SPACED);
	}
	/* head(1) has seen enough: no error. */
	if (ferror(stdout) && errno == EPIPE && !freopen("/dev/null", "w", stdout))
		return EXIT_SYSTEM;
	return EXIT_FINE;
}

int cmd_events(const struct cli *c, int count, char **operands)
{
	struct events s = {.cli = c, .tenant = count ? operands[0] : NULL};
	int status = EXIT_FINE;
	bool found;

	if (c->since && !since_parse(c->since, time(NULL), &s.since)) {
		say("events: --since %s: use " SINCE_FORMS, c->since);
		return EXIT_USAGE;
	}
	collector_open(&s.collector, c);
	found = gather(&s, TELL_ALL);
	if (c->follow) {
		if (!c->since)
			forget(&s); /* from now on, as docker events and dmesg -W */
		status = follow(&s);
	} else {
		/* Of an account that is gone there may be some, too. */
		status = s.tenant && !found ? tenant_expect(c, s.tenant) : EXIT_FINE;
		if (!status && !c->quiet && c->json)
			print_array(&s);
		else if (!status && !c->quiet)
			print_table(&s);
	}
	forget(&s);
	free(s.v);
	free(s.readers);
	collector_close(&s.collector);
	return status;
}
