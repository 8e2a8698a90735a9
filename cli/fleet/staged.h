/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A set in the making: a copy of a directory's policies that is root's alone, which is then judged and put
 * in force.
 */
#ifndef CLI_FLEET_STAGED_H
#define CLI_FLEET_STAGED_H

#include <stdbool.h>
#include <stddef.h>

#include "diffs.h"
#include "cli/findings.h"
#include "sets.h"

/* A tenant whose new file is not taken. */
struct kept {
	char *tenant, *why; /* "tenants/alice.ini:3: [resources] memory.max = 5: ..." */
};

struct staged {
	struct sets *sets;
	const char *shown; /* the directory's name with a slash, in front of its files' */
	int source, fresh;
	bool partial;	   /* what the directory does not have stays as it is in force */
	bool hostel_ini;   /* the set has one of its own */
	size_t tenants;	   /* files of tenants in it, tombstones too */
	size_t given;	   /* files of tenants that the directory has */
	size_t known;	   /* tenants in force that are no tombstones */
	struct diffs changes;
	struct findings findings; /* what could not be copied */
	size_t kept_count;
	struct kept *kept; /* mistakes of tenants, each once */
	size_t strange;	   /* mistakes that are no tenant's */
	char *buffer[2];   /* of the new file and the one in force */
};

/*
 * Copy all, and find what is other than in force. Files that are as they were are the same files. 0, or an
 * exit status after saying why not; staged_free() in either case.
 */
int staged_make(struct staged *s);
void staged_free(struct staged *s);

/* A mistake of a tenant's, or with NULL of nobody's. */
void staged_mistake(struct staged *s, const char *tenant, const struct problem *p);

/*
 * Those with mistakes go on with what is in force; one that is new comes in as suspended. 0, or an exit
 * status after saying why not.
 */
int staged_keep(struct staged *s);

#endif
