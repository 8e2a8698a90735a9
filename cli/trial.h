/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The configuration as it would be: files that are not written yet, in front of those that are there.
 */
#ifndef CLI_TRIAL_H
#define CLI_TRIAL_H

#include "host/account.h"
#include "policy/policy.h"
#include "policy/reader.h"

struct trial {
	int config;
	const char *path; /* of the file that would be another one */
	const char *text; /* what it would be; NULL: not there */
};

/* A reader of it; the trial must live as long. */
struct policy_reader trial_reader(const struct trial *t);

/*
 * The whole policy of an account, as hostel check looks at it; with `sources` also whether what it shows is
 * there. 0; EXIT_POLICY after saying what is wrong. *p may be NULL; else policy_free() in either case.
 */
int trial_tenant(const struct trial *t, const struct account *a, bool sources, struct policy *p);

/* The same; but mistakes of a policy that has some already are none of ours. */
int trial_tenant_again(const struct trial *t, const struct account *a);

/* Say what the file system of the home directory would not do; nothing, if the policy has mistakes. */
void trial_warn(const struct trial *t, const struct account *a);

/* Has no other tenant a port that the policy publishes? Asks all of them. 0; or a status after saying who. */
int trial_published(const struct trial *t, const char *name, const struct policy *p);

/* The file by itself, "plans/basic.ini". 0, or EXIT_POLICY after saying what is wrong. */
int trial_file(const struct trial *t);

#endif
