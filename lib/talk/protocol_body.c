/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bodies of the messages of protocol.h.
 */
#include "talk/protocol_body.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/signals.h"
#include "base/wire.h"

static int finished(const struct wire_reader *r)
{
	if (wire_done(r))
		return 0;
	errno = EPROTO;
	return -1;
}

size_t session_info_put(const struct session_info *s, unsigned char *buffer, size_t size)
{
	struct wire_writer w = {.data = buffer, .size = size};

	wire_put_string(&w, s->service);
	wire_put_string(&w, s->tty);
	wire_put_string(&w, s->from);
	wire_put_u32(&w, s->pid);
	wire_put_u32(&w, s->max_sessions);
	return w.failed ? 0 : w.used;
}

int session_info_get(struct session_info *s, const unsigned char *body, size_t size)
{
	struct wire_reader r = {.data = body, .left = size};

	s->service = wire_get_string(&r);
	s->tty = wire_get_string(&r);
	s->from = wire_get_string(&r);
	s->pid = wire_get_u32(&r);
	s->max_sessions = wire_get_u32(&r);
	return finished(&r);
}

size_t status_put(const struct status *s, unsigned char *buffer, size_t size)
{
	struct wire_writer w = {.data = buffer, .size = size};

	wire_put_u64(&w, s->since);
	wire_put_u32(&w, s->sessions);
	wire_put_u32(&w, s->lingering);
	wire_put_u32(&w, s->kept);
	wire_put_u64(&w, s->until);
	return w.failed ? 0 : w.used;
}

int status_get(struct status *s, const unsigned char *body, size_t size)
{
	struct wire_reader r = {.data = body, .left = size};

	s->since = wire_get_u64(&r);
	s->sessions = wire_get_u32(&r);
	s->lingering = wire_get_u32(&r);
	s->kept = wire_get_u32(&r);
	s->until = wire_get_u64(&r);
	return finished(&r);
}

static void put_limits(struct wire_writer *w, const struct exec_request *q)
{
	wire_put_u32(w, q->limited ? RLIMITS_COUNT : 0);
	for (int i = 0; q->limited && i < RLIMITS_COUNT; i++) {
		wire_put_u64(w, q->limits.v[i].rlim_cur);
		wire_put_u64(w, q->limits.v[i].rlim_max);
	}
}

static void get_limits(struct wire_reader *r, struct exec_request *q)
{
	const size_t count = wire_get_count(r, 16, RLIMITS_COUNT);

	q->limited = count > 0;
	if (count && count != RLIMITS_COUNT)
		r->failed = true;
	for (size_t i = 0; i < count; i++) {
		q->limits.v[i].rlim_cur = wire_get_u64(r);
		q->limits.v[i].rlim_max = wire_get_u64(r);
		r->failed |= q->limits.v[i].rlim_cur > q->limits.v[i].rlim_max; /* setrlimit(2) */
	}
}

static void put_schedule(struct wire_writer *w, const struct schedule *s)
{
	wire_put_u32(w, s->nice);
	wire_put_u32(w, s->policy);
	wire_put_u32(w, s->io);
	wire_put_bytes(w, s->cpus, s->bound ? sizeof(s->cpus) : 0);
}

static void get_schedule(struct wire_reader *r, struct schedule *s)
{
	const unsigned char *cpus;
	size_t size;

	s->nice = wire_get_u32(r);
	s->policy = wire_get_u32(r);
	s->io = wire_get_u32(r);
	cpus = wire_get_bytes(r, &size);
	s->bound = size > 0;
	if (r->failed || (size && size != sizeof(s->cpus)) || !schedule_is_valid(s))
		r->failed = true;
	else if (size)
		memcpy(s->cpus, cpus, size);
}

size_t exec_request_put(const struct exec_request *q, unsigned char *buffer, size_t size)
{
	struct wire_writer w = {.data = buffer, .size = size};

	wire_put_string(&w, q->program);
	wire_put_string(&w, q->cwd);
	wire_put_u32(&w, q->pty_mask);
	wire_put_u32(&w, q->rows);
	wire_put_u32(&w, q->columns);
	for (size_t i = 0; i < PROTOCOL_SETTINGS; i++)
		wire_put_u32(&w, q->settings[i]);
	wire_put_u32(&w, q->umask);
	put_limits(&w, q);
	put_schedule(&w, &q->schedule);
	wire_put_u32(&w, q->ignored);
	wire_put_u32(&w, q->service);
	wire_put_u32(&w, q->grouped);
	wire_put_u32(&w, q->gid);
	wire_put_u32(&w, (uint32_t)q->argc);
	for (size_t i = 0; i < q->argc; i++)
		wire_put_string(&w, q->argv[i]);
	wire_put_u32(&w, (uint32_t)q->envc);
	for (size_t i = 0; i < q->envc; i++)
		wire_put_string(&w, q->envp[i]);
	return w.failed ? 0 : w.used;
}

static const char **get_strings(struct wire_reader *r, size_t *count)
{
	const char **v;

	*count = wire_get_count(r, 5, PROTOCOL_ARGS_MAX);
	v = calloc(*count + 1, sizeof(*v));
	if (!v)
		r->failed = true;
	for (size_t i = 0; v && i < *count; i++)
		v[i] = wire_get_string(r);
	return v;
}

int exec_request_get(struct exec_request *q, const unsigned char *body, size_t size)
{
	struct wire_reader r = {.data = body, .left = size};
	uint32_t grouped, service;

	*q = (struct exec_request){0};
	q->program = wire_get_string(&r);
	q->cwd = wire_get_string(&r);
	q->pty_mask = wire_get_u32(&r);
	q->rows = wire_get_u32(&r);
	q->columns = wire_get_u32(&r);
	for (size_t i = 0; i < PROTOCOL_SETTINGS; i++)
		q->settings[i] = wire_get_u32(&r);
	q->umask = wire_get_u32(&r);
	get_limits(&r, q);
	get_schedule(&r, &q->schedule);
	q->ignored = wire_get_u32(&r);
	service = wire_get_u32(&r);
	q->service = service == 1;
	grouped = wire_get_u32(&r);
	q->grouped = grouped == 1;
	q->gid = wire_get_u32(&r);
	q->argv = get_strings(&r, &q->argc);
	q->envp = get_strings(&r, &q->envc);
	if (q->pty_mask > 7 || q->ignored & ~signals_handed || service > 1 || grouped > 1 ||
		q->umask > 0777 || finished(&r) < 0) {
		exec_request_free(q);
		errno = EPROTO;
		return -1;
	}
	return 0;
}

void exec_request_free(struct exec_request *q)
{
	free(q->argv);
	free(q->envp);
	q->argv = q->envp = NULL;
	q->argc = q->envc = 0;
}
