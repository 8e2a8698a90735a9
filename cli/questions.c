/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Asking many sandboxes at once. What waits is poll(2); a sandbox whose queue of connections is full is tried
 * again.
 */
#include "questions.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "base/fd.h"
#include "base/now.h"
#include "host/control.h"
#include "output.h"

#define TRY_AGAIN_MILLISECONDS 50

static uint64_t now(void)
{
	return now_milliseconds(CLOCK_MONOTONIC);
}

void questions_add(struct questions *q, uint32_t uid, struct live_sandbox *s)
{
	if (q->count == q->size) {
		q->size = q->size ? 2 * q->size : 64;
		q->v = reallocarray(q->v, q->size, sizeof(*q->v));
		if (!q->v)
			out_of_memory();
	}
	q->v[q->count++] = (struct question){uid, s, -1, false};
}

/* A connection each: as many as the kernel allows. */
static void raise_files(void)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
		files.rlim_cur = files.rlim_max;
		setrlimit(RLIMIT_NOFILE, &files);
	}
}

static void ask(struct question *q)
{
	q->fd = control_connect(q->uid, q->sandbox->number, 1);
	if (q->fd < 0)
		q->over = q->sandbox->ended = control_has_ended(errno);
	else if (fcntl(q->fd, F_SETFL, O_NONBLOCK) < 0 || control_ask(q->fd) < 0)
		control_close(&q->fd); /* again */
}

static void take_answer(struct question *q)
{
	q->sandbox->silent = control_answer(q->fd, &q->sandbox->status, &q->sandbox->pid) < 0;
	q->over = true;
	control_close(&q->fd);
}

/* Returns how many are still to answer. */
static size_t ask_once(struct questions *q, struct pollfd *polled, int milliseconds)
{
	size_t left = 0;

	for (size_t i = 0; i < q->count; i++) {
		if (!q->v[i].over && q->v[i].fd < 0)
			ask(&q->v[i]);
		polled[i] = (struct pollfd){q->v[i].fd, POLLIN, 0};
		left += !q->v[i].over;
	}
	if (!left || poll(polled, q->count, milliseconds) <= 0)
		return left;
	for (size_t i = 0; i < q->count; i++)
		if (polled[i].revents) {
			take_answer(&q->v[i]);
			left--;
		}
	return left;
}

void questions_ask(struct questions *q, unsigned milliseconds)
{
	const uint64_t end = now() + milliseconds;
	struct pollfd *AUTO_FREE polled = calloc(q->count + 1, sizeof(*polled));
	uint64_t time;

	if (!polled)
		out_of_memory();
	raise_files();
	while ((time = now()) < end) {
		const uint64_t wait = end - time;

		if (!ask_once(q, polled, wait < TRY_AGAIN_MILLISECONDS ? (int)wait : TRY_AGAIN_MILLISECONDS))
			break;
	}
	for (size_t i = 0; i < q->count; i++)
		q->v[i].sandbox->silent |= !q->v[i].over;
}

void questions_free(struct questions *q)
{
	for (size_t i = 0; i < q->count; i++)
		control_close(&q->v[i].fd);
	free(q->v);
	*q = (struct questions){0};
}
