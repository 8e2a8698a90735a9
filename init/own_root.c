/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The root of a room of its own. user_namespaces(7).
 */
#include "own_root.h"

#include <linux/capability.h>
#include <sched.h>
#include <stdio.h>
#include <unistd.h>

#include "base/capabilities.h"
#include "base/id_map.h"
#include "filter.h"

#define CAP(name) (UINT64_C(1) << CAP_##name)

/* What package managers, su and servers need of a root, over what is mapped. Never SYS_ADMIN: decision 33. */
#define ROOTS (CAP(CHOWN) | CAP(DAC_OVERRIDE) | CAP(FOWNER) | CAP(FSETID) | CAP(KILL) | CAP(SETGID) | \
	       CAP(SETUID) | CAP(SETPCAP) | CAP(NET_BIND_SERVICE) | CAP(SYS_CHROOT) | CAP(SETFCAP))

int own_root_make(const struct launch *l, int proc, struct err *e)
{
	char uids[64], gids[64];

	snprintf(uids, sizeof(uids), "0 %u 1\n1 %u %u\n", l->uid, l->subids, POLICY_SUBIDS - 1);
	snprintf(gids, sizeof(gids), "0 %u 1\n1 %u %u\n", l->gid, l->subids, POLICY_SUBIDS - 1);
	return id_map_make(proc, uids, gids, e);
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
