/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One connection to PID 1, and what all of them share.
 */
#ifndef INIT_CLIENT_H
#define INIT_CLIENT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "clock.h"
#include "coarse.h"
#include "policy/policy.h"
#include "talk/launch.h"
#include "witness.h"

/*
 * Connections at one time: sessions, and processes started through the door or by root. The last one is for
 * those that are refused because there is no other.
 */
#define CLIENTS_MAX 512
#define CLIENTS_CONTROL_RESERVE 64 /* of these, kept for root */

#define START_MILLISECONDS 10000   /* for a process to begin */
#define CLOSE_MILLISECONDS 500     /* between attempts to close what only a process can close */

enum client_state {
	CLIENT_FREE,
	CLIENT_WAITING, /* connected, has not said anything */
	CLIENT_STARTING, /* a process is forked; the connection is its own */
	CLIENT_COMING,  /* waits until the room has been emptied */
	CLIENT_SESSION, /* a PAM session: open as long as the connection */
	CLIENT_EXEC,    /* a process of it runs */
	CLIENT_CLOSING, /* a process takes out what was left in it, or none could be forked */
};

struct client {
	enum client_state state;
	int fd;
	bool control;     /* came through the control socket: root */
	bool terminal;    /* the process has a controlling terminal */
	bool service;     /* it is one: its PAM session is counted, and what it leaves behind ends with it */
	pid_t pid;
	uint32_t asked;    /* while COMING: enum message_type */
	uint32_t most;     /* and [session] max_sessions */
	uint64_t told;     /* CLOCK_MONOTONIC milliseconds when the process was sent SIGTERM, 0: not yet */
	uint64_t deadline; /* CLOCK_MONOTONIC milliseconds while WAITING, STARTING, CLOSING */
	struct clock clock;
};

enum room_state { /* room.h */
	ROOM_NEW, ROOM_SERVING, ROOM_LINGERING, ROOM_EMPTYING, ROOM_KILLING, ROOM_KEPT, ROOM_DRAINING
};

/* Of all connections, and of the loop that serves them. */
struct server {
	const struct launch *launch;
	const struct policy *policy;
	int control, door;     /* listening, but while draining */
	bool paused;           /* connections wait there: there was no place for one */
	bool freed;            /* a place, since then */
	int reports[2];        /* a pipe of struct report */
	int porch_namespace, ipc_namespace;
	int net_namespace;     /* -1: the host's */
	int user_namespace;    /* of the room's own root, or -1 */
	int epoll, signals;
	struct coarse coarse;
	struct witnessing witness;
	dev_t pty_dev;         /* of the sandbox's own devpts */
	uint64_t since;        /* CLOCK_REALTIME seconds */
	enum room_state state;
	uint64_t deadline;     /* of the state, 0: none */
	uint64_t left;         /* CLOCK_MONOTONIC milliseconds when the last session had gone */
	bool left_behind;      /* nobody's session is that of who stands on the porch, should anybody */
	bool retired;          /* no login will come any more */
	struct client clients[CLIENTS_MAX];
};

enum client_verdict {
	CLIENT_STAYS,
	CLIENT_DROP, /* client_drop() it */
	CLIENT_STOP,  /* root has asked for the end of the sandbox */
	CLIENT_RETIRE /* or for that of a kept room */
};

/* A message, or the end of the connection. */
enum client_verdict client_event(struct server *s, struct client *c);

/* Processes have begun. */
void client_reports(struct server *s);

/* COMING, and the room is empty: what it has asked for. */
void client_admit(struct server *s, struct client *c);

/* Its process ended with this wait status: say so and let go. */
void client_exited(struct server *s, struct client *c, int status);

/* Close and forget; a process that still runs is ended as its terminal's end or a kill would. */
void client_drop(struct server *s, struct client *c);

/* In CLOSING: close it if it can be closed without waiting. */
void client_close(struct server *s, struct client *c);

/* SIGHUP on a terminal, SIGTERM elsewhere; `kill`: SIGKILL. hostel-shell ends as its process does. */
void client_end(const struct client *c, bool kill);

/* Hear of its messages. 0 or -1. */
int client_watch(const struct server *s, struct client *c);

/* Sessions, and root's processes, which count as such. */
uint32_t client_sessions(const struct server *s);

#endif
