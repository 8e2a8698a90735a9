/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Documentation/admin-guide/cgroup-v2.rst: memory.events and pids.events generate a file modified event;
 * kernfs_generic_poll() of fs/kernfs/file.c says POLLPRI until the file has been read again.
 * cgroup-v1/memory.rst, "OOM Control" and "Memory thresholds": an eventfd(2). proc_pid_stat(5)
 */
#include "witness.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "processes.h"
#include "talk/launch.h"

#define PROCESSES_MAX 2048 /* looked at: beyond it they are only counted */
#define LOOK_MILLISECONDS 200
#define CHECK_MILLISECONDS 50    /* from one look at whether somebody was killed to the next */
#define SHORT_MILLISECONDS 1000  /* for so long */
#define BEFORE_MILLISECONDS 5000 /* so old may be what ran when memory was short */
#define TICKS 100          /* USER_HZ: a second, whatever the kernel's own */

/* The number behind a word at the beginning of a line. */
static uint64_t number_of(const char *text, const char *word)
{
	const size_t length = strlen(word);

	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (!strncmp(line, word, length) && line[length] == ' ')
			return strtoull(line + length + 1, NULL, 10);
	}
	return 0;
}

/* Read, so that the kernel says it again. That caches were dropped at memory.max is nothing. */
static uint64_t counter(const struct witnessed *l, enum witness_limit limit)
{
	char text[512];
	ssize_t n;
	uint64_t more;

	if (l->event >= 0 && l->event != l->fd)
		(void)!read(l->event, &more, sizeof(more));
	n = pread(l->fd, text, sizeof(text) - 1, 0);
	text[n > 0 ? n : 0] = '\0';
	return limit == WITNESS_OF_PIDS ? number_of(text, "max")
					: number_of(text, "oom") + number_of(text, "oom_kill");
}

static int hear(const struct witnessing *w, const struct witnessed *l, uint64_t source)
{
	struct epoll_event event = {.events = l->event == l->fd ? EPOLLPRI : EPOLLIN, .data.u64 = source};

	return epoll_ctl(w->epoll, EPOLL_CTL_ADD, l->event, &event);
}

static bool is_null(int fd)
{
	struct stat st;

	return fstat(fd, &st) < 0 || S_ISCHR(st.st_mode);
}

/* -1 instead of /dev/null. */
static int take(int fd)
{
	if (!is_null(fd))
		return fd;
	close(fd);
	return -1;
}

void witness_begin(struct witnessing *w, int epoll, const uint64_t sources[WITNESS_LIMITS])
{
	const int event = take(LAUNCH_FD_SHORT);

	*w = (struct witnessing){.epoll = epoll, .memory = take(LAUNCH_FD_WITNESS)};
	w->limits[WITNESS_OF_MEMORY].fd = take(LAUNCH_FD_OOM);
	w->limits[WITNESS_OF_PIDS].fd = take(LAUNCH_FD_PIDS);
	for (int i = 0; i < WITNESS_LIMITS; i++) {
		struct witnessed *l = &w->limits[i];

		l->event = i == WITNESS_OF_MEMORY && event >= 0 ? event : l->fd;
		if (l->fd < 0)
			continue;
		if (hear(w, l, sources[i]) < 0)
			l->event = -1;
		l->seen = counter(l, (enum witness_limit)i);
	}
}

/* --- the largest ---------------------------------------------------------------------------------- */

/*
 * "PID (NAME) S 3 4 ..." the name may have anything in it, so the last parenthesis counts. Fields 14 and 15
 * are the time used, 24 is resident pages.
 */
static bool parse_stat(char *text, struct witness_process *p)
{
	char *name = strchr(text, '('), *end = strrchr(text, ')');
	unsigned long long user, system;
	long long pages;

	if (!name || !end || end < name || sscanf(end + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u "
			"%llu %llu %*d %*d %*d %*d %*d %*d %*u %*u %lld", &user, &system, &pages) != 3)
		return false;
	*end = '\0';
	snprintf(p->name, sizeof(p->name), "%.15s", name + 1);
	p->cpu_usec = (user + system) * (1000000 / TICKS);
	p->memory = pages > 0 ? (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE) : 0;
	return true;
}

/* Of as much memory the one with more time, then the newer one. */
static bool is_larger(const struct witness_process *a, const struct witness_process *b)
{
	if (a->memory != b->memory)
		return a->memory > b->memory;
	return a->cpu_usec != b->cpu_usec ? a->cpu_usec > b->cpu_usec : a->pid > b->pid;
}

static void look_at(pid_t pid, void *context)
{
	struct witness *w = context;
	struct witness_process p = {.pid = (uint32_t)pid};
	char path[32], text[512];
	uint32_t at = w->count;

	if (++w->processes > PROCESSES_MAX)
		return;
	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	if (fd_get(AT_FDCWD, path, text, sizeof(text)) < 0 || !parse_stat(text, &p))
		return;
	while (at > 0 && is_larger(&p, &w->v[at - 1]))
		at--;
	if (at == WITNESS_PROCESSES)
		return;
	if (w->count < WITNESS_PROCESSES)
		w->count++;
	memmove(&w->v[at + 1], &w->v[at], (w->count - at - 1) * sizeof(p));
	w->v[at] = p;
}

static void take_record(struct witness *record, enum witness_limit limit)
{
	struct timespec now;

	*record = (struct witness){.limit = limit};
	clock_gettime(CLOCK_REALTIME, &now);
	record->time = (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
	processes_each(look_at, record);
}

static void write_record(struct witnessing *w, struct witness *record)
{
	unsigned char bytes[WITNESS_SIZE];

	record->sequence = w->sequence + 1;
	witness_encode(record, bytes);
	if (w->memory >= 0 && pwrite(w->memory, bytes, sizeof(bytes),
		    (off_t)(w->sequence % WITNESS_RECORDS * WITNESS_SIZE)) == (ssize_t)sizeof(bytes))
		w->sequence++;
}

/* --- when ----------------------------------------------------------------------------------------- */

/* Who was killed is gone by now: what ran when memory was short tells more, unless that is long ago. */
static void write_down(struct witnessing *w, enum witness_limit limit, uint64_t now)
{
	struct witness record;

	take_record(&record, limit);
	if (limit == WITNESS_OF_MEMORY && w->before.count && now - w->before_at < BEFORE_MILLISECONDS &&
		(!record.count || w->before.v[0].memory > record.v[0].memory))
		record = w->before;
	w->before.count = 0;
	write_record(w, &record);
}

/* Memory is short, or a process is about to be killed: it is counted when that is done. */
static void get_ready(struct witnessing *w, struct witnessed *l, uint64_t now)
{
	if (!w->before.count || now - w->before_at >= SHORT_MILLISECONDS) {
		take_record(&w->before, WITNESS_OF_MEMORY);
		w->before_at = now;
	}
	l->check = now + CHECK_MILLISECONDS;
	l->until = now + SHORT_MILLISECONDS;
}

void witness_event(struct witnessing *w, enum witness_limit limit, uint64_t now)
{
	struct witnessed *l = &w->limits[limit];
	uint64_t n;

	if (l->fd < 0 || l->due)
		return;
	n = counter(l, limit);
	if (n <= l->seen) {
		if (limit == WITNESS_OF_MEMORY)
			get_ready(w, l, now);
		return;
	}
	l->seen = n;
	l->check = 0;
	/* Who runs into it all the time is not heard all the time. The kernel would still say POLLERR. */
	if (l->event >= 0)
		epoll_ctl(w->epoll, EPOLL_CTL_DEL, l->event, NULL);
	l->due = now + WITNESS_MILLISECONDS;
	write_down(w, limit, now);
}

/*
 * pids.events of cgroup v1 says nothing by itself (pids_event() of kernel/cgroup/pids.c notifies another file
 * than v1 has): then PID 1 looks when it is awake anyway, which it is when processes end.
 */
static void look_at_pids(struct witnessing *w, uint64_t now)
{
	const struct witnessed *l = &w->limits[WITNESS_OF_PIDS];

	if (l->fd < 0 || l->due || now - w->looked < LOOK_MILLISECONDS)
		return;
	w->looked = now;
	witness_event(w, WITNESS_OF_PIDS, now);
}

/* A process that is being killed takes its time. */
static void check(struct witnessing *w, struct witnessed *l, enum witness_limit limit, uint64_t now)
{
	const uint64_t n = counter(l, limit);

	if (n > l->seen)
		witness_event(w, limit, now);
	else
		l->check = now < l->until ? now + CHECK_MILLISECONDS : 0;
}

static void hear_again(struct witnessing *w, struct witnessed *l, enum witness_limit limit, uint64_t source)
{
	l->due = 0;
	l->seen = counter(l, limit); /* what happened meanwhile is past */
	if (l->event >= 0 && hear(w, l, source) < 0)
		l->event = -1;
}

void witness_look(struct witnessing *w, const uint64_t sources[WITNESS_LIMITS], uint64_t now)
{
	for (int i = 0; i < WITNESS_LIMITS; i++) {
		struct witnessed *l = &w->limits[i];

		if (l->due && l->due <= now)
			hear_again(w, l, (enum witness_limit)i, sources[i]);
		else if (l->check) /* or awake earlier: who was killed may have ended by now */
			check(w, l, (enum witness_limit)i, now);
	}
	look_at_pids(w, now);
}

uint64_t witness_due(const struct witnessing *w)
{
	uint64_t first = UINT64_MAX;

	for (int i = 0; i < WITNESS_LIMITS; i++) {
		const struct witnessed *l = &w->limits[i];

		first = l->due && l->due < first ? l->due : first;
		first = l->check && l->check < first ? l->check : first;
	}
	return first == UINT64_MAX ? 0 : first;
}
