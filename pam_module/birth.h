/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The birth of hostel-init: what the helper process between login program and hostel-init works with.
 */
#ifndef PAM_MODULE_BIRTH_H
#define PAM_MODULE_BIRTH_H

#include "sandbox.h"

struct birth {
	const struct making *m;
	int host_mount;    /* mount namespace of the host, or -1 if the caller is in it */
	int program;       /* hostel-init */
	int null;
	int report[2];     /* helper -> login program: pid or error */
	int go[2];         /* login program -> hostel-init: maps are written */
	int ready[2];      /* hostel-init -> login program */
	int cgroup;        /* v2, or -1 */
};

/*
 * In the helper: leave nothing of the login program's context and become the keeper. Returns NULL, or
 * what failed, with errno.
 */
const char *clean_start(const struct birth *b);

#endif
