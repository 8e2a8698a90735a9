/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A clean start: the first login's context must not become everyone's. Runs in the helper process
 * only; nothing here touches the login program itself.
 */
#include "clean.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/lasting.h"
#include "base/rlimits.h"
#include "base/signals.h"
#include "cgroup/make.h"
#include "cgroup/split.h"

#define KEEPER_PROCESSES 16 /* above the tenant's: PID 1 and what it is about to start */

static int clean_signals(void)
{
	return signals_reset();
}

/* Things that stick to a process and that the first login must not give to the later ones. */
static int clean_context(const struct build *b)
{
	char uid[16];

	if (lasting_begin() < 0 || setsid() < 0)
		return -1;
	/*
	 * The tenant's, so that audit knows whose doing it is, and the tenant cannot set it: only what is
	 * unset can be (audit_set_loginuid_perm() of the kernel). Missing without audit, immutable where the
	 * host says so: then it stays.
	 */
	snprintf(uid, sizeof(uid), "%u", b->login->account.uid);
	if ((fd_put(AT_FDCWD, "/proc/self/loginuid", "4294967295") < 0 ||
		    fd_put(AT_FDCWD, "/proc/self/loginuid", uid) < 0) && errno != ENOENT && errno != EPERM)
		return -1;
	return prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0);
}

static int enter_host(const struct build *b)
{
	if (b->host_mount >= 0 && setns(b->host_mount, CLONE_NEWNS) < 0)
		return -1;
	return chdir("/");
}

static int enter_cgroups(const struct build *b)
{
	for (size_t i = 0; i < b->place_count; i++) {
		struct cgroup_place place = b->places[i];

		/* What is "/" for the tenant's processes is where this one is now: cgroup_namespaces(7). */
		if (!strcmp(place.path, b->split.path))
			strncat(place.path, "/" CGROUP_PAYLOAD, sizeof(place.path) - strlen(place.path) - 1);
		if (!place.v2 && cgroup_enter_v1(&place) < 0)
			return -1;
	}
	return 0;
}

/*
 * hostel-init's own limits, whatever the login program's are (pam_limits(8), its unit): these hold for its
 * session alone, init/spawn.c. They are the bounds of what the tenant's processes get: hard limits as in
 * the policy or wider. Of those counted per user, the user namespace keeps what is set here as a bound of
 * the whole tenant (kernel/user_namespace.c). Root without CAP_SYS_RESOURCE raises none: lower ones hold.
 */
static int set_limits(const struct build *b)
{
	for (int n = 0; n < ULIMIT_COUNT; n++) {
		const struct ulimit_pair *u = policy_ulimit(&b->login->policy, n);
		const rlim_t hard = u->hard == VALUE_MAX ? RLIM_INFINITY : u->hard;
		struct rlimit want = {hard, hard};

		switch (n) {
		case RLIMIT_NPROC:
			if (hard != RLIM_INFINITY)
				want.rlim_cur = want.rlim_max = hard + KEEPER_PROCESSES;
			break;
		case RLIMIT_SIGPENDING:
		case RLIMIT_MSGQUEUE:
		case RLIMIT_MEMLOCK:
		case RLIMIT_NICE:
		case RLIMIT_RTPRIO:
			break;
		case RLIMIT_NOFILE: /* infinity is above fs.nr_open, which bounds root, too: proc_sys_fs(5) */
			if (hard < RLIMITS_DESCRIPTORS)
				want.rlim_cur = want.rlim_max = RLIMITS_DESCRIPTORS;
			break;
		case RLIMIT_STACK:
			want = (struct rlimit){RLIMITS_STACK, RLIM_INFINITY};
			break;
		case RLIMIT_CORE: /* PID 1 leaves none */
			want.rlim_cur = 0;
			break;
		default: /* the tenant's files and seconds are not PID 1's */
			want = (struct rlimit){RLIM_INFINITY, RLIM_INFINITY};
		}
		if (rlimits_set(n, want) < 0)
			return -1;
	}
	return 0;
}

static int become_keeper(const struct build *b)
{
	struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2] = {0};
	uint32_t keeper = b->keeper;

	if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) < 0 || syscall(SYS_setgroups, 0, NULL) < 0 ||
	    syscall(SYS_setresgid, keeper, keeper, keeper) < 0 ||
	    syscall(SYS_setresuid, keeper, keeper, keeper) < 0)
		return -1;
	/* Enough to make namespaces where unprivileged users may not; gone with the helper. */
	data[0].permitted = data[0].effective = 1U << CAP_SYS_ADMIN;
	return (int)syscall(SYS_capset, &head, data);
}

const char *clean_enter(const struct build *b)
{
	if (clean_signals() < 0)
		return "reset signals";
	return enter_host(b) < 0 ? "take the host's mount namespace" : NULL;
}

static const struct {
	const char *name;
	int (*run)(const struct build *b);
} steps[] = {
	{"enter the cgroups", enter_cgroups},
	{"reset the context", clean_context},
	{"set the limits", set_limits},
	{"take the keeper's ids", become_keeper},
};

const char *clean_start(const struct build *b)
{
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (steps[i].run(b) < 0)
			return steps[i].name;
	return NULL;
}
