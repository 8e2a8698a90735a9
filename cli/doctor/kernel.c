/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel doctor: what the kernel offers. What can be tried is tried, by a child.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "checks.h"

#define NAMESPACES "/proc/sys/user/max_user_namespaces"

/* With arguments that no kernel takes, so that nothing is done: ENOSYS means that there is no such call. */
static void look_for_calls(struct verdict *v)
{
	static const struct {
		const char *name;
		long number;
	} calls[] = {
		{"clone3", SYS_clone3}, {"openat2", SYS_openat2}, {"mount_setattr", SYS_mount_setattr},
		{"open_tree", SYS_open_tree}, {"move_mount", SYS_move_mount}, {"pidfd_open", SYS_pidfd_open},
		{"close_range", SYS_close_range},
	};

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (syscall(calls[i].number, -1, NULL, ~0UL, 0, 0) < 0 && errno == ENOSYS)
			verdict_add(v, "%s: not in this kernel", calls[i].name);
}

void doctor_version(struct doctor *d, struct verdict *v)
{
	unsigned major = 0, minor = 0;
	struct utsname u;

	(void)d;
	uname(&u);
	verdict_evidence(v, "uname -r", u.release);
	sscanf(u.release, "%u.%u", &major, &minor);
	look_for_calls(v);
	if (v->count || major < 5 || (major == 5 && minor < 14))
		verdict_set(v, LEVEL_FAIL, "Linux %s: sandboxes cannot be made", u.release);
	else if (major == 5 && minor < 19)
		verdict_set(v, LEVEL_INFO, "Linux %s: Landlock cannot be used before 5.19", u.release);
	else
		verdict_set(v, LEVEL_PASS, "Linux %s", u.release);
}

/* What work() returns, in a child; -1 with errno. */
static int in_child(int (*work)(void))
{
	const pid_t child = fork();
	int status;

	if (child == 0)
		_exit(work());
	if (child < 0 || waitpid(child, &status, 0) < 0)
		return -1;
	errno = EINTR;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int try_one(void)
{
	return unshare(CLONE_NEWUSER) < 0 ? errno : 0;
}

void doctor_user_namespaces(struct doctor *d, struct verdict *v)
{
	char text[32] = "";
	int error;

	(void)d;
	if (verdict_read(v, NAMESPACES, text, sizeof(text)) < 0) {
		verdict_set(v, LEVEL_FAIL, "this kernel has no user namespaces");
	} else if (!strcmp(text, "0")) {
		verdict_set(v, LEVEL_FAIL, "user.max_user_namespaces = 0: every login is refused");
	} else if ((error = in_child(try_one)) != 0) {
		verdict_evidence(v, "unshare -U", error < 0 ? "no child" : strerrordesc_np(error));
		verdict_set(v, LEVEL_FAIL, "root cannot make one: every login is refused");
	} else {
		verdict_set(v, LEVEL_PASS, "up to %s at one time", text);
	}
}

/* As hostel-init does it, init/main.c: a namespace that allows none below itself, and a process in it. */
static int try_below(void)
{
	/* Who has no id in it is refused for that, not by the number: user_namespaces(7). */
	if (unshare(CLONE_NEWUSER) < 0 || fd_put(AT_FDCWD, "/proc/self/uid_map", "0 0 1") < 0 ||
		fd_put(AT_FDCWD, "/proc/self/setgroups", "deny") < 0 ||
		fd_put(AT_FDCWD, "/proc/self/gid_map", "0 0 1") < 0 || fd_put(AT_FDCWD, NAMESPACES, "0") < 0)
		return 255;
	return in_child(try_one);
}

void doctor_userns(struct doctor *d, struct verdict *v)
{
	const int error = in_child(try_below);

	(void)d;
	verdict_evidence(v, "unshare(CLONE_NEWUSER) where max_user_namespaces is 0",
		error < 0 || error == 255 ? "it could not be tried"
		: error			  ? strerrordesc_np(error)
					  : "Success");
	if (error && error != ENOSPC)
		verdict_set(v, LEVEL_WARN, "it could not be tried");
	else if (error)
		verdict_set(v, LEVEL_PASS, "a room's programs can make none, whatever their filter allows");
	else
		verdict_set(v, LEVEL_FAIL, "max_user_namespaces = 0 of a room does not hold");
}

/* What keeps users from making namespaces is no hindrance: the module is root when it makes ours. */
void doctor_unprivileged(struct doctor *d, struct verdict *v)
{
	char text[32] = "";

	(void)d;
	if (fd_get(AT_FDCWD, "/proc/sys/kernel/unprivileged_userns_clone", text, sizeof(text)) > 0 &&
	    !strcmp(text, "0"))
		verdict_set(v, LEVEL_PASS, "kernel.unprivileged_userns_clone = 0: root only");
	else if (fd_get(AT_FDCWD, "/proc/sys/kernel/apparmor_restrict_unprivileged_userns", text,
			sizeof(text)) > 0 && !strcmp(text, "1"))
		verdict_set(v, LEVEL_PASS, "restricted by AppArmor");
	else
		verdict_set(v, LEVEL_INFO, "every account that is no tenant can make them, too");
}

void doctor_seccomp(struct doctor *d, struct verdict *v)
{
	char text[256] = "";

	(void)d;
	if (verdict_read(v, "/proc/sys/kernel/seccomp/actions_avail", text, sizeof(text)) < 0)
		verdict_set(v, LEVEL_FAIL, "system call filters are not in this kernel");
	else if (!strstr(text, "log"))
		verdict_set(v, LEVEL_INFO, "refused calls cannot be logged (%s)", text);
	else
		verdict_set(v, LEVEL_PASS, "filters, with logging");
}
