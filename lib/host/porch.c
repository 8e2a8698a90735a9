/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who still stands on the porch of a sandbox that has ended. They are found by the number of their
 * mount namespace, and only the keeper makes it ours: a number is given to another once it is free.
 */
#include "host/porch.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/now.h"
#include "host/control.h"
#include "host/process_mount.h"
#include "host/record.h"

#define CONNECT_MILLISECONDS 1  /* that nobody listens is known at once; who is busy listens */
#define GRACE_MILLISECONDS 2500 /* for login programs that are about to end: su(1) sleeps 2 s */
#define WORK_MILLISECONDS 1500  /* more, for those that are only waiting for a processor */
#define KILL_MILLISECONDS 1000  /* for the others to be gone */
#define PATIENCE_MILLISECONDS (GRACE_MILLISECONDS + WORK_MILLISECONDS + KILL_MILLISECONDS)
#define ROUND_MILLISECONDS 100
#define WATCHED_MAX 64          /* processes that are waited for at one time */

static uint64_t now(void)
{
	return now_milliseconds(CLOCK_MONOTONIC);
}

int porch_standing(const struct record *r, int all, const char *pid)
{
	struct process_mount mount;
	const int32_t number = (int32_t)strtol(pid, NULL, 10);
	char path[32], link[32], porch[32];
	int AUTO_CLOSE fd = -1;
	ssize_t n;

	if (*pid < '1' || *pid > '9')
		return -1;
	snprintf(path, sizeof(path), "%.16s/ns/mnt", pid);
	snprintf(porch, sizeof(porch), "mnt:[%" PRIu64 "]", r->porch);
	n = readlinkat(all, path, link, sizeof(link) - 1);
	/* One call for each of the host's processes. A first thread that has ended has no name here. */
	if (n >= 0) {
		link[n] = '\0';
		if (strcmp(link, porch))
			return -1;
	}
	fd = process_mount_open(number, &mount);
	if (fd < 0 || mount.inode != r->porch || mount.owner != r->keeper || number == getpid())
		return -1;
	return fd_take(&fd);
}

enum patience { WAIT, END_THE_IDLE, END_ALL };

/* On a busy host a login program takes its time to end: killed, it would not tell its exit status. proc(5) */
static bool is_at_work(int all, const char *pid)
{
	char path[32], text[512];
	const char *name_end;

	snprintf(path, sizeof(path), "%.16s/stat", pid);
	if (fd_get(all, path, text, sizeof(text)) < 0)
		return false;
	name_end = strrchr(text, ')');
	return name_end && (!strncmp(name_end, ") R ", 4) || !strncmp(name_end, ") D ", 4));
}

/* Whoever stands there, killed or not. Returns how many, with the first ones in watched[]; or -1. */
static int visit(const struct record *r, enum patience p, int watched[WATCHED_MAX])
{
	DIR *all = opendir("/proc");
	struct dirent *entry;
	int count = 0;

	if (!all)
		return -1;
	while ((entry = readdir(all))) {
		int AUTO_CLOSE fd = -1;

		fd = porch_standing(r, dirfd(all), entry->d_name);
		if (fd < 0)
			continue;
		if (p == END_ALL || (p == END_THE_IDLE && !is_at_work(dirfd(all), entry->d_name)))
			syscall(SYS_pidfd_send_signal, fd, SIGKILL, NULL, 0);
		if (count < WATCHED_MAX)
			watched[count] = fd_take(&fd);
		count++;
	}
	closedir(all);
	return count;
}

static void wait_for(int watched[WATCHED_MAX], int count, uint64_t until)
{
	for (int i = 0; i < count && i < WATCHED_MAX; i++) {
		struct pollfd p = {watched[i], POLLIN, 0};
		uint64_t time = now();

		poll(&p, 1, time < until ? (int)(until - time) : 0);
		fd_close(&watched[i]);
	}
}

/* Of the sandbox that is recorded: only then may somebody be left who has to go. */
static bool has_ended(const struct record *r)
{
	int AUTO_CONTROL fd = -1;

	if (!r->porch || !r->keeper || !record_of_this_boot(r))
		return false;
	fd = control_connect(r->uid, r->number, CONNECT_MILLISECONDS);
	return fd < 0 && control_has_ended(errno);
}

static int still_there(const struct record *r, int count, struct err *e)
{
	return err_rule(e, EBUSY, "%d processes on the porch of sessions that have ended cannot be ended: "
		"see hostel ps -p %s", count, r->name);
}

int porch_look(const struct record *r, struct err *e)
{
	int watched[WATCHED_MAX], count = has_ended(r) ? visit(r, WAIT, watched) : 0;

	for (int i = 0; i < count && i < WATCHED_MAX; i++)
		fd_close(&watched[i]);
	return count < 0 ? err_set(e, errno, "/proc") : count ? still_there(r, count, e) : 0;
}

int porch_vacate(const struct record *r, unsigned milliseconds, struct err *e)
{
	/* Whoever has less time has less patience: killed, they still have a moment to be gone. */
	const uint64_t all = milliseconds < PATIENCE_MILLISECONDS ? milliseconds : PATIENCE_MILLISECONDS;
	const uint64_t begin = now(), end = begin + all;
	const uint64_t work = begin + (all > KILL_MILLISECONDS ? all - KILL_MILLISECONDS : 0);
	const uint64_t grace = work < begin + GRACE_MILLISECONDS ? work : begin + GRACE_MILLISECONDS;
	int watched[WATCHED_MAX], count;

	if (!r->porch || !r->keeper)
		return 0;
	for (;;) {
		uint64_t time = now();

		count = visit(r, time < grace || !milliseconds ? WAIT : time >= work ? END_ALL : END_THE_IDLE,
			watched);
		if (count < 0)
			return err_set(e, errno, "/proc");
		wait_for(watched, count, time >= grace ? time + ROUND_MILLISECONDS : grace);
		if (!count)
			return 0;
		if (time >= end)
			return still_there(r, count, e);
	}
}

int porch_clear(const struct record *r, unsigned milliseconds, struct err *e)
{
	return has_ended(r) ? porch_vacate(r, milliseconds, e) : 0;
}
