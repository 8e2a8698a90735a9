/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The project, in the sense of quotas, of what a tenant changes of an image: of `upper` and `work` of
 * an overlay. overlayfs makes in `work` what it moves into `upper`, and ext4 and XFS let nothing into
 * a directory with a project, and the flag that it is inherited, but what is of that project: EXDEV.
 */
#ifndef HOSTEL_UPPER_PROJECT_H
#define HOSTEL_UPPER_PROJECT_H

#include <stdint.h>

#include "base/err.h"

/*
 * Both into this project. `own`: the directory that they are in. 0, or -1 with *e: EOPNOTSUPP if something
 * has been changed already that it would not count. A room may be at work there: no name that it makes is
 * missed, only a file without one that it has open.
 */
int upper_project_join(int own, uint32_t project, struct err *e);

/* `work` into that of `upper`, whichever that is. No room is at work there. 0, or -1 with *e. */
int upper_project_follow(int own, struct err *e);

#endif
