/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * New file systems of the tenant's own, as parts. Each 0, or -1 with *e.
 */
#ifndef INIT_OWN_H
#define INIT_OWN_H

#include "parts.h"

/*
 * A clone needs a mount that is attached, until Linux 6.15: attach this one out of sight, for as long as the
 * host's mounts are there.
 */
int own_attach(const struct build *b, int tree, const char *stage, struct err *e);
#define OWN_STAGE "stage" /* each lies on the one before */
#define OWN_STAGE_HOME "stage-home" /* it is cloned with what is mounted below: nothing of ours may be */

int own_pty(struct build *b, struct err *e);
int own_scratch(struct build *b, struct err *e); /* what is forgotten at the end: /tmp and the like */
int own_jobs(struct build *b, struct err *e); /* after own_scratch() */
int own_sessions(struct build *b, struct err *e); /* the same, and after the host's directories */
int own_queues(struct build *b, struct err *e);
int own_coarse(struct build *b, struct err *e); /* coarse.h; after own_scratch() and the sandbox's procfs */

/* One that belongs to the tenant, of so many bytes, at `path`. */
int own_tmpfs(struct build *b, const char *path, uint64_t bytes, struct err *e);

#endif
