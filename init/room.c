/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The states of room.h. Should: be at most stop_timeout and KILL_MILLISECONDS in EMPTYING and KILLING,
 * whatever the tenant's processes do. Mustn't: call a room empty in which a process lives.
 */
#include "room.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "listen.h"
#include "oom_score.h"
#include "parent.h"
#include "processes.h"

#define KILL_MILLISECONDS 3000   /* for what was killed to be gone: a dead file system may hold it */

static bool is_ending(const struct server *s)
{
	return s->state == ROOM_EMPTYING || s->state == ROOM_KILLING || s->state == ROOM_DRAINING;
}

/* --- asking processes to end ----------------------------------------------------------------------- */

/* It had SIGTERM from whoever started it, and is at what it does then. */
static bool has_been_told(const struct server *s, const struct client *c, uint64_t now)
{
	return c->state == CLIENT_EXEC && c->pid > 0 && c->told && c->told + clock_grace(s->policy) > now;
}

static bool is_spared(const struct server *s, pid_t session, uint64_t now)
{
	for (size_t i = 0; i < CLIENTS_MAX; i++)
		if (s->clients[i].pid == session && has_been_told(s, &s->clients[i], now))
			return true;
	return false;
}

struct telling {
	const struct server *s;
	pid_t only; /* session; 0: any that was not told */
	uint64_t now;
};

static void tell(pid_t pid, void *context)
{
	const struct telling *t = context;
	const pid_t session = getsid(pid);

	if (t->only ? session == t->only : !is_spared(t->s, session, t->now))
		kill(pid, SIGTERM);
}

static int tell_each(const struct server *s, pid_t only)
{
	struct telling t = {s, only, clock_now()};

	return processes_each(tell, &t);
}

/*
 * SIGTERM, once. The process that a login program has started and still waits for has it alone, as su(1)
 * would send it: what it does then is not to be disturbed; what it leaves behind has it when it ends.
 */
static void ask_to_end(struct server *s)
{
	const uint64_t now = clock_now();
	bool any = false;

	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		struct client *c = &s->clients[i];

		if (c->state != CLIENT_EXEC || c->pid <= 0)
			continue;
		if (!has_been_told(s, c, now))
			kill(c->pid, SIGTERM);
		c->told = now;
		any = true;
	}
	if (!any || tell_each(s, 0) < 0)
		kill(-1, SIGTERM);
	kill(-1, SIGCONT);
}

/* For everybody at once. A terminal's end is a hang-up, and its master may be held until we have ended. */
static void order_to_end(struct server *s)
{
	kill(-1, SIGTERM);
	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		struct client *c = &s->clients[i];

		if (c->state != CLIENT_EXEC || c->pid <= 0)
			continue;
		if (c->terminal)
			client_end(c, false);
		c->told = clock_now();
	}
	kill(-1, SIGCONT);
}

/* --- states ---------------------------------------------------------------------------------------- */

static bool is_to_be_kept(const struct server *s)
{
	const uint64_t keep = s->policy->keep_room;

	/* pasta is one of the processes that would be ended: the next session had no network. */
	if (s->retired || keep == LINGER_NO || s->policy->network == NETWORK_PASTA)
		return false;
	return keep == LINGER_YES || s->left + keep * 1000 > clock_now();
}

/* Those who came while it was being emptied. */
static void admit(struct server *s)
{
	for (size_t i = 0; i < CLIENTS_MAX; i++)
		if (s->clients[i].state == CLIENT_COMING)
			client_admit(s, &s->clients[i]);
}

/* There is no process any more. */
static void be_empty(struct server *s)
{
	const uint64_t keep = s->policy->keep_room;

	s->state = ROOM_KEPT;
	s->left_behind = true;
	s->deadline = keep == LINGER_YES ? 0 : s->left + keep * 1000;
	admit(s);
	if (client_sessions(s))
		return; /* room_look() sees them */
	if (!is_to_be_kept(s))
		_exit(0);
	oom_score_set(OOM_SCORE_KEPT);
}

/* kill(2): ESRCH if there is nobody else; root may have brought in one who is not ours to wait for. */
static bool is_empty(void)
{
	return kill(-1, 0) < 0 && errno == ESRCH;
}

static void exited(struct server *s, pid_t pid, int status)
{
	client_reports(s); /* it may have begun and ended since */
	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		struct client *c = &s->clients[i];

		if (c->state == CLIENT_FREE || c->pid != pid)
			continue;
		client_exited(s, c, status);
		/* What it has left behind was spared. */
		if (s->state == ROOM_EMPTYING || s->state == ROOM_DRAINING)
			tell_each(s, pid);
		return;
	}
}

void room_reap(struct server *s)
{
	int status;
	pid_t pid;

	/* Who goes on dying and being born does not keep PID 1 from the end of its patience. */
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		parent_reaped(pid);
		exited(s, pid, status);
		if (is_ending(s) && clock_now() >= s->deadline)
			return;
	}
	/* Its SIGCHLD is gone: who waits for that process would wait for ever. */
	if (pid < 0 && errno != ECHILD)
		_exit(1);
	if (pid == 0)
		return;
	if (s->state == ROOM_DRAINING)
		_exit(0);
	if ((s->state == ROOM_EMPTYING || s->state == ROOM_KILLING) && is_empty())
		be_empty(s);
}

static void begin_to_end(struct server *s, enum room_state state, void (*say)(struct server *s))
{
	s->state = state;
	s->deadline = clock_now() + clock_grace(s->policy);
	if (!is_empty())
		say(s);
	room_reap(s);
}

static void drain(struct server *s, void (*say)(struct server *s))
{
	if (s->state == ROOM_DRAINING)
		return;
	listen_stop(s);
	begin_to_end(s, ROOM_DRAINING, say);
}

void room_drain(struct server *s)
{
	drain(s, order_to_end);
}

void room_retire(struct server *s)
{
	s->retired = true;
	room_look(s); /* who has come in this moment is in */
	if (s->state == ROOM_KEPT)
		drain(s, ask_to_end);
}

static void leave(struct server *s)
{
	if (is_to_be_kept(s))
		begin_to_end(s, ROOM_EMPTYING, ask_to_end);
	else
		drain(s, ask_to_end);
}

static void be_left(struct server *s)
{
	const uint64_t linger = s->policy->linger;

	s->left = clock_now();
	if (linger == LINGER_NO) {
		leave(s);
		return;
	}
	s->state = ROOM_LINGERING;
	s->deadline = linger == LINGER_YES ? 0 : s->left + linger * 1000;
}

void room_look(struct server *s)
{
	if (is_ending(s))
		return;
	if (client_sessions(s)) {
		s->state = ROOM_SERVING;
		s->deadline = 0;
	} else if (s->state == ROOM_SERVING) {
		be_left(s);
	}
}

void room_deadline(struct server *s)
{
	room_look(s);
	if (!s->deadline || s->deadline > clock_now())
		return; /* somebody has come in this moment */
	switch (s->state) {
	case ROOM_LINGERING:
		leave(s);
		break;
	case ROOM_EMPTYING:
		/* Nothing escapes: a fork under way fails where a signal waits, copy_process(). */
		kill(-1, SIGKILL);
		s->state = ROOM_KILLING;
		s->deadline = clock_now() + KILL_MILLISECONDS;
		room_reap(s);
		break;
	case ROOM_KILLING:
	case ROOM_DRAINING:
		kill(-1, SIGKILL);
		_exit(0); /* the kernel ends what is left of the pid namespace */
	default:
		drain(s, ask_to_end);
	}
}
