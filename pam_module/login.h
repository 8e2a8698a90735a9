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
#include "policy/image_id.h"
#include "policy/policy.h"
#include "policy/problems.h"
#include "policy_files.h"

#define DENIAL_SENTENCE_SIZE 240 /* longer than DRAIN_MESSAGE_SIZE */
#define DENIAL_NONE                                                                                \
	((struct denial){.why = REFUSED_POLICY, .sentence = "This account cannot be used at the moment."})

enum login_kind {
	LOGIN_OTHER,  /* not a tenant: none of our business */
	LOGIN_TENANT, /* with a valid policy */
	LOGIN_REFUSED /* a tenant, or perhaps one: see error and problems */
};

struct login {
	const char *service;
	const char *tty;
	const char *from;
	bool trial; /* hostel setup's: PAM_TRIAL_PROMPT */
	const char *config; /* the directory that the policy was read from */
	struct account account;
	struct policy policy;
	struct fitting fitting;
	struct image_id image; /* with its version; name "": the host's own programs */
	struct problems problems;
	struct policy_files files; /* that the policy was read from */
	uint64_t deadline; /* of the session phase, [host] timeout: CLOCK_MONOTONIC in milliseconds */
	struct cgroup_warnings *warnings; /* filled by sandbox_make(): limits that are left out */
};

/* Why it is refused: for the counters, for the tenant, for the log. */
struct denial {
	enum refusal why;
	char sentence[DENIAL_SENTENCE_SIZE];
	struct err error;
};

/*
 * Find out what the account is and, for a tenant, load the policy from the directory `config`.
 * LOGIN_REFUSED fills *e; login_free() in every case.
 */
enum login_kind login_find(struct login *l, const char *name, const char *config, struct err *e);

/* The shell that stands for hostel-shell inside. */
const char *shell_inside(const struct login *l);

/* The deadline of a session phase that begins now, and the milliseconds that are left of it, at least 1. */
uint64_t login_deadline(const struct login *l);
unsigned login_left(const struct login *l);

/* The most of it that one answer may take which the login may do without: something is left then. */
unsigned login_share(const struct login *l);

void login_free(struct login *l);

#endif
