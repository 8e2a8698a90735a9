/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel doctor: Landlock, what the kernel says of it and what it holds. Tried by a child in a network of its
 * own where nothing answers: what would have been sent is an error either way, and the errors differ.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/tcp_probe.h"
#include "checks.h"

#define ABI_NET 4
#define ABI_SCOPE 6
#define PORT 65535

/* init/landlock.c has the same rights; landlock(7) */
static const uint64_t rights[3] = {0, 3 /* TCP bind and connect */, 3 /* abstract sockets, signals */};

struct tried {
	int error[TCP_WAYS], abstract, signal;
};

static long landlock_abi(void)
{
	return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

void doctor_landlock(struct doctor *d, struct verdict *v)
{
	long abi = landlock_abi();

	(void)d;
	if (abi < 0)
		verdict_set(v, LEVEL_WARN, "%s", errno == EOPNOTSUPP ? "not on in this kernel"
								     : "not in this kernel");
	else
		verdict_set(v, abi < 2 ? LEVEL_WARN : LEVEL_PASS, "ABI %ld", abi);
}

/* Its listener is of before the walls, as one of the host's is. */
static int try_abstract(const struct sockaddr_un *name, socklen_t size)
{
	int AUTO_CLOSE fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	return fd < 0 || connect(fd, (const struct sockaddr *)name, size) < 0 ? errno : 0;
}

static int try_all(long abi, struct tried *t)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	socklen_t size = offsetof(struct sockaddr_un, sun_path) + 1 +
		(socklen_t)snprintf(name.sun_path + 1, sizeof(name.sun_path) - 1, "hostel-doctor");
	int AUTO_CLOSE listener = -1, AUTO_CLOSE rules = -1;

	if (unshare(CLONE_NEWNET) < 0)
		return -1;
	listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (listener < 0 || bind(listener, (struct sockaddr *)&name, size) < 0 || listen(listener, 1) < 0)
		return -1;
	rules = (int)syscall(SYS_landlock_create_ruleset, rights,
		(abi >= ABI_SCOPE ? 3 : 2) * sizeof(rights[0]), 0);
	if (rules < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    syscall(SYS_landlock_restrict_self, rules, 0) < 0)
		return -1;
	for (enum tcp_way way = 0; way < TCP_WAYS; way++)
		t->error[way] = tcp_try(way, PORT);
	t->abstract = abi < ABI_SCOPE ? EPERM : try_abstract(&name, size);
	t->signal = abi < ABI_SCOPE || kill(getppid(), 0) < 0 ? EPERM : 0;
	return 0;
}

static int try_in_child(long abi, struct tried *t)
{
	int AUTO_CLOSE from = -1, AUTO_CLOSE to = -1;
	int ends[2], status, result;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	from = ends[0];
	to = ends[1];
	pid = fork();
	if (pid == 0)
		_exit(try_all(abi, t) < 0 || fd_write_all(to, t, sizeof(*t)) < 0);
	fd_close(&to);
	result = pid < 0 ? -1 : fd_read_all(from, t, sizeof(*t));
	if (pid > 0)
		waitpid(pid, &status, 0);
	return result;
}

/* What hostel.ini(5) says of tcp_bind, tcp_connect and of abstract sockets. */
void doctor_landlock_holds(struct doctor *d, struct verdict *v)
{
	long abi = landlock_abi();
	struct tried t = {0};
	bool broken = false;

	(void)d;
	if (abi < ABI_NET) {
		verdict_set(v, LEVEL_INFO, "tcp_bind and tcp_connect need Linux 6.7");
		return;
	}
	if (try_in_child(abi, &t) < 0) {
		verdict_set(v, LEVEL_WARN, "it could not be tried");
		return;
	}
	for (enum tcp_way way = 0; way < TCP_WAYS; way++) {
		bool usual = way == TCP_BIND || way == TCP_CONNECT;

		if (tcp_refused(t.error[way]))
			continue;
		verdict_add(v, "%s passes%s", tcp_way_name(way), usual ? "" : ": the filter holds it");
		broken |= usual;
	}
	if (t.abstract != EPERM || t.signal != EPERM) {
		verdict_add(v, "%s of others can be reached",
			t.abstract != EPERM ? "abstract sockets" : "processes");
		broken = true;
	}
	verdict_set(v, broken ? LEVEL_FAIL : LEVEL_PASS, "%s",
		broken	   ? "Landlock does not do what its ABI says"
		: v->count ? "ports hold, by Landlock and the filter together"
			   : "ports hold");
}
