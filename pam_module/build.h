/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A sandbox that is being made. Root's rights, inside the login program's process.
 */
#ifndef PAM_MODULE_BUILD_H
#define PAM_MODULE_BUILD_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "cgroup/owner.h"
#include "host/record.h"
#include "host/state.h"
#include "login.h"
#include "talk/launch.h"

/* What the survey's helper tells the login program, in memory that they share. */
struct survey {
	char looks_at[PATH_MAX + 64]; /* while it waits for an answer */
	bool done;
	bool failed;
	struct err error; /* why */
	uint32_t keeper;
	struct network_place network;
	char etc_name[64], base_name[64], programs_name[64], machine_name[64];
	char home[PATH_MAX];
	uint64_t place; /* running_place() */
	bool image_judged; /* image_still_judged() */
	char log_socket[PATH_MAX]; /* or "" */
	size_t shown_count;
	char shown[LAUNCH_SHOWN_MAX][NAME_MAX + sizeof("/var/lib/")];
	size_t policy_size;
	unsigned char policy[LAUNCH_SIZE_MAX]; /* for hostel-init */
};

/* Everything that the steps of making a sandbox leave to each other. */
struct build {
	const struct login *login;
	int state;      /* HOSTEL_STATEDIR */
	int tenant;     /* t/UID */
	int trees;      /* lock, shared: nobody removes trees; -1 */
	const struct record *before; /* of the tenant's last sandbox; zeros: there was none */
	uint32_t number;
	struct survey *survey;
	char run_dir[STATE_DIR_SIZE];
	char *lxcfs;
	struct network_place network;
	struct bind_list links; /* in the survey's helper: what links.c shows */
	struct policy *found;   /* in the survey's helper: with the sources that sources.c has found */
	struct string_list files; /* in the survey's helper: places of sources that are single files */
	char *resolv_conf; /* in the survey's helper: of the sandbox's own; NULL: the host's */
	struct cgroups cgroups;
	char base[CGROUP_BASE_SIZE]; /* below which the tenant's cgroup is */
	struct cgroup_place places[CGROUP_CONTROLLERS]; /* of the tenant's cgroup */
	size_t place_count;
	struct cgroup_place split; /* the one of them in which PID 1 stands apart; path "": none */
	int control, door;   /* listening sockets */
	int spec;            /* sealed memfd */
	int image, upper;    /* in the helper: detached mounts, or -1 */
	int upper_lock;      /* flock(2), or -1 */
	int home;            /* in the helper, as image; only where the room has a root of its own */
	uint32_t subids;     /* the first id of the room's own root's range, or 0 */
	int host_mount;      /* mount namespace of the host; -1: the login program is in it */
	uint32_t keeper;
	uint32_t face; /* talk/face.h; 0: none */
	int pid_fd;
	int32_t pid;
};

#endif
