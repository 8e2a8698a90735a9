/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What sshd has to be told: that it uses PAM.
 */
#ifndef CLI_SETUP_SSHD_H
#define CLI_SETUP_SSHD_H

#include <stdbool.h>

#include "change.h"

struct sshd {
	bool there, unclear; /* unclear: sshd -T refuses the configuration as it is; `said` has its
				words */
	bool pam;	     /* UsePAM is yes */
	char service[64];    /* PAMServiceName, "sshd" */
	char said[256];
	struct changes changes;
};

/* Ask sshd -T, and plan a file below sshd_config.d, or lines at the top of sshd_config. 0, or -1
 * with *e. */
int sshd_plan(struct sshd *s, struct err *e);

/* Write it and have sshd read it with -t and -T; what it does not take is put back. 0, or -1 with
 * *e. */
int sshd_make(const struct sshd *s, struct err *e);

/* Plan to take it out again. */
int sshd_plan_undo(struct sshd *s, struct err *e);

/* The service of systemd to reload, or NULL. */
const char *sshd_unit(void);

void sshd_free(struct sshd *s);

#endif
