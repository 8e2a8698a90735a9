/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/talk/attach.c: ends as the other one did, and a hand-over with a sandbox that this test plays.
 */
#include "lib_test.h"

#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "base/fd.h"
#include "base/signals.h"
#include "base/wire.h"
#include "talk/attach.h"
#include "talk/protocol_body.h"

#define BUFFER_SIZE (PROTOCOL_HEAD_SIZE + PROTOCOL_INLINE_MAX)

/* --- attach_end() ---------------------------------------------------------------------------------- */

static int end_of(int status, bool blocked)
{
	pid_t pid = fork();

	if (pid == 0) {
		const struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};
		sigset_t set;

		/* What would get in the way: ignored, blocked, a core that is allowed. */
		setrlimit(RLIMIT_CORE, &all);
		if (blocked) {
			signal(WTERMSIG(status), SIG_IGN);
			sigfillset(&set);
			sigprocmask(SIG_SETMASK, &set, NULL);
		}
		attach_end(status);
	}
	return wait_for(pid);
}

static void test_same_exit_status(void **state)
{
	(void)state;
	for (int n = 0; n < 256; n++)
		assert_int_equal(end_of(n << 8, false), n << 8);
}

static void test_same_signal_and_no_core(void **state)
{
	static const int signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGILL, SIGABRT, SIGKILL, SIGSEGV, SIGPIPE,
		SIGALRM, SIGTERM, SIGUSR1, SIGXCPU, SIGSYS, 63};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(signals); i++) {
		int status = end_of(signals[i], i % 2);

		if (!WIFSIGNALED(status) || WTERMSIG(status) != signals[i])
			fail_msg("signal %d: status %x", signals[i], (unsigned)status);
		assert_false(WCOREDUMP(status));
		/* Nor for one that left a core inside. */
		assert_int_equal(end_of(signals[i] | 0x80, true), signals[i]);
	}
}

/* A signal whose default is to be ignored ends nobody: 128 and its number, as a shell says it. */
static void test_signal_that_does_not_end(void **state)
{
	(void)state;
	assert_int_equal(end_of(SIGCHLD, false), (128 + SIGCHLD) << 8);
}

/* --- attach_run() ---------------------------------------------------------------------------------- */

struct shell {
	pid_t pid;
	int socket; /* where the sandbox stands */
	int report; /* e.message of a shell that could not attach */
};

static bool ignoring; /* the shell's caller has it ignore some signals */

static _Noreturn void be_shell(int socket, int report, unsigned timeout, bool relay)
{
	static const char *argv[] = {"sh", NULL};
	struct exec_request q = {.program = "", .cwd = "/", .argc = 1, .argv = argv};
	const struct attach a = {.socket = socket, .relay_all = relay, .release = true, .timeout = timeout,
		.ignores = ignoring};
	struct err e = ERR_NONE;
	int status = 0;

	for (int n = SIGHUP; n <= SIGQUIT; n++)
		signal(n, SIG_DFL); /* ignored behind nohup(1) and in a shell's background */
	if (ignoring && (signal(SIGHUP, SIG_IGN) == SIG_ERR || signal(SIGTTOU, SIG_IGN) == SIG_ERR ||
				signal(SIGUSR1, SIG_IGN) == SIG_ERR))
		_exit(253);
	if (attach_run(&a, &q, &status, &e) == 0)
		attach_end(status);
	if (write(report, e.message, strlen(e.message)) < 0)
		_exit(254);
	_exit(255);
}

static struct shell start(unsigned timeout)
{
	struct shell s;
	int fds[2], pipes[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds), 0);
	assert_int_equal(pipe2(pipes, O_CLOEXEC), 0);
	s.pid = fork();
	if (s.pid == 0) {
		int null = open("/dev/null", O_RDWR | O_CLOEXEC);

		for (int fd = 0; fd < 3; fd++)
			dup2(null, fd);
		close(fds[0]);
		be_shell(fds[1], pipes[1], timeout, false);
	}
	close(fds[1]);
	close(pipes[1]);
	s.socket = fds[0];
	s.report = pipes[0];
	return s;
}

static void receive(const struct shell *s, struct message *m, unsigned char buffer[BUFFER_SIZE])
{
	assert_int_equal(message_receive(s->socket, m, buffer, BUFFER_SIZE), 1);
}

static void answer(const struct shell *s, enum message_type type, uint32_t number)
{
	unsigned char body[4];
	struct wire_writer w = {.data = body, .size = sizeof(body)};
	struct message m = {.type = type};

	wire_put_u32(&w, number);
	if (type == MESSAGE_EXITED) {
		m.body = body;
		m.body_size = sizeof(body);
	}
	assert_int_equal(message_send(s->socket, &m), 0);
}

static void take_request_of(const struct shell *s, uint32_t terminals)
{
	unsigned char buffer[BUFFER_SIZE];
	struct exec_request q;
	struct message m;

	receive(s, &m, buffer);
	assert_int_equal(m.type, MESSAGE_START);
	assert_int_equal(m.fd_count, 0); /* they come when there is a process for them */
	assert_int_equal(poll(&(struct pollfd){s->socket, POLLIN, 0}, 1, 20), 0);
	answer(s, MESSAGE_OK, 0);
	receive(s, &m, buffer);
	assert_int_equal(m.type, MESSAGE_EXEC);
	assert_int_equal(m.fd_count, 3);
	assert_int_equal(exec_request_get(&q, m.body, m.body_size), 0);
	assert_int_equal(q.pty_mask, terminals);
	assert_string_equal(q.argv[0], "sh");
	assert_int_equal(q.ignored, ignoring ? SIGNALS_BIT(SIGHUP) | SIGNALS_BIT(SIGTTOU) : 0);
	exec_request_free(&q);
	message_close(&m);
}

static void take_request(const struct shell *s)
{
	take_request_of(s, 0);
}

static void assert_end(struct shell *s, int status, const char *message)
{
	char text[ERR_MESSAGE_SIZE] = "";

	assert_true(read(s->report, text, sizeof(text) - 1) >= 0);
	assert_int_equal(wait_for(s->pid), status);
	assert_string_equal(text, message);
	close(s->socket);
	close(s->report);
}

static void test_status_comes_back(void **state)
{
	static const int statuses[] = {0, 1 << 8, 255 << 8, SIGTERM, SIGKILL, SIGSEGV};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(statuses); i++) {
		struct shell s = start(10000);

		take_request(&s);
		answer(&s, MESSAGE_STARTED, 0);
		answer(&s, MESSAGE_EXITED, (uint32_t)statuses[i]);
		assert_end(&s, statuses[i], "");
	}
}

static void test_refusal_is_said(void **state)
{
	struct shell s = start(10000);

	(void)state;
	take_request(&s);
	assert_int_equal(message_refuse(s.socket, "not today"), 0);
	assert_end(&s, 255 << 8, "not today");
}

/* Before anything was handed over. */
static void test_start_is_refused(void **state)
{
	struct shell s = start(10000);

	(void)state;
	assert_int_equal(message_refuse(s.socket, "no place"), 0);
	assert_int_equal(shutdown(s.socket, SHUT_RDWR), 0);
	assert_end(&s, 255 << 8, "no place");
}

static void test_sandbox_that_ends(void **state)
{
	struct shell s = start(10000);

	(void)state;
	take_request(&s);
	assert_int_equal(shutdown(s.socket, SHUT_RDWR), 0);
	assert_end(&s, 255 << 8, "the sandbox has ended");
	s = start(10000);
	take_request(&s);
	answer(&s, MESSAGE_STARTED, 0);
	assert_int_equal(shutdown(s.socket, SHUT_RDWR), 0);
	assert_end(&s, 255 << 8, "the sandbox has ended");
}

static void test_sandbox_that_is_silent(void **state)
{
	struct shell s = start(3000);

	(void)state;
	take_request(&s);
	assert_end(&s, 255 << 8, "the sandbox does not answer");
}

static void test_answer_of_another_version(void **state)
{
	struct shell s = start(10000);

	(void)state;
	take_request(&s);
	answer(&s, MESSAGE_OK, 0);
	assert_end(&s, 255 << 8, "the sandbox gave an answer of another version");
	s = start(10000);
	take_request(&s);
	answer(&s, MESSAGE_STARTED, 0);
	answer(&s, MESSAGE_OK, 0);
	assert_end(&s, 255 << 8, "the sandbox gave an answer of another version");
}

/* Wait until the process blocks the signal, that is: reads it from a descriptor. */
static void wait_until_watching(pid_t pid, int number)
{
	char path[64], line[256];
	unsigned long long mask = 0;

	(void)snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	while (!(mask & (1ULL << (number - 1)))) {
		FILE *f = fopen(path, "re");

		assert_non_null(f);
		while (fgets(line, sizeof(line), f))
			if (sscanf(line, "SigBlk: %llx", &mask) == 1)
				break;
		(void)fclose(f);
	}
}

static void take_signal(const struct shell *s, uint32_t number)
{
	unsigned char buffer[BUFFER_SIZE];
	struct wire_reader r;
	struct message m;

	receive(s, &m, buffer);
	assert_int_equal(m.type, MESSAGE_SIGNAL);
	r = (struct wire_reader){.data = m.body, .left = m.body_size};
	assert_int_equal(wire_get_u32(&r), number);
	assert_true(wire_done(&r));
}

static void test_signals_are_passed_on(void **state)
{
	static const int signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2};
	struct shell s = start(10000);

	(void)state;
	take_request(&s);
	answer(&s, MESSAGE_STARTED, 0);
	wait_until_watching(s.pid, SIGUSR2);
	for (size_t i = 0; i < COUNT_OF(signals); i++) {
		assert_int_equal(kill(s.pid, signals[i]), 0);
		take_signal(&s, signals[i]);
	}
	answer(&s, MESSAGE_EXITED, SIGTERM);
	assert_end(&s, SIGTERM, "");
}

/* What is ignored is handed on, and is not passed on: it does not come. */
static void test_ignored_signals_are_handed_on(void **state)
{
	struct shell s;

	(void)state;
	ignoring = true;
	s = start(10000);
	take_request(&s);
	answer(&s, MESSAGE_STARTED, 0);
	wait_until_watching(s.pid, SIGUSR2);
	assert_int_equal(kill(s.pid, SIGHUP), 0);
	assert_int_equal(kill(s.pid, SIGTERM), 0);
	take_signal(&s, SIGTERM);
	answer(&s, MESSAGE_EXITED, 0);
	assert_end(&s, 0, "");
	ignoring = false;
}

/* The process may be there already when its start is not known yet. */
static void test_signal_before_the_start_is_known(void **state)
{
	struct shell s = start(10000);

	(void)state;
	take_request(&s);
	assert_int_equal(kill(s.pid, SIGTERM), 0);
	answer(&s, MESSAGE_STARTED, 0);
	take_signal(&s, SIGTERM);
	answer(&s, MESSAGE_EXITED, 7 << 8);
	assert_end(&s, 7 << 8, "");
}

static void test_signal_without_a_process(void **state)
{
	struct shell s = start(0);
	unsigned char buffer[BUFFER_SIZE];
	struct message m;

	(void)state;
	receive(&s, &m, buffer);
	assert_int_equal(m.type, MESSAGE_START);
	assert_int_equal(kill(s.pid, SIGTERM), 0); /* not handed over, and it would wait for ever */
	assert_end(&s, SIGTERM, "");
	s = start(10000);
	take_request(&s);
	assert_int_equal(kill(s.pid, SIGTERM), 0);
	assert_int_equal(message_refuse(s.socket, "not today"), 0);
	assert_end(&s, SIGTERM, "");
	s = start(3000);
	take_request(&s); /* it hangs */
	assert_int_equal(kill(s.pid, SIGTERM), 0);
	assert_end(&s, SIGTERM, "");
}

/* On a terminal of the sandbox's it leads the session until it has let go of it. */
static struct shell start_on_terminal(int *master)
{
	struct shell s;
	int fds[2], pipes[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds), 0);
	assert_int_equal(pipe2(pipes, O_CLOEXEC), 0);
	s.pid = forkpty(master, NULL, NULL, NULL);
	if (s.pid == 0) {
		close(fds[0]);
		be_shell(fds[1], pipes[1], 10000, false);
	}
	close(fds[1]);
	close(pipes[1]);
	s.socket = fds[0];
	s.report = pipes[0];
	return s;
}

static void test_hangup_on_a_terminal(void **state)
{
	int master;
	struct shell s = start_on_terminal(&master);
	char path[64], text[8192];
	const char *ignored;

	(void)state;
	take_request(&s);
	answer(&s, MESSAGE_STARTED, 0);
	wait_until_watching(s.pid, SIGUSR2);
	/* Letting go of the terminal is no reason to be deaf from then on. */
	(void)snprintf(path, sizeof(path), "/proc/%d/status", (int)s.pid);
	assert_true(fd_get(AT_FDCWD, path, text, sizeof(text)) > 0);
	ignored = strstr(text, "SigIgn:");
	assert_non_null(ignored);
	assert_int_equal(strtoull(ignored + strlen("SigIgn:"), NULL, 16) & 1U << (SIGHUP - 1), 0);
	wait_until_watching(s.pid, SIGHUP);
	answer(&s, MESSAGE_EXITED, 0);
	assert_end(&s, 0, "");
	close(master);
}

/* As `timeout 60 hostel enter alice -- COMMAND &`: its terminal's settings are not its own to change. */
static _Noreturn void be_session(int socket, int told)
{
	const pid_t shell = fork();
	int status = 0;

	if (shell == 0) {
		setpgid(0, 0);
		be_shell(socket, told, 10000, true);
	}
	close(socket);
	for (;;) {
		const int report[] = {(int)shell, status};

		if (write(told, report, sizeof(report)) < 0 || (status && !WIFSTOPPED(status)))
			_exit(0);
		if (waitpid(shell, &status, WUNTRACED) < 0)
			_exit(1);
	}
}

static void test_stopped_in_the_background(void **state)
{
	int fds[2], told[2], pty, inside, master;
	int report[2]; /* pid and status */
	struct shell s;
	struct message m = {.type = MESSAGE_STARTED, .fd_count = 1};

	(void)state;
	if (under_valgrind())
		skip(); /* which holds signals back while it calls ioctl(2): nothing stops then */
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds), 0);
	assert_int_equal(pipe2(told, O_CLOEXEC), 0);
	assert_int_equal(openpty(&pty, &inside, NULL, NULL, NULL), 0);
	s.pid = forkpty(&master, NULL, NULL, NULL);
	if (s.pid == 0) {
		close(fds[0]);
		be_session(fds[1], told[1]);
	}
	close(fds[1]);
	close(told[1]);
	s.socket = fds[0];
	assert_int_equal(read(told[0], report, sizeof(report)), sizeof(report));
	take_request_of(&s, 7);
	m.fds[0] = pty;
	assert_int_equal(message_send(s.socket, &m), 0);
	assert_int_equal(read(told[0], report, sizeof(report)), sizeof(report));
	assert_true(WIFSTOPPED(report[1]));
	assert_int_equal(WSTOPSIG(report[1]), SIGTTOU);
	assert_int_equal(kill(report[0], SIGTERM), 0);
	assert_int_equal(kill(report[0], SIGCONT), 0);
	assert_int_equal(read(told[0], report, sizeof(report)), sizeof(report));
	assert_int_equal(report[1], SIGTERM);
	assert_int_equal(wait_for(s.pid), 0);
	for (size_t i = 0; i < 5; i++)
		close((const int[]){s.socket, told[0], pty, inside, master}[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_exit_status),
		cmocka_unit_test(test_same_signal_and_no_core),
		cmocka_unit_test(test_signal_that_does_not_end),
		cmocka_unit_test(test_status_comes_back),
		cmocka_unit_test(test_refusal_is_said),
		cmocka_unit_test(test_start_is_refused),
		cmocka_unit_test(test_sandbox_that_ends),
		cmocka_unit_test(test_sandbox_that_is_silent),
		cmocka_unit_test(test_answer_of_another_version),
		cmocka_unit_test(test_signals_are_passed_on),
		cmocka_unit_test(test_ignored_signals_are_handed_on),
		cmocka_unit_test(test_signal_before_the_start_is_known),
		cmocka_unit_test(test_signal_without_a_process),
		cmocka_unit_test(test_hangup_on_a_terminal),
		cmocka_unit_test(test_stopped_in_the_background),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
