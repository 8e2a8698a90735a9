/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The root of a room of its own. user_namespaces(7).
 */
#include "own_root.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/capabilities.h"
#include "base/fd.h"
#include "filter.h"

#define CAP(name) (UINT64_C(1) << CAP_##name)

/* What package managers, su and servers need of a root, over what is mapped. Never SYS_ADMIN: decision 33. */
#define ROOTS (CAP(CHOWN) | CAP(DAC_OVERRIDE) | CAP(FOWNER) | CAP(FSETID) | CAP(KILL) | CAP(SETGID) | \
	       CAP(SETUID) | CAP(SETPCAP) | CAP(NET_BIND_SERVICE) | CAP(SYS_CHROOT) | CAP(SETFCAP))

static pid_t fork_into_namespace(void)
{
	struct clone_args args = {.flags = CLONE_NEWUSER};
	pid_t pid = (pid_t)syscall(SYS_clone3, &args, sizeof(args));

	while (pid == 0)
		pause();
	return pid;
}

static int write_map(int proc, pid_t pid, const char *file, uint32_t zero, uint32_t rest, struct err *e)
{
	char path[48], text[64];

	snprintf(path, sizeof(path), "%d/%s", (int)pid, file);
	snprintf(text, sizeof(text), "0 %u 1\n1 %u %u\n", zero, rest, POLICY_SUBIDS - 1);
	return fd_put(proc, path, text) < 0 ? err_set(e, errno, "%s of the room's own root", file) : 0;
}

int own_root_make(const struct launch *l, int proc, struct err *e)
{
	int AUTO_CLOSE fd = -1;
	siginfo_t info;
	char path[48];
	pid_t pid;
	int result;

	pid = fork_into_namespace();
	if (pid < 0)
		return err_set(e, errno, "a user namespace for the room's own root");
	result = write_map(proc, pid, "uid_map", l->uid, l->subids, e) < 0 ? -1
		: write_map(proc, pid, "gid_map", l->gid, l->subids, e);
	snprintf(path, sizeof(path), "%d/ns/user", (int)pid);
	if (!result && (fd = openat(proc, path, O_RDONLY | O_CLOEXEC)) < 0)
		err_set(e, errno, "%s", path);
	kill(pid, SIGKILL);
	while (waitid(P_PID, (id_t)pid, &info, WEXITED | __WALL) < 0 && errno == EINTR)
		;
	return fd_take(&fd);
}

void own_root_permit(const struct launch *l, struct policy *p)
{
	static const enum call_id needed[] = {CALL_setns, CALL_chroot};

	if (l->subids)
		for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
			call_put(&p->seccomp_allow, needed[i]);
}

/* PID 1's filter lets setns(2) pass; the one that is added here does not. chroot(2) is that root's. */
static int load_filter(const struct spawn *s)
{
	struct policy p = *s->policy;
	struct err ignored = ERR_NONE;

	call_put(&p.seccomp_allow, CALL_chroot);
	return filter_load(s->launch, &p, &ignored);
}

int own_root_enter(const struct spawn *s, int fd)
{
	/* Of the outer namespace: who has it there has all in the inner one, and enters with all. */
	if (caps_set(CAP(SYS_ADMIN), 0) < 0 || setns(fd, CLONE_NEWUSER) < 0 || close(fd) < 0)
		return -1;
	if (caps_drop_bounding(ROOTS) < 0 || load_filter(s) < 0)
		return -1;
	return caps_set(ROOTS, 0);
}

bool own_root_holds(void)
{
	uid_t r, e, v;

	return getresuid(&r, &e, &v) == 0 && !r && !e && !v && caps_are(ROOTS) &&
	       caps_set(ROOTS | CAP(SYS_ADMIN), 0) < 0;
}
