/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Login programs for the tests of the module's session phase: children that open a session, say how it
 * went and wait for orders, so that the test can look at them from outside the porch.
 */
#ifndef TESTS_SESSION_TEST_H
#define TESTS_SESSION_TEST_H

#include "pam_test.h"

#include <poll.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "host/process.h"
#include "host/record.h"
#include "host/state.h"

#define WAIT_MILLISECONDS 30000 /* for what must happen; none of these waits decides about passing */

struct program {
	pid_t pid;
	int socket;
	int result; /* of pam_open_session() */
};

/* Orders to a login program; each is answered with an int. */
enum order { ORDER_OPEN = 'o', ORDER_CLOSE = 'c', ORDER_END = 'e' };

static inline void serve_orders(int socket, pam_handle_t *pamh)
{
	char order;

	while (read(socket, &order, 1) == 1) {
		int result = 0;

		if (order == ORDER_OPEN)
			result = pam_open_session(pamh, 0);
		else if (order == ORDER_CLOSE)
			result = pam_close_session(pamh, 0);
		else if (order == ORDER_END)
			result = pam_end(pamh, 0);
		if (write(socket, &result, sizeof(result)) != (ssize_t)sizeof(result) || order == ORDER_END)
			return;
	}
}

static inline int give_order(const struct program *p, enum order order)
{
	char byte = (char)order;
	int result = -1;

	assert_int_equal(send(p->socket, &byte, 1, MSG_NOSIGNAL), 1);
	if (read(p->socket, &result, sizeof(result)) != (ssize_t)sizeof(result))
		fail_msg("the login program has ended");
	return result;
}

/* A login program that `prepare` does something to before it begins. */
static inline struct program start_program(const char *user, void (*prepare)(void))
{
	struct program p;
	int fds[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
	p.pid = fork();
	if (p.pid == 0) {
		close(fds[0]);
		alarm(CARRY_ON_SECONDS);
		if (prepare)
			prepare();
		serve_orders(fds[1], start_pam("hostel", user));
		_exit(0);
	}
	assert_true(p.pid > 0);
	close(fds[1]);
	p.socket = fds[0];
	p.result = give_order(&p, ORDER_OPEN);
	return p;
}

static inline void end_program(struct program *p)
{
	assert_int_equal(give_order(p, ORDER_END), 0);
	assert_int_equal(wait_for(p->pid), 0);
	close(p->socket);
}

/* The tenant's record; fails the test if there is none. */
static inline struct record record_of(const char *user)
{
	const struct passwd *pw = getpwnam(user);
	struct err e = ERR_NONE;
	struct record r;
	char path[128];
	int fd;

	assert_non_null(pw);
	(void)snprintf(path, sizeof(path), HOSTEL_STATEDIR "/t/%u", pw->pw_uid);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(record_read(fd, &r, &e), 1);
	close(fd);
	return r;
}

static inline ino_t namespace_of(pid_t pid, const char *kind)
{
	struct stat st;
	char path[64];

	(void)snprintf(path, sizeof(path), "/proc/%d/ns/%s", (int)pid, kind);
	assert_int_equal(stat(path, &st), 0);
	return st.st_ino;
}

/* A descriptor of the sandbox's PID 1, and whether it lives. */
static inline int open_sandbox(const struct record *r)
{
	int fd = (int)syscall(SYS_pidfd_open, r->pid, 0);

	assert_true(fd >= 0);
	assert_true(process_start(r->pid) == r->start);
	return fd;
}

static inline bool ended(int pid_fd, int milliseconds)
{
	struct pollfd p = {pid_fd, POLLIN, 0};

	return poll(&p, 1, milliseconds) == 1;
}

/* Wait until the sandbox is gone, and close its descriptor. */
static inline void assert_sandbox_ends(int pid_fd)
{
	assert_true(ended(pid_fd, WAIT_MILLISECONDS));
	close(pid_fd);
}

/* What a program that is executed there ends with: errno, or 0 if it could be. */
static inline int execution_error(const char *path, uid_t uid)
{
	char *const argv[] = {(char *)"true", NULL};
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		if (uid && (setresgid(uid, uid, uid) < 0 || setresuid(uid, uid, uid) < 0))
			_exit(255);
		execv(path, argv);
		_exit(errno);
	}
	CHECK(waitpid(pid, &status, 0) == pid && WIFEXITED(status));
	return WEXITSTATUS(status);
}

#endif
