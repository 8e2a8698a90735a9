/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PID 1 takes ids of its own.
 */
#include "face.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/capabilities.h"

#define CAP(name) (UINT64_C(1) << CAP_##name)
/* For the ids and bounding sets of the tenant's processes, their terminals, and signals. */
#define SERVING (CAP(SETUID) | CAP(SETGID) | CAP(SETPCAP) | CAP(CHOWN) | CAP(KILL))

int face_leave(const struct launch *l, const struct policy *p, struct err *e)
{
	const uint32_t own = l->keeper;

	if (!l->face)
		return 0;
	if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) < 0 || setresgid(own, own, own) < 0 ||
		setresuid(own, own, own) < 0 || prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0) < 0 ||
		caps_set(SERVING | p->keep, 0) < 0)
		return err_set(e, errno, "PID 1's own ids");
	return 0;
}

/* The kernel's setfsuid(2) knows no error: -1 is the filter's. */
int face_verify(const struct launch *l, struct err *e)
{
	const gid_t zero = 0;

	if (l->face && (setresuid((uid_t)-1, 0, (uid_t)-1) == 0 || setresgid((gid_t)-1, 0, (gid_t)-1) == 0 ||
			       setgroups(1, &zero) == 0 || setfsuid(0) != -1 || setfsgid(0) != -1))
		return err_rule(e, EPERM, "PID 1 can still become root of its user namespace");
	return 0;
}
