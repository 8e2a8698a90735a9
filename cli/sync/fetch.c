/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The newest signed commit: one account fetches it, another one judges it and lays it out.
 *
 * Should: let nothing but the bytes of a pack go from the one that has talked to a server to the other one,
 * and use what that has written only when none of its processes is left. Mustn't: open or follow anything
 * that the first account can change.
 */
#include "fetch.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/now.h"
#include "base/tree.h"
#include "bring.h"
#include "cli/apart/account.h"
#include "talk/paths.h"
#include "verify.h"

#define WORK_SECONDS 600
#define ALARM_SECONDS (2 * WORK_SECONDS) /* of a process whose parent does not end it */
#define COMMIT_LENGTH 40

/* --- what they say ------------------------------------------------------------------------------- */

/* All that it says, until it ends or the time is over. */
static void hear(int fd, char *text, size_t size)
{
	const uint64_t end = now_milliseconds(CLOCK_MONOTONIC) + UINT64_C(1000) * WORK_SECONDS;
	size_t used = 0;

	while (used < size - 1) {
		const uint64_t time = now_milliseconds(CLOCK_MONOTONIC);
		struct pollfd p = {fd, POLLIN, 0};
		ssize_t n = poll(&p, 1, time < end ? (int)(end - time) : 0);

		if (n == 0)
			break;
		if (n > 0)
			n = read(fd, text + used, size - 1 - used);
		if (n == 0 || (n < 0 && errno != EINTR))
			break;
		used += n > 0 ? (size_t)n : 0;
	}
	text[used] = '\0';
}

static bool is_commit(const char *text)
{
	return strlen(text) == COMMIT_LENGTH && strspn(text, "0123456789abcdef") == COMMIT_LENGTH;
}

static void understand(const char *text, const char *who, struct fetched *f)
{
	int code = FETCH_CODES, at = 0;

	if (sscanf(text, "%d %71s %n", &code, f->commit, &at) < 2 || code < 0 || code >= FETCH_CODES || !at) {
		*f = (struct fetched){0};
		fetch_answer(f, FETCH_SYSTEM, "%s came to no end, or took more than %d s", who, WORK_SECONDS);
		return;
	}
	if (!is_commit(f->commit))
		f->commit[0] = '\0';
	fetch_answer(f, (enum fetch_code)code, "%s", text + at);
	if (!f->commit[0] && f->code == FETCH_NEW)
		fetch_answer(f, FETCH_SYSTEM, "%s named no commit", who);
}

/* --- the two ------------------------------------------------------------------------------------- */

/* Start it with a pipe for its answer, of which the other end is *ear. */
static pid_t start(struct apart *w, int *ear, struct fetched *f)
{
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0) {
		fetch_answer(f, FETCH_SYSTEM, "a pipe: %s", strerror(errno));
		return -1;
	}
	w->answer = ends[1];
	pid = apart_start(w);
	if (pid < 0)
		fetch_answer(f, FETCH_SYSTEM,
			"a process with namespaces of its own, which hostel sync needs: %s", strerror(errno));
	close(ends[1]);
	*ear = ends[0];
	return pid;
}

/* Fetched, and the pack is on its way: judged in a directory that is as new as the account's processes. */
static void judge(const struct fetch_order *o, struct apart *w, struct fetched *f)
{
	char commit[FETCH_COMMIT_SIZE], text[FETCH_ANSWER_SIZE];
	struct verify_order order = {o, commit};
	struct err e = ERR_NONE;
	int AUTO_CLOSE ear = -1;
	pid_t pid;

	memcpy(commit, f->commit, sizeof(commit));
	fetch_tidy();
	if (apart_home(w, &e) < 0) {
		fetch_answer(f, FETCH_SYSTEM, "%s", e.message);
		return;
	}
	w->work = verify;
	w->context = &order;
	pid = start(w, &ear, f);
	if (pid < 0)
		return;
	hear(ear, text, sizeof(text));
	apart_end(pid);
	understand(text, "who judges", f);
	memcpy(f->commit, commit, sizeof(commit));
}

void fetch_run(const struct fetch_order *order, struct fetched *f)
{
	struct apart bringer = {.network = true, .seconds = ALARM_SECONDS, .work = bring,
		.context = (void *)order};
	struct apart judges = {.network = false, .seconds = ALARM_SECONDS};
	struct err e = ERR_NONE;
	int AUTO_CLOSE ear = -1;
	int data[2];
	char text[FETCH_ANSWER_SIZE];
	pid_t pid;

	*f = (struct fetched){0};
	if (apart_accounts(&bringer, &judges, &e) < 0 || apart_home(&bringer, &e) < 0) {
		fetch_answer(f, FETCH_SYSTEM, "%s", e.message);
		return;
	}
	if (pipe2(data, O_CLOEXEC) < 0) {
		fetch_answer(f, FETCH_SYSTEM, "a pipe: %s", strerror(errno));
		return;
	}
	bringer.data = data[1];
	judges.data = data[0];
	pid = start(&bringer, &ear, f);
	fd_close(&data[1]);
	if (pid > 0) {
		hear(ear, text, sizeof(text));
		understand(text, "who fetches", f);
		if (f->code == FETCH_NEW && order->known && !strcmp(order->known, f->commit))
			f->code = FETCH_SAME;
		else if (f->code == FETCH_NEW)
			judge(order, &judges, f);
		else if (f->code == FETCH_SAME)
			fetch_answer(f, FETCH_SYSTEM, "who fetches said what it never does");
		apart_end(pid);
	}
	close(data[0]);
}

void fetch_tidy(void)
{
	(void)tree_remove(AT_FDCWD, HOSTEL_VERIFYDIR);
}
