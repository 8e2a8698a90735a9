/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The configuration as the subcommands use it, and a tenant with the policy.
 */
#ifndef CLI_CONFIG_H
#define CLI_CONFIG_H

#include "cli.h"
#include "host/account.h"
#include "host/tenant.h"
#include "policy/policy.h"
#include "policy/problems.h"

/* The directory --config names, made absolute; malloc'ed. */
char *config_path(const struct cli *c);

/*
 * Open what is in force: the set that hostel apply put there, else the directory itself. Returns a
 * descriptor; -1 after saying why not. The second opens the directory itself: for what is the host's own,
 * waivers.ini for one.
 */
int config_open(const struct cli *c);
int config_open_own(const struct cli *c);

/* The path of the set in force, malloc'ed; NULL: the directory itself is, or (said) nobody can tell. */
char *config_set_path(const struct cli *c);

/* [host] cgroup of hostel.ini, auto resolved, malloc'ed; NULL (said) where it cannot be known. */
char *config_cgroup(const struct cli *c);

struct tenant {
	struct account account;
	enum tenant_mark mark;
	struct policy policy;
	struct problems problems;
};

/*
 * Find the account, and what makes it a tenant, and load the policy. 0; an exit status after saying why not:
 * no such account, not a tenant, mistakes in the policy. tenant_free() in either case.
 */
int tenant_load(struct tenant *t, const char *name, int config);
void tenant_free(struct tenant *t);

/*
 * Of this name nothing was found: 0 if it is a tenant's; else an exit status after saying that there is no
 * such account, that it is no tenant's, or that hostel.ini does not tell.
 */
int tenant_expect(const struct cli *c, const char *name);

/* Is there an account of this name, a tenant's or not? */
bool account_exists(const char *name);

/* Print all on standard error, by line. */
void problems_say(const struct problems *ps);

#endif
