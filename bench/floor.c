/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The floor's part of the login program: cgroups, a helper that becomes the keeper, namespaces, maps. The
 * same order as in pam_module/start.c, without what that one checks, cleans, records and listens to.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"
#include "floor.h"

static int put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : write(fd, text, strlen(text));

	if (fd >= 0)
		close(fd);
	return n < 0 ? -1 : 0;
}

/* cpuset.rst: without processors and memory nobody can join. */
static void fill_cpuset(const char *directory)
{
	static const char *const files[] = {"cpuset.cpus", "cpuset.mems"};

	for (int i = 0; i < 2; i++) {
		char path[FLOOR_TEXT + 32], text[256];
		ssize_t n;
		int fd;

		snprintf(path, sizeof(path), "%s/../%s", directory, files[i]);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
		if (fd >= 0)
			close(fd);
		if (n <= 0)
			continue;
		text[n] = '\0';
		snprintf(path, sizeof(path), "%s/%s", directory, files[i]);
		put(path, text);
	}
}

static long clone_with(uint64_t flags)
{
	struct clone_args args = {.flags = flags};

	return syscall(SYS_clone3, &args, sizeof(args));
}

static void join(const char *directory)
{
	char path[FLOOR_TEXT + 16];

	snprintf(path, sizeof(path), "%s/tasks", directory);
	if (put(path, "0") == 0)
		return;
	snprintf(path, sizeof(path), "%s/cgroup.procs", directory);
	if (put(path, "0") < 0)
		fprintf(stderr, "floor: %s: %s\n", path, strerror(errno));
}

struct start {
	const struct floor *f;
	char *const *argv;
	int program, go, pid; /* `pid`: where the helper says whom it has started */
	bool network;
};

static _Noreturn void be_helper(const struct start *s)
{
	struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2] = {
		{.permitted = 1U << CAP_SYS_ADMIN, .effective = 1U << CAP_SYS_ADMIN}};
	const unsigned id = s->f->keeper;
	char *const envp[] = {NULL};
	char byte;
	long pid;

	for (int i = 0; i < s->f->cgroup_count; i++)
		join(s->f->cgroups[i]);
	prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0);
	if (syscall(SYS_setgroups, 0, NULL) < 0 || syscall(SYS_setresgid, id, id, id) < 0 ||
	    syscall(SYS_setresuid, id, id, id) < 0 || syscall(SYS_capset, &head, data) < 0)
		_exit(1);
	pid = clone_with(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS |
			 CLONE_NEWCGROUP | (s->network ? (uint64_t)CLONE_NEWNET : 0));
	if (pid == 0) {
		if (read(s->go, &byte, 1) == 1)
			syscall(SYS_execveat, s->program, "", s->argv, envp, AT_EMPTY_PATH);
		_exit(111);
	}
	if (pid < 0)
		fprintf(stderr, "floor: namespaces: %s\n", strerror(errno));
	if (write(s->pid, &pid, sizeof(pid)) < 0)
		_exit(1);
	_exit(0);
}

static int map(long pid, const char *file, const struct floor *f)
{
	char path[64], text[64];

	snprintf(path, sizeof(path), "/proc/%ld/%s", pid, file);
	snprintf(text, sizeof(text), "0 %u 1\n%u %u 1\n", f->keeper, f->uid, f->uid);
	return put(path, text);
}

static int start(struct start *s, int pids)
{
	siginfo_t info;
	long helper = clone_with(0), pid = -1;

	if (helper == 0)
		be_helper(s);
	if (helper < 0 || read(pids, &pid, sizeof(pid)) != (ssize_t)sizeof(pid) || pid < 0)
		return -1;
	waitid(P_PID, (id_t)helper, &info, WEXITED | __WALL);
	return map(pid, "uid_map", s->f) < 0 || map(pid, "gid_map", s->f) < 0 ? -1 : 0;
}

int floor_run(const char *inside, const char *plan, bool network)
{
	static struct floor f;
	char porch[300], fd[16];
	char *const argv[] = {(char *)"floor_inside", (char *)plan, porch, fd,
		(char *)(network ? "own" : "none"), NULL};
	struct start s = {.f = &f, .argv = argv, .network = network};
	int go[2], pids[2], back[2], status = -1;

	if (floor_read(&f, plan) < 0 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, go) < 0 ||
	    pipe2(pids, O_CLOEXEC) < 0 || pipe(back) < 0)
		return -1;
	snprintf(porch, sizeof(porch), "%s.porch", plan);
	snprintf(fd, sizeof(fd), "%d", back[1]);
	s.program = open(inside, O_PATH | O_CLOEXEC);
	s.go = go[0];
	s.pid = pids[1];
	for (int i = 0; i < f.cgroup_count; i++)
		if (mkdir(f.cgroups[i], 0755) == 0)
			fill_cpuset(f.cgroups[i]);
	if (start(&s, pids[0]) == 0 && send(go[1], "", 1, MSG_NOSIGNAL) == 1) {
		close(back[1]);
		close(go[0]);
		if (read(back[0], &status, sizeof(status)) != (ssize_t)sizeof(status))
			status = -1;
	}
	return status;
}

void floor_clean(const char *plan)
{
	static struct floor f;

	if (floor_read(&f, plan) < 0)
		return;
	for (int i = 0; i < f.cgroup_count; i++)
		for (int tries = 0; rmdir(f.cgroups[i]) < 0 && errno == EBUSY && tries < 500; tries++)
			usleep(1000);
}
