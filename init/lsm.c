/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Entering AppArmor profiles and SELinux contexts, whose names the module has checked. By the files
 * of proc_pid_attr(5), not by the libraries: docs/decisions/0009.
 */
#include "lsm.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/fd.h"

#define CURRENT "/proc/self/attr/apparmor/current"
#define ON_EXEC "/proc/self/attr/apparmor/exec"
#define SELINUX_ON_EXEC "/proc/self/attr/exec"

#define LABEL_SIZE 1024

static bool confined;

/* Is the profile one of the label's, "A//&B (enforce)"? */
static bool has_profile(const char *label, const char *name)
{
	const size_t n = strlen(name);

	for (const char *at = label; at; at = strstr(at, "//&")) {
		at += at == label ? 0 : 3;
		if (!strncmp(at, name, n) && (!at[n] || at[n] == ' ' || !strncmp(at + n, "//&", 3)))
			return true;
	}
	return false;
}

static int put(const char *file, const char *command, const char *name)
{
	char text[LABEL_SIZE];

	if (snprintf(text, sizeof(text), "%s%s", command, name) >= (int)sizeof(text)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	return fd_put(AT_FDCWD, file, text);
}

/* Read back: what the kernel says counts. */
static int check(const char *file, const char *name)
{
	char label[LABEL_SIZE];

	if (fd_get(AT_FDCWD, file, label, sizeof(label)) < 0)
		return -1;
	errno = EPERM;
	return has_profile(label, name) ? 0 : -1;
}

int lsm_enter(const struct launch *l, struct err *e)
{
	char label[LABEL_SIZE];
	ssize_t n;

	if (!*l->apparmor)
		return 0;
	if (*l->apparmor_init && (put(CURRENT, "changeprofile ", l->apparmor_init) < 0 ||
				  check(CURRENT, l->apparmor_init) < 0))
		return err_set(e, errno, "AppArmor profile %s", l->apparmor_init);
	n = fd_get(AT_FDCWD, CURRENT, label, sizeof(label));
	if (n < 0)
		return err_set(e, errno, CURRENT);
	confined = strcmp(label, "unconfined") && !strstr(label, " (unconfined)");
	return 0;
}

/*
 * With no_new_privs a program may leave "unconfined" for a profile, and a profile for itself plus
 * another one (a stack), but not one profile for another: security/apparmor/domain.c.
 */
int lsm_on_exec(const struct launch *l)
{
	if (*l->apparmor && (put(ON_EXEC, confined ? "stack " : "exec ", l->apparmor) < 0 ||
			     check(ON_EXEC, l->apparmor) < 0))
		return -1;
	return *l->selinux ? put(SELINUX_ON_EXEC, "", l->selinux) : 0;
}
