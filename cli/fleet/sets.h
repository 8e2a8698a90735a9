/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sets of policies below the configuration directory: sets/N, each whole; `applied` names the one in
 * force.
 *
 * A set has the layout of the configuration directory, without what is the host's own, and set.json, which
 * says what it is. It is made as sets/new, renamed to the next number, and in force when `applied` is
 * renamed over.
 */
#ifndef CLI_FLEET_SETS_H
#define CLI_FLEET_SETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/cli.h"
#include "cli/json.h"

#define SETS_NEW "new"
#define SET_GONE "gone"	     /* names of accounts that are no more, one a line */
#define SET_INI "set.ini"    /* [set] version, allow_deletions */
#define SET_SETTLED "settled" /* what lives has the limits of this set */
#define NO_VERSION (-1)

struct sets {
	int base, sets;	     /* directories; sets -1: there are none yet */
	int old;	     /* what is in force: a set, or the base */
	bool applied;	     /* it is a set */
	uint32_t number;     /* its number; 0 for the base */
	uint32_t previous;   /* what was in force before; 0 for the base */
	struct json *is;     /* its set.json, or NULL */
	bool settled;
};

/* Open them. 0, or an exit status after saying why not; sets_close() in either case. */
int sets_open(struct sets *s, const struct cli *c);
void sets_close(struct sets *s);

/* The version of the set in force, or NO_VERSION. */
int64_t sets_version(const struct sets *s);

/* An empty sets/new, and what a killed one left is gone. Its descriptor, or -1 after saying why not. */
int sets_make(struct sets *s);
void sets_drop(struct sets *s); /* it is not wanted */

/*
 * sets/new, whole and on the disk, gets its number and is in force: `is` goes into its set.json. 0, or an
 * exit status after saying why not, and what was in force is.
 */
int sets_swap(struct sets *s, int fresh, struct json *is);

/* The limits of what lives are those of the set in force. */
void sets_mark_settled(const struct sets *s);

/*
 * Remove former sets but the last one; one that a login may still read, which has been out of force for a few
 * minutes only, stays. A clock that is set plays no part.
 */
void sets_tidy(struct sets *s);

/*
 * What is in force, as its set.json says it, of whatever host; NULL: the host's own files are. Says nothing.
 */
struct json *sets_in_force(const struct cli *c);

/* Have the sandboxes that live the limits of what is in force? */
bool sets_settled(const struct cli *c);

#endif
