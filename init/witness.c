/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Documentation/admin-guide/cgroup-v2.rst: memory.events and pids.events generate a file modified event;
 * kernfs_generic_poll() of fs/kernfs/file.c says POLLPRI until the file has been read again. cgroup-v1/memory.rst,
 * "OOM Control": an eventfd(2). proc_pid_stat(5)
 */
#include "witness.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "processes.h"
#include "talk/launch.h"

#define PROCESSES_MAX 2048 /* looked at: beyond it they are only counted */
#define TICKS 100          /* USER_HZ: a second, whatever the kernel's own */

static bool is_eventfd(int fd)
{
	return lseek(fd, 0, SEEK_CUR) < 0 && errno == ESPIPE;
}

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

	if (is_eventfd(l->fd))
		return read(l->fd, &more, sizeof(more)) == sizeof(more) ? l->seen + more : l->seen;
	n = pread(l->fd, text, sizeof(text) - 1, 0);
	text[n > 0 ? n : 0] = '\0';
	return limit == WITNESS_OF_PIDS ? number_of(text, "max")
					: number_of(text, "oom") + number_of(text, "oom_kill");
}

static int hear(const struct witnessing *w, const struct witnessed *l, uint64_t source)
{
	struct epoll_event event = {.events = is_eventfd(l->fd) ? EPOLLIN : EPOLLPRI, .data.u64 = source};

	return epoll_ctl(w->epoll, EPOLL_CTL_ADD, l->fd, &event);
}

void witness_begin(struct witnessing *w, int epoll, const uint64_t sources[WITNESS_LIMITS])
{
	static const int given[WITNESS_LIMITS] = {LAUNCH_FD_OOM, LAUNCH_FD_PIDS};
	unsigned char byte;

	*w = (struct witnessing){.epoll = epoll, .memory = LAUNCH_FD_WITNESS};
	/* /dev/null has nothing to read: there is none. */
	if (pread(w->memory, &byte, 1, WITNESS_MEMORY - 1) != 1) {
		close(w->memory);
		w->memory = -1;
	}
	for (int i = 0; i < WITNESS_LIMITS; i++) {
		struct witnessed *l = &w->limits[i];

		l->fd = given[i];
		/* What cannot be polled is refused: /dev/null, a kernel without. */
		if (w->memory < 0 || hear(w, l, sources[i]) < 0) {
			close(l->fd);
			l->fd = -1;
			continue;
		}
		l->seen = counter(l, (enum witness_limit)i);
	}
}

/* --- the largest ------------------------------------------------------------------------------------------ */

/*
 * "PID (NAME) S 3 4 ..." the name may have anything in it, so the last parenthesis counts. Fields 14 and 15 are
 * the time used, 24 is resident pages.
 */
static bool parse_stat(char *text, struct witness_process *p)
{
	char *name = strchr(text, '('), *end = strrchr(text, ')');
	unsigned long long user, system;
	long long pages;

	if (!name || !end || end < name || sscanf(end + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu "
			"%llu %*d %*d %*d %*d %*d %*d %*u %*u %lld", &user, &system, &pages) != 3)
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

static void write_record(struct witnessing *w, enum witness_limit limit)
{
	struct witness record = {.sequence = w->sequence + 1, .limit = limit};
	unsigned char bytes[WITNESS_SIZE];
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	record.time = (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
	processes_each(look_at, &record);
	witness_encode(&record, bytes);
	if (pwrite(w->memory, bytes, sizeof(bytes),
		    (off_t)(w->sequence % WITNESS_RECORDS * WITNESS_SIZE)) == (ssize_t)sizeof(bytes))
		w->sequence++;
}

/* --- when ------------------------------------------------------------------------------------------------- */

void witness_event(struct witnessing *w, enum witness_limit limit, uint64_t now)
{
	struct witnessed *l = &w->limits[limit];
	const uint64_t n = l->fd < 0 ? 0 : counter(l, limit);

	if (l->fd < 0 || n <= l->seen)
		return;
	l->seen = n;
	/* Who runs into it all the time is not heard all the time. The kernel would still say POLLERR. */
	epoll_ctl(w->epoll, EPOLL_CTL_DEL, l->fd, NULL);
	l->due = now + WITNESS_MILLISECONDS;
	write_record(w, limit);
}

uint64_t witness_due(const struct witnessing *w)
{
	uint64_t first = 0;

	for (int i = 0; i < WITNESS_LIMITS; i++)
		if (w->limits[i].due && (!first || w->limits[i].due < first))
			first = w->limits[i].due;
	return first;
}

void witness_again(struct witnessing *w, const uint64_t sources[WITNESS_LIMITS], uint64_t now)
{
	for (int i = 0; i < WITNESS_LIMITS; i++) {
		struct witnessed *l = &w->limits[i];

		if (!l->due || l->due > now)
			continue;
		l->due = 0;
		l->seen = counter(l, (enum witness_limit)i); /* what happened meanwhile is past */
		if (hear(w, l, sources[i]) < 0)
			l->fd = -1;
	}
}
