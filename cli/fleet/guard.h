/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a set has to say twice: that many tenants go, that who is a tenant changes, that it is an older one.
 */
#ifndef CLI_FLEET_GUARD_H
#define CLI_FLEET_GUARD_H

#include "staged.h"

/* set.ini of a set: [set] version, allow_deletions = VERSION:N. */
struct set_says {
	int64_t version; /* NO_VERSION: none */
	bool deletions_given;
	uint64_t deletions; /* of this version */
};

/* 0, or EXIT_POLICY after saying what is wrong; without set.ini nothing is said. */
int guard_read(struct set_says *says, int set, const char *shown);

/* Is the version older than that in force? 0, or EXIT_GUARD after saying so. */
int guard_version(const struct cli *c, const struct sets *s, const struct set_says *says);

/*
 * Count who cannot log in on this host any more: shut_count(). Refuses the set if it is more than a tenth of
 * the tenants and more than one, if no tenant is left, or if hostel.ini names tenants no more; unless the
 * command line or the set itself allows so many. Those of `lately`, by sets before this one, count as well.
 * 0, or EXIT_GUARD after saying what.
 */
int guard_deletions(const struct cli *c, struct staged *st, const struct set_says *says, size_t lately,
	size_t *lost);

#endif
