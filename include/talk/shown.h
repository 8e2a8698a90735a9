/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a directory of the host really is, whatever it is called: a file system, and a place in it. A
 * symbolic link, a bind mount and a second mount of /proc have names of their own; what is reserved
 * (policy_reserved_sources()) is told by this. mountinfo of proc_pid_mountinfo(5): the kernel's word.
 */
#ifndef HOSTEL_SHOWN_H
#define HOSTEL_SHOWN_H

#include <stdbool.h>

#include "base/err.h"
#include "policy/policy.h"

struct shown; /* the mounts of the calling process's namespace, and where in them what is reserved lies */

/* NULL with *e. Links on the way to what is reserved are followed: root's. */
struct shown *shown_open(struct err *e);
void shown_close(struct shown *s);

/*
 * May this be shown inside, with everything mounted below it? `path` without symbolic links. 0; or -1 with
 * *e, "/srv/link is /etc/ssh of the host: ...", EPERM. By the names of the moment of shown_open(): what is
 * mounted later is for shown_check(). What is mounted below one of `hidden` does not count; NULL: all does.
 */
int shown_judge(const struct shown *s, const char *path, bool writable, const struct string_list *hidden,
	struct err *e);

/* Of what is mounted at `point` in a namespace of ours: is it of the host, and for whom? */
struct shown_as {
	const char *key; /* for the sentence: "[filesystem] read_only"; NULL: hostel's own, not looked at */
	bool writable;
};

/*
 * Judge what was mounted: each mount of the calling process's namespace, mountinfo of which is `proc`'s
 * "self/mountinfo" (a procfs). `ask` tells what the mount at `point` belongs to. 0 or -1 with *e.
 */
typedef struct shown_as shown_ask(const void *context, const char *point);
int shown_check(const struct shown *s, int proc, shown_ask *ask, const void *context, struct err *e);

#endif
