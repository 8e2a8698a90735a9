/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A copy of the host's PAM files, in which changes are made and tried before the host's own are
 * touched.
 */
#ifndef CLI_SETUP_STAGE_H
#define CLI_SETUP_STAGE_H

#include "base/err.h"

#define STAGE HOSTEL_STATEDIR "/setup"
#define STAGE_PAM STAGE "/etc/pam.d"

/* /etc/pam.d, and what pam-auth-update(8) reads and keeps, as they are now. 0, or -1 with *e. */
int stage_make(struct err *e);

/* PATH of the host's, in the copy: write the text, or with NULL remove it. 0, or -1 with *e. */
int stage_put(const char *path, const char *text, struct err *e);

void stage_remove(void);

#endif
