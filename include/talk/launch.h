/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the PAM module tells hostel-init, as sealed bytes on a descriptor: who, which policy, and
 * where on the host the parts of the room are. Nothing flows back but one ready message. hostel-net is told
 * the same.
 */
#ifndef HOSTEL_LAUNCH_H
#define HOSTEL_LAUNCH_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "policy/policy.h"

#define LAUNCH_GROUPS_MAX 1024 /* if they fit into a gid_map: host/gid_map.h */
#define LAUNCH_SHOWN_MAX 128
#define LAUNCH_CGROUPS_MAX 16
#define LAUNCH_SIZE_MAX (512 * 1024)

/* Descriptors of hostel-init at its start; 0, 1 and 2 are /dev/null, others are closed. */
enum launch_fd {
	LAUNCH_FD_SPEC = 3,    /* sealed memfd: launch_encode() */
	LAUNCH_FD_READY = 4,   /* SOCK_SEQPACKET to the module: one ready message */
	LAUNCH_FD_CONTROL = 5, /* listening, root's */
	LAUNCH_FD_DOOR = 6,    /* listening, the tenant's */
	LAUNCH_FD_INIT = 7, /* takes "0" for PID 1's own part of processors' time, or /dev/null */
	LAUNCH_FD_PAYLOAD = 8, /* and for the tenant's processes */
	LAUNCH_FD_OOM =
		9, /* to read: memory.events, v1 memory.oom_control, or /dev/null: witness.h */
	LAUNCH_FD_SHORT = 10, /* v1: an eventfd(2) that says when memory is short; or /dev/null */
	LAUNCH_FD_PIDS = 11,  /* to read: pids.events or /dev/null */
	LAUNCH_FD_WITNESS =
		12, /* sealed in its size: what ran when one of them grew; or /dev/null */
	LAUNCH_FD_IMAGE =
		13, /* a detached mount of the image, with the ids of struct launch; or /dev/null */
	LAUNCH_FD_UPPER =
		14, /* one of the directory of what was changed in it: upper, work; or /dev/null */
	LAUNCH_FD_UPPER_LOCK =
		15, /* held as long as the sandbox lives: one alone writes there; or /dev/null */
	LAUNCH_FD_HOME = 16, /* where the room has a root of its own: the home, a detached mount; or
				/dev/null */
	LAUNCH_FD_END = 17
};

struct launch_cgroup {
	const char *source; /* directory of the tenant's cgroup on the host */
	const char *name;   /* below /sys/fs/cgroup inside; "" for that directory itself (v2) */
};

/* What hostel-net is told in the launch specification. */
struct network_place {
	uint32_t slot; /* unique among the tenants since boot */
	struct net_prefix pool, pool6;
	uint32_t resolver_count;
	struct net_prefix resolvers[ADDRESSES_MAX];
};

/* Strings point into the decoded bytes. Ids are the host's; the user namespace maps them 1:1. */
struct launch {
	const char *name;
	uint32_t uid;
	uint32_t gid;
	size_t group_count;
	uint32_t groups[LAUNCH_GROUPS_MAX];
	const char *home;        /* as in passwd: where it is inside */
	const char *home_source; /* the same without symbolic links of root's */
	const char *shell;       /* run for hostel-shell */
	const char *run_dir;     /* HOSTEL_STATEDIR/t/UID/N */
	const char *base_dir;    /* HOSTEL_STATEDIR/t/UID/base-HASH */
	const char *etc_dir;     /* HOSTEL_STATEDIR/etc/HASH */
	const char *programs_dir; /* HOSTEL_STATEDIR/programs-HASH */
	const char *machine_dir; /* HOSTEL_STATEDIR/machine-HASH */
	const char *log_socket;  /* /dev/log's real path for the porch, or "" */
	const char *apparmor;      /* profile of the tenant's programs, loaded on this host, or "" */
	const char *apparmor_init; /* profile of PID 1 itself, or "" */
	const char *selinux;       /* context of the tenant's programs, or "" */
	const char *lxcfs;         /* whose files of /proc are shown, or "" */
	const char *image;         /* "debian-13@4", or "": the host's own programs */
	uint32_t subids;           /* the first of POLICY_SUBIDS ids, or 0: the room has no root of its own */
	uint32_t keeper;           /* PID 1's uid and gid, and the user namespace's owner */
	uint32_t face;             /* what 0 is: talk/face.h; 0: none, and it is the keeper */
	struct network_place network; /* with mode = nat or pasta, otherwise zeros */
	size_t shown_count;
	const char *shown[LAUNCH_SHOWN_MAX]; /* directories of /etc, /var/lib, /var/cache, as they are */
	size_t cgroup_count;
	struct launch_cgroup cgroups[LAUNCH_CGROUPS_MAX];
	const unsigned char *policy; /* policy_encode() */
	size_t policy_size;
};

/* Write into buffer[size]; returns the length, or 0 if it does not fit. */
size_t launch_encode(const struct launch *l, unsigned char *buffer, size_t size);

/* Strict: EINVAL in *e for everything that is not exactly one launch of this version. 0 or -1. */
int launch_decode(struct launch *l, const unsigned char *bytes, size_t size, struct err *e);

#endif
