/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * limits.conf(5) as pam_limits(8) reads it, as far as it is about limits of setrlimit(2); and what sshd has.
 */
#include "host_limits.h"

#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"

#define FILE_FIRST "/etc/security/limits.conf"
#define FILES_THEN "/etc/security/limits.d/*.conf"
#define SSHD_PID "/run/sshd.pid"

/* Whose word counts more: limits.conf(5). A line of the same weight counts if it comes later. */
enum weight { WEIGHT_NONE, WEIGHT_ALL, WEIGHT_GROUP, WEIGHT_USER };

static const struct {
	const char *name;
	int which;
	rlim_t unit;
} items[] = {
	{"cpu", RLIMIT_CPU, 60}, {"fsize", RLIMIT_FSIZE, 1024}, {"data", RLIMIT_DATA, 1024},
	{"stack", RLIMIT_STACK, 1024}, {"core", RLIMIT_CORE, 1024}, {"rss", RLIMIT_RSS, 1024},
	{"nproc", RLIMIT_NPROC, 1}, {"nofile", RLIMIT_NOFILE, 1}, {"memlock", RLIMIT_MEMLOCK, 1024},
	{"as", RLIMIT_AS, 1024}, {"locks", RLIMIT_LOCKS, 1}, {"sigpending", RLIMIT_SIGPENDING, 1},
	{"msgqueue", RLIMIT_MSGQUEUE, 1}, {"rtprio", RLIMIT_RTPRIO, 1},
};

struct reading {
	struct host_limits *to;
	const struct account *account;
	enum weight weight[RLIMITS_COUNT][2]; /* of soft, of hard */
};

static bool in_range(const char *text, uint32_t id)
{
	char *end;
	const bool has_first = *text != ':';
	unsigned long first = has_first ? strtoul(text, &end, 10) : id, last;

	if (!has_first)
		end = (char *)text;
	if (*end != ':')
		return false;
	last = end[1] ? strtoul(end + 1, NULL, 10) : has_first ? UINT32_MAX : 0;
	return has_first ? id >= first && id <= last : id == last;
}

static enum weight weigh(const char *domain, const struct account *a)
{
	if (!strcmp(domain, "*"))
		return WEIGHT_ALL;
	if (*domain == '@') {
		for (size_t i = 0; i < a->group_count; i++)
			if (!strcmp(domain + 1, a->group_names[i]) || in_range(domain + 1, a->groups[i]))
				return WEIGHT_GROUP;
		return WEIGHT_NONE;
	}
	return !strcmp(domain, a->name) || in_range(domain, a->uid) ? WEIGHT_USER : WEIGHT_NONE;
}

static rlim_t value_of(const char *text, rlim_t unit)
{
	char *end;
	unsigned long long n = strtoull(text, &end, 10);

	if (*text == '-' || end == text || n > RLIM_INFINITY / unit) /* -1, unlimited, infinity */
		return RLIM_INFINITY;
	return n * unit;
}

static void take_line(struct reading *r, char *line, const char *file, unsigned number)
{
	char domain[128], type[16], item[32], value[64];
	enum weight weight;

	line[strcspn(line, "#\n")] = '\0';
	if (sscanf(line, "%127s %15s %31s %63s", domain, type, item, value) != 4)
		return;
	weight = weigh(domain, r->account);
	for (size_t i = 0; i < sizeof(items) / sizeof(items[0]) && weight != WEIGHT_NONE; i++) {
		const int n = items[i].which;
		struct rlimit *l = &r->to->limits.v[n];

		if (strcmp(items[i].name, item))
			continue;
		for (int hard = 0; hard < 2; hard++) {
			if ((strcmp(type, "-") && strcmp(type, hard ? "hard" : "soft")) ||
			    weight < r->weight[n][hard])
				continue;
			r->weight[n][hard] = weight;
			*(hard ? &l->rlim_max : &l->rlim_cur) = value_of(value, items[i].unit);
			snprintf(r->to->where[n], sizeof(r->to->where[n]), "%s:%u", file, number);
		}
	}
}

static void read_limits(struct reading *r, const char *path)
{
	FILE *f = fopen(path, "re");
	size_t size = 0;
	char *AUTO_FREE line = NULL;

	for (unsigned number = 1; f && getline(&line, &size, f) >= 0; number++)
		take_line(r, line, path, number);
	if (f)
		fclose(f);
}

/* Whether they are PAM's or its unit's: a session has none that are higher. */
static void add_sshd(struct host_limits *h)
{
	char text[32];
	int pid = fd_get(AT_FDCWD, SSHD_PID, text, sizeof(text)) > 0 ? atoi(text) : 0;

	for (int n = 0; n < RLIMITS_COUNT && pid > 0; n++) {
		struct rlimit *l = &h->limits.v[n], own, low;

		if (prlimit(pid, n, NULL, &own) < 0)
			return;
		low = rlimits_lower(*l, own);
		if (low.rlim_cur != l->rlim_cur || low.rlim_max != l->rlim_max)
			snprintf(h->where[n], sizeof(h->where[n]), "limits of sshd, process %d", pid);
		*l = low;
	}
}

void host_limits_of(struct host_limits *h, const struct account *a)
{
	struct reading r = {.to = h, .account = a};
	glob_t more = {0};

	memset(h, 0, sizeof(*h));
	for (int n = 0; n < RLIMITS_COUNT; n++)
		h->limits.v[n] = (struct rlimit){RLIM_INFINITY, RLIM_INFINITY};
	read_limits(&r, FILE_FIRST);
	glob(FILES_THEN, 0, NULL, &more);
	for (size_t i = 0; i < more.gl_pathc; i++)
		read_limits(&r, more.gl_pathv[i]);
	globfree(&more);
	for (int n = 0; n < RLIMITS_COUNT; n++) /* pam_limits lowers the soft one to it, too */
		h->limits.v[n] = rlimits_lower(h->limits.v[n],
			(struct rlimit){h->limits.v[n].rlim_max, RLIM_INFINITY});
	add_sshd(h);
}

static uint64_t as_value(rlim_t n)
{
	return n == RLIM_INFINITY ? VALUE_MAX : n;
}

bool host_limits_lower(const struct host_limits *h, const struct policy *p, int n,
	struct ulimit_pair *holds)
{
	const struct ulimit_pair *u = policy_ulimit(p, n);
	const struct rlimit *l = &h->limits.v[n];
	const struct ulimit_pair host = {as_value(l->rlim_cur), as_value(l->rlim_max)};

	holds->soft = host.soft < u->soft ? host.soft : u->soft;
	holds->hard = host.hard < u->hard ? host.hard : u->hard;
	return *h->where[n] && (holds->soft != u->soft || holds->hard != u->hard);
}
