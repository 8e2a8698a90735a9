/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The waiting side of a process that hostel-init runs.
 */
#include "talk/attach.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/signals.h"
#include "base/wire.h"
#include "talk/relay.h"
#include "talk/protocol_body.h"

#define ANSWER_SIZE (PROTOCOL_HEAD_SIZE + PROTOCOL_INLINE_MAX)

/* Passed on to the process; it is the one that whoever sent them means. */
static const int passed[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGALRM,
	SIGPIPE, SIGTSTP, SIGCONT};

struct waiter {
	const struct attach *a;
	struct relay relay;
	bool relaying;
	int signals;
	sigset_t before, held; /* blocked until the request, and since */
	bool ended;
	int status;
	unsigned char buffer[ANSWER_SIZE];
};

static bool is_terminal_of_sandbox(int fd)
{
	struct stat pts, st;

	return stat("/dev/pts", &pts) == 0 && fstat(fd, &st) == 0 && st.st_dev == pts.st_dev;
}

/* Before this side becomes raw: what the keys do on it. Kernels have 19 characters, libcs more. */
static void take_settings(int fd, uint32_t settings[PROTOCOL_SETTINGS])
{
	struct termios t;

	if (tcgetattr(fd, &t) < 0)
		return;
	settings[0] = t.c_iflag;
	settings[1] = t.c_oflag;
	settings[2] = t.c_cflag;
	settings[3] = t.c_lflag;
	for (size_t i = 0; i < (PROTOCOL_SETTINGS - 4) * 4 && i < NCCS; i++)
		settings[4 + i / 4] |= (uint32_t)t.c_cc[i] << i % 4 * 8;
}

static void look_at_terminals(const struct attach *a, struct exec_request *q)
{
	int own = -1;

	for (int fd = 0; fd < 3; fd++) {
		struct winsize size;

		if (!isatty(fd))
			continue;
		if (!a->relay_all && is_terminal_of_sandbox(fd)) {
			own = own < 0 ? fd : own;
			continue;
		}
		if (!q->pty_mask)
			take_settings(fd, q->settings);
		q->pty_mask |= 1U << fd;
		if (ioctl(fd, TIOCGWINSZ, &size) == 0) {
			q->rows = size.ws_row;
			q->columns = size.ws_col;
		}
	}
	if (own >= 0 && getsid(0) == getpid()) {
		/* The process inside becomes its session leader; ours gets the hang-up of letting go. */
		void (*hangup)(int) = signal(SIGHUP, SIG_IGN);

		ioctl(own, TIOCNOTTY);
		signal(SIGHUP, hangup);
	}
}

static bool is_ignored(int number)
{
	struct sigaction now;

	return sigaction(number, NULL, &now) == 0 && now.sa_handler == SIG_IGN;
}

/* From before the process can be there: a signal in its first moment is meant for it, not for this one. */
static int watch_signals(struct waiter *w, struct exec_request *q)
{
	uint32_t ignored = 0;

	sigemptyset(&w->held);
	for (size_t i = 0; i < sizeof(passed) / sizeof(passed[0]); i++)
		if (is_ignored(passed[i]))
			ignored |= SIGNALS_BIT(passed[i]);
		else
			sigaddset(&w->held, passed[i]);
	if (w->a->ignores) {
		ignored |= is_ignored(SIGTTIN) ? SIGNALS_BIT(SIGTTIN) : 0;
		ignored |= is_ignored(SIGTTOU) ? SIGNALS_BIT(SIGTTOU) : 0;
		q->ignored = ignored & signals_handed;
	}
	if (q->pty_mask)
		sigaddset(&w->held, SIGWINCH);
	w->signals = signalfd(-1, &w->held, SFD_CLOEXEC | SFD_NONBLOCK);
	return w->signals < 0 ? -1 : sigprocmask(SIG_BLOCK, &w->held, &w->before);
}

/* There is no process to pass them on to: what came meanwhile is this one's own again. */
static void unwatch_signals(struct waiter *w)
{
	if (w->signals < 0)
		return;
	fd_close(&w->signals);
	sigprocmask(SIG_SETMASK, &w->before, NULL);
}

/*
 * kill(2) by su(1) and the like means one process, a key on the terminal (from the kernel: sigaction(2),
 * SI_KERNEL) the whole group; what was stopped as a group goes on as one.
 */
static bool is_for_group(const struct signalfd_siginfo *info)
{
	const uint32_t n = info->ssi_signo;

	return n == SIGCONT || (info->ssi_code == SI_KERNEL &&
				       (n == SIGINT || n == SIGQUIT || n == SIGTSTP || n == SIGHUP));
}

static void pass_signals(struct waiter *w)
{
	struct signalfd_siginfo info;

	while (read(w->signals, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		unsigned char body[4];
		struct wire_writer b = {.data = body, .size = sizeof(body)};
		struct message m = {.type = MESSAGE_SIGNAL, .body = body, .body_size = sizeof(body)};

		if (info.ssi_signo == SIGWINCH) {
			relay_resize(&w->relay);
			continue;
		}
		wire_put_u32(&b, is_for_group(&info) ? info.ssi_signo | PROTOCOL_GROUP : info.ssi_signo);
		message_send(w->a->socket, &m);
	}
}

static int answer(struct waiter *w, struct message *m, struct err *e)
{
	int n = message_receive(w->a->socket, m, w->buffer, sizeof(w->buffer));

	if (n < 0 && errno == EAGAIN)
		return err_rule(e, ETIMEDOUT, "the sandbox does not answer");
	if (n < 0 && errno != ECONNRESET)
		return err_set(e, errno, "the sandbox's answer");
	if (n <= 0)
		return err_rule(e, EPIPE, "the sandbox has ended");
	if (m->type == MESSAGE_REFUSED) {
		struct wire_reader r = {.data = m->body, .left = m->body_size};

		message_close(m);
		return err_rule(e, EPERM, "%s", wire_get_string(&r));
	}
	return 0;
}

/* EPIPE: it has refused already. */
static int ask(int socket)
{
	const struct message m = {.type = MESSAGE_START};

	return message_send(socket, &m) < 0 && errno != EPIPE ? -1 : 0;
}

static void begin_relay(struct waiter *w, unsigned terminals, int master)
{
	const int input = terminals & 1 ? 0 : -1;
	/* With stdout elsewhere the echo of what is typed still belongs on the terminal. */
	const int output = terminals & 2 ? 1 : terminals & 4 ? 2 : 0;
	const pid_t front = input < 0 ? -1 : tcgetpgrp(input);
	const bool behind = front > 0 && front != getpgrp();

	w->relaying = true;
	/* tcsetattr(3) stops who is in the background, again and again: what ends it meanwhile is its own. */
	if (behind)
		sigprocmask(SIG_SETMASK, &w->before, NULL);
	relay_start(&w->relay, master, input, output, !(terminals & 2));
	if (behind)
		sigprocmask(SIG_BLOCK, &w->held, NULL);
	relay_resize(&w->relay);
}

static int hand_over(struct waiter *w, struct exec_request *q, struct err *e)
{
	const int own[3] = {0, 1, 2};
	int AUTO_CLOSE null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int fds[3];
	struct message m;

	for (int i = 0; i < 3; i++)
		fds[i] = q->pty_mask & (1U << i) ? null : own[i];
	if (null < 0)
		return err_set(e, errno, "/dev/null");
	if (answer(w, &m, e) < 0)
		return -1;
	message_close(&m);
	if (m.type != MESSAGE_OK)
		return err_rule(e, EPROTO, "the sandbox gave an answer of another version");
	if (watch_signals(w, q) < 0)
		return err_set(e, errno, "signals");
	if (protocol_exec(w->a->socket, q, fds, w->a->listens ? w->a->listener : -1) < 0)
		return err_set(e, errno, "the process cannot be handed over");
	if (answer(w, &m, e) < 0)
		return -1;
	if (m.type != MESSAGE_STARTED || m.fd_count != (q->pty_mask ? 1U : 0U)) {
		message_close(&m);
		return err_rule(e, EPROTO, "the sandbox gave an answer of another version");
	}
	if (q->pty_mask)
		begin_relay(w, q->pty_mask, m.fds[0]);
	return 0;
}

static int read_end(struct waiter *w, struct err *e)
{
	struct message m;

	if (answer(w, &m, e) < 0)
		return -1;
	if (m.type == MESSAGE_EXITED) {
		struct wire_reader r = {.data = m.body, .left = m.body_size};

		w->status = (int)wire_get_u32(&r);
		w->ended = wire_done(&r);
	}
	message_close(&m);
	return w->ended ? 0 : err_rule(e, EPROTO, "the sandbox gave an answer of another version");
}

/* What the process wrote last is still in the pty: take it while it comes at once. */
static void relay_rest(struct waiter *w)
{
	struct relay_way *out = &w->relay.out;

	for (int rounds = 0; rounds < 4096 && (out->from >= 0 || relay_writes(out)); rounds++) {
		struct pollfd p = {out->from, POLLIN, 0};

		if (relay_writes(out)) {
			relay_write(out);
			continue;
		}
		if (poll(&p, 1, 0) <= 0 || !(p.revents & (POLLIN | POLLHUP)))
			break;
		relay_read(out);
	}
}

static int wait_round(struct waiter *w, struct err *e)
{
	struct relay *r = &w->relay;
	struct pollfd p[6] = {{w->a->socket, POLLIN, 0}, {w->signals, POLLIN, 0},
		{-1, POLLIN, 0}, {-1, POLLOUT, 0}, {-1, POLLIN, 0}, {-1, POLLOUT, 0}};

	if (w->relaying) {
		p[2].fd = relay_reads(&r->in) ? r->in.from : -1;
		p[3].fd = relay_writes(&r->in) ? r->in.to : -1;
		p[4].fd = relay_reads(&r->out) ? r->out.from : -1;
		p[5].fd = relay_writes(&r->out) ? r->out.to : -1;
	}
	if (poll(p, 6, -1) < 0)
		return errno == EINTR ? 0 : err_set(e, errno, "poll");
	if (p[2].revents)
		relay_read(&r->in);
	if (p[3].revents)
		relay_write(&r->in);
	if (p[4].revents)
		relay_read(&r->out);
	if (p[5].revents)
		relay_write(&r->out);
	if (p[1].revents)
		pass_signals(w);
	return p[0].revents ? read_end(w, e) : 0;
}

int attach_run(const struct attach *a, struct exec_request *q, int *status, struct err *e)
{
	/* Not written to as a whole: hostel-shell would keep its pages while it waits. */
	static struct waiter w;
	int result = 0;

	w.a = a;
	w.signals = -1;
	w.relaying = w.ended = false;
	/* While a process is being made of it, the rest is looked up. */
	if (protocol_timeout(a->socket, a->timeout) < 0 || ask(a->socket) < 0)
		return err_set(e, errno, "the process cannot be handed over");
	look_at_terminals(a, q);
	if (hand_over(&w, q, e) < 0) {
		unwatch_signals(&w);
		if (e->code == EPIPE)
			e->code = ECONNRESET; /* nothing was started: nothing was killed with it */
		return -1;
	}
	if (a->started)
		a->started();
	if (w.relaying)
		signal(SIGTTOU, SIG_IGN); /* settings are put back whoever is in the foreground */
	if (protocol_timeout(a->socket, 0) < 0)
		result = err_set(e, errno, "signals");
	else if (a->release && !w.relaying)
		for (int i = 0; i < 3; i++)
			close(i); /* from here on there is no way to say what fails */
	while (!result && !w.ended)
		result = wait_round(&w, e);
	if (w.relaying) {
		relay_rest(&w);
		relay_stop(&w.relay);
	}
	*status = w.status;
	return result;
}

_Noreturn void attach_end(int status)
{
	const struct rlimit none = {0, 0};

	if (!WIFSIGNALED(status))
		_exit(WEXITSTATUS(status));
	/* PID 1 is not believed: nothing ends by a signal that stops, and this process would stand there. */
	if (WTERMSIG(status) >= SIGCONT && WTERMSIG(status) <= SIGTTOU)
		_exit(128 + WTERMSIG(status));
	setrlimit(RLIMIT_CORE, &none);
	signals_default(WTERMSIG(status));
	raise(WTERMSIG(status));
	_exit(128 + WTERMSIG(status));
}
