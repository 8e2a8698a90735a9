/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One login as the module sees it: who, through which service, under which policy. Root's rights,
 * inside the login program's process.
 */
#ifndef PAM_MODULE_LOGIN_H
#define PAM_MODULE_LOGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "events/tally.h"
#include "host/account.h"
#include "host/limits.h"
#include "policy/policy.h"
#include "policy/problems.h"
#include "stamps.h"

enum login_kind {
	LOGIN_OTHER,  /* not a tenant: none of our business */
	LOGIN_TENANT, /* with a valid policy */
	LOGIN_REFUSED /* a tenant, or perhaps one: see error and problems */
};

struct login {
	const char *service;
	const char *tty;
	const char *from;
	struct account account;
	struct policy policy;
	struct fitting fitting;
	struct problems problems;
	struct stamps stamps; /* of the policy's files */
	uint64_t deadline; /* of the session phase, [host] timeout: CLOCK_MONOTONIC in milliseconds */
	struct cgroup_warnings *warnings; /* filled by sandbox_make(): limits that are left out */
};

/*
 * Find out what the account is and, for a tenant, load the policy from the directory `config`.
 * LOGIN_REFUSED fills *e; login_free() in every case.
 */
enum login_kind login_find(struct login *l, const char *name, const char *config, struct err *e);

/*
 * What is refused beyond that: suspended, service not listed, a caller with threads or without root's
 * rights. 0, or -1 with *e; *sentence is what the tenant may be told.
 */
int login_permitted(const struct login *l, const char **sentence, struct err *e);

#define LOGIN_SENTENCE_SIZE 240 /* longer than DRAIN_MESSAGE_SIZE */

/* Maintenance: -1 with *e and *sentence for whoever is not root with `hostel run`. */
int login_undrained(const struct login *l, char sentence[LOGIN_SENTENCE_SIZE], struct err *e);

/*
 * The account phase asks early what would fail later: a host without user namespaces, or without what
 * [lsm] names. 0 or -1 with *e.
 */
int login_confinable(const struct login *l, struct err *e);

/* Count this login: 0, or -1 with *e if it is one too many for login_rate, and what to tell the tenant. */
int login_count(const struct login *l, char sentence[LOGIN_SENTENCE_SIZE], struct err *e);

/*
 * The account phase of a tenant, or of who may be one: all of the above. 0, or -1 with *e, the reason and
 * what he may be told.
 */
int login_judge(const struct login *l, enum login_kind kind, enum refusal *why,
	char sentence[LOGIN_SENTENCE_SIZE], struct err *e);

/* The deadline of a session phase that begins now, and the milliseconds that are left of it, at least 1. */
uint64_t login_deadline(const struct login *l);
unsigned login_left(const struct login *l);

void login_free(struct login *l);

#endif
