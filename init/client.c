/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One connection to PID 1. Whatever it sends, only it suffers; nothing is trusted but what the
 * kernel says (SO_PEERCRED, the socket it came through).
 */
#include "server.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <signal.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "hostel/fd.h"
#include "hostel/wire.h"
#include "spawn.h"

#define PIDFS_MAGIC 0x50494446 /* PID_FS_MAGIC of linux/magic.h since 6.9; before, pidfds are anonymous */

static void send_number(struct client *c, enum message_type type, uint32_t number)
{
	unsigned char body[4];
	struct wire_writer w = {.data = body, .size = sizeof(body)};
	struct message m = {.type = type, .body = body, .body_size = sizeof(body)};

	wire_put_u32(&w, number);
	message_send(c->fd, &m); /* who does not listen does not hear */
}

/* The process and its group, which it has only a moment after its birth. */
static void signal_process(const struct client *c, int number)
{
	if (kill(-c->pid, number) < 0)
		kill(c->pid, number);
}

void client_end(const struct client *c, bool kill)
{
	if (c->pid <= 0)
		return;
	signal_process(c, kill ? SIGKILL : c->terminal ? SIGHUP : SIGTERM);
	signal_process(c, SIGCONT);
}

void client_drop(struct server *s, struct client *c)
{
	if (c->state == CLIENT_EXEC && c->pid > 0) {
		/*
		 * hostel-shell stands for the process: killed, it takes it along. On a terminal that
		 * is a hang-up, which nohup and tmux survive as they do everywhere.
		 */
		signal_process(c, c->terminal ? SIGHUP : SIGKILL);
		signal_process(c, SIGCONT);
	}
	if (c->fd >= 0)
		epoll_ctl(s->epoll, EPOLL_CTL_DEL, c->fd, NULL);
	protocol_hang_up(&c->fd);
	protocol_close_foreign(&c->blob);
	c->pid = 0;
	c->state = CLIENT_FREE;
}

void client_exited(struct server *s, struct client *c, int status)
{
	c->pid = 0;
	send_number(c, MESSAGE_EXITED, (uint32_t)status);
	client_drop(s, c);
}

static void open_session(struct server *s, struct client *c, const struct message *m)
{
	struct message answer = {.type = MESSAGE_OK, .fd_count = 2};
	struct session_info info;

	if (session_info_get(&info, m->body, m->body_size) < 0) {
		client_drop(s, c);
		return;
	}
	if (server_sessions(s) >= info.max_sessions) {
		message_refuse(c->fd, "too many sessions are open");
		client_drop(s, c);
		return;
	}
	answer.fds[0] = s->porch_namespace;
	answer.fds[1] = s->ipc_namespace;
	if (s->net_namespace >= 0)
		answer.fds[answer.fd_count++] = s->net_namespace;
	if (message_send(c->fd, &answer) < 0) {
		client_drop(s, c);
		return;
	}
	c->state = CLIENT_SESSION;
	clock_start(&c->clock, -1);
	/* After its programs: with the connection gone, nobody would wait for those that do not heed it. */
	c->clock.started += CLOCK_GRACE + 1000;
}

static void tell_status(struct server *s, struct client *c)
{
	struct status status = {.version = PROTOCOL_MAGIC, .since = s->since,
		.sessions = server_sessions(s), .lingering = !server_sessions(s)};
	unsigned char body[64];
	struct message m = {.type = MESSAGE_OK, .body = body};

	for (size_t i = 0; i < CLIENTS_MAX; i++)
		status.execs += s->clients[i].state == CLIENT_EXEC;
	m.body_size = status_put(&status, body, sizeof(body));
	message_send(c->fd, &m);
	client_drop(s, c);
}

/* What only looks like a file: a namespace, a process, an epoll or io_uring instance. */
static bool is_kernel_object(int fd)
{
	struct statfs fs;

	return fstatfs(fd, &fs) < 0 || fs.f_type == NSFS_MAGIC || fs.f_type == PIDFS_MAGIC ||
	       fs.f_type == ANON_INODE_FS_MAGIC;
}

/* Exactly files that a shell could have been given: no directory, no O_PATH, no foreign terminal. */
static const char *check_descriptor(const struct server *s, int fd)
{
	int flags = fcntl(fd, F_GETFL), domain = 0, type = 0;
	socklen_t size = sizeof(int), type_size = sizeof(int);
	struct stat st;

	if (flags < 0 || flags & O_PATH || fstat(fd, &st) < 0 || S_ISDIR(st.st_mode) ||
	    is_kernel_object(fd))
		return "a descriptor cannot be handed over";
	if (isatty(fd) && st.st_dev != s->pty_dev)
		return "a terminal of the host cannot be handed over";
	if (!S_ISSOCK(st.st_mode))
		return NULL;
	/* sshd and cron use pipes and unix sockets; closing others may wait for their network. */
	if (getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) < 0 || domain != AF_UNIX)
		return "a network connection cannot be handed over";
	/* No shell has packets for its input. A session is one: whoever has it inside, keeps it open. */
	if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &type_size) < 0 || type == SOCK_SEQPACKET)
		return "a socket of packets cannot be handed over";
	return NULL;
}

/* Replace what the mask names by the slave of a fresh pty. The master goes to the client. */
static int give_pty(struct message *m, const struct exec_request *q, int *master, struct err *e)
{
	int AUTO_CLOSE slave = open_pty(master, q->rows, q->columns, e);

	if (slave < 0)
		return -1;
	for (int i = 0; i < 3; i++) {
		int copy;

		if (!(q->pty_mask & (1U << i)))
			continue;
		copy = fcntl(slave, F_DUPFD_CLOEXEC, 3);
		if (copy < 0)
			return err_set(e, errno, "dup");
		protocol_close_foreign(&m->fds[i]);
		m->fds[i] = copy;
	}
	return 0;
}

static int start(struct server *s, struct client *c, struct message *m, const struct exec_request *q)
{
	struct spawn spawn = {.launch = s->launch, .policy = s->policy, .request = q};
	struct message answer = {.type = MESSAGE_STARTED};
	int AUTO_CLOSE master = -1;
	struct err e = ERR_NONE;
	const char *refusal = NULL;
	int terminal = -1;

	if (q->pty_mask && give_pty(m, q, &master, &e) < 0)
		return message_refuse(c->fd, e.message);
	for (int i = 0; i < 3 && !refusal; i++)
		refusal = check_descriptor(s, m->fds[i]);
	if (refusal)
		return message_refuse(c->fd, refusal);
	for (int i = 0; i < 3; i++) {
		spawn.fds[i] = m->fds[i];
		if (terminal < 0 && isatty(m->fds[i]))
			terminal = m->fds[i];
	}
	c->terminal = terminal >= 0;
	c->pid = spawn_process(&spawn, &e);
	if (c->pid < 0)
		return message_refuse(c->fd, e.code == EAGAIN || e.code == ENOMEM
			? "the limit of processes or memory is reached" : e.message);
	c->state = CLIENT_EXEC;
	if (!c->control) /* what root started is his to end */
		clock_start(&c->clock, terminal);
	if (master >= 0)
		answer.fds[answer.fd_count++] = master;
	message_send(c->fd, &answer);
	return 0;
}

/* The body of EXEC: in the message, or in the sealed memory that came before. */
static int read_request(struct client *c, const struct message *m, struct exec_request *q,
	void **map, size_t *map_size)
{
	const int seals = F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW;
	struct stat st;

	if (c->blob < 0)
		return exec_request_get(q, m->body, m->body_size);
	if (fcntl(c->blob, F_GET_SEALS) < 0 || (fcntl(c->blob, F_GET_SEALS) & seals) != seals ||
	    fstat(c->blob, &st) < 0 || st.st_size <= 0 || st.st_size > PROTOCOL_BLOB_MAX)
		return -1;
	*map_size = (size_t)st.st_size;
	*map = mmap(NULL, *map_size, PROT_READ, MAP_PRIVATE, c->blob, 0);
	if (*map == MAP_FAILED) {
		*map = NULL;
		return -1;
	}
	return exec_request_get(q, *map, *map_size);
}

static void execute(struct server *s, struct client *c, struct message *m)
{
	struct exec_request q = {0};
	void *map = NULL;
	size_t map_size = 0;

	if (s->draining) {
		message_refuse(c->fd, "this session is being ended");
	} else if (m->fd_count != 3 || read_request(c, m, &q, &map, &map_size) < 0) {
		message_refuse(c->fd, "the request is malformed");
	} else {
		start(s, c, m, &q);
		exec_request_free(&q);
	}
	if (map)
		munmap(map, map_size);
	protocol_close_foreign(&c->blob);
	if (c->state != CLIENT_EXEC)
		client_drop(s, c);
}

static void send_signal(struct client *c, const struct message *m)
{
	struct wire_reader r = {.data = m->body, .left = m->body_size};
	uint32_t number = wire_get_u32(&r);

	if (c->state == CLIENT_EXEC && wire_done(&r) && number > 0 && number < 32)
		signal_process(c, (int)number);
}

static void keep_blob(struct server *s, struct client *c, struct message *m)
{
	if (m->fd_count != 1 || c->blob >= 0 || c->state != CLIENT_WAITING) {
		client_drop(s, c);
		return;
	}
	c->blob = fd_take(&m->fds[0]);
}

/* hostel was upgraded, or was not, while this sandbox is alive. */
static void other_version(struct server *s, const struct client *c, const struct message *m)
{
	if (m->type == MESSAGE_STOP && c->control)
		server_drain(s);
	else
		message_refuse_version(c->fd, m->magic, "hostel has been upgraded since: log in again");
}

void client_event(struct server *s, struct client *c)
{
	static unsigned char buffer[PROTOCOL_HEAD_SIZE + PROTOCOL_INLINE_MAX];
	struct message m;
	int n;

	if (c->state == CLIENT_FREE)
		return;
	n = message_receive(c->fd, &m, buffer, sizeof(buffer));
	if (n < 0 && errno == EAGAIN)
		return;
	if (n < 0 && errno == EPROTONOSUPPORT && c->state == CLIENT_WAITING)
		other_version(s, c, &m);
	if (n <= 0) {
		client_drop(s, c);
		return;
	}
	if (c->state == CLIENT_SESSION)
		; /* sshd's child holds the connection too: whatever it says, it is only open */
	else if (m.type == MESSAGE_BLOB)
		keep_blob(s, c, &m);
	else if (m.type == MESSAGE_EXEC && c->state == CLIENT_WAITING)
		execute(s, c, &m);
	else if (m.type == MESSAGE_SIGNAL)
		send_signal(c, &m);
	else if (m.type == MESSAGE_SESSION && c->control && c->state == CLIENT_WAITING)
		open_session(s, c, &m);
	else if (m.type == MESSAGE_STATUS && c->control && c->state == CLIENT_WAITING)
		tell_status(s, c);
	else if (m.type == MESSAGE_STOP && c->control && c->state == CLIENT_WAITING)
		server_drain(s);
	else
		client_drop(s, c);
	message_close(&m);
}
