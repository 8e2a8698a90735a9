/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A directory of policies becomes what is in force: copied, judged, swapped, and told to what lives.
 */
#ifndef CLI_FLEET_APPLY_H
#define CLI_FLEET_APPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/cli.h"
#include "cli/json.h"

struct apply_order {
	int source;	    /* the directory, which apply closes */
	const char *shown;  /* its name, for messages */
	const char *origin; /* where the set comes from, for whoever asks later */
	const char *commit; /* or NULL */
	bool partial;	    /* what the directory does not have stays as it is in force */
	size_t shut_lately; /* tenants that went by orders before, which count as well */
};

struct apply_result {
	bool changed;	     /* another set is in force now */
	size_t shut;	     /* tenants that could log in before it */
	struct json *answer; /* with --json; NULL where it failed early */
};

/*
 * As hostel apply says and does it, with the options of *c. 0; EXIT_PARTLY: in force, but tenants kept what
 * they had, or a sandbox its limits; another exit status after saying why not: what was in force is.
 */
int apply_set(const struct cli *c, const struct apply_order *order, struct apply_result *result);

/* Its exit status as a word for programs: policy, guard, busy or system; "" where the set is in force. */
const char *apply_code(int status);

#endif
