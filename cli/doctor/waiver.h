/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Findings that an admin has accepted until a day: WAIVERS_FILE below the configuration directory,
 *
 *	[waivers]
 *	php-fpm:alice = 2027-03-01 moves to a service of hostel's in February
 *
 * A waiver without a tenant is of all; a hole in the ways in (families S, P and W) has none of these.
 */
#ifndef CLI_DOCTOR_WAIVER_H
#define CLI_DOCTOR_WAIVER_H

#include <stdbool.h>
#include <stddef.h>

#include "checks.h"

#define WAIVERS_FILE "waivers.ini"
#define WAIVERS_SECTION "waivers"

struct waiver {
	char *check, *tenant, *reason; /* tenant NULL: all */
	unsigned until; /* year * 10000 + month * 100 + day: the first day on which it holds no more */
	char *mistake;  /* why it does not hold, or NULL */
	bool expired, used;
};

struct waivers {
	size_t count;
	struct waiver *v;
};

/* "2027-03-01" as above, or 0: no such day. */
unsigned waiver_day(const char *text);
unsigned waiver_today(void);

/* All lines of the text, which may be NULL. */
void waivers_parse(struct waivers *w, const char *text, unsigned today);
void waivers_free(struct waivers *w);

/* May a finding of this level be waived for all tenants? */
bool waiver_may_be_of_all(const struct doctor_check *c, enum level level);

/* What of the verdict is waived; LEVEL_WAIVED if nothing else is left of it. */
void waivers_apply(struct waivers *w, const struct doctor_check *c, struct verdict *v);

#endif
