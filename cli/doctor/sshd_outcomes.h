/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What sshd's configuration comes to for the tenants: sshd itself says it, once for all of whom its Match
 * blocks do not tell apart.
 */
#ifndef CLI_DOCTOR_SSHD_OUTCOMES_H
#define CLI_DOCTOR_SSHD_OUTCOMES_H

#include "tenants.h"

/* sshd -T is 10 ms of processor time a call; more blocks than this are not followed. */
#define SSHD_OUTCOMES_MAX 24

struct sshd_outcome {
	const struct doctor_tenant *first; /* one of them; NULL: there is no tenant */
	size_t tenants;
	char *text; /* of sshd -T: a line "key value" each; NULL with *error */
	char *error;
};

struct sshd_outcomes {
	bool there;       /* is there an sshd at all? */
	bool by_address;  /* Match blocks ask for a host, an address or a port: tried from 127.0.0.1 only */
	size_t count, dropped; /* tenants of outcomes beyond the most */
	struct sshd_outcome v[SSHD_OUTCOMES_MAX];
};

/* Asked at the first call. */
const struct sshd_outcomes *sshd_outcomes(const struct doctor *d);

/* The value of the first line of the key, whatever letters are capitals, in buffer; "" if there is none. */
const char *sshd_value(const struct sshd_outcome *o, const char *key, char *buffer, size_t size);

/* The next line of the key behind *at, which is NULL at first. False: no more. */
bool sshd_next(const struct sshd_outcome *o, const char **at, const char *key, char *buffer, size_t size);

#endif
