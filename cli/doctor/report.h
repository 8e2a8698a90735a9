/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What hostel doctor found, as a whole: what every form of it is made from.
 */
#ifndef CLI_DOCTOR_REPORT_H
#define CLI_DOCTOR_REPORT_H

#include <stdint.h>

#include "checks.h"
#include "waiver.h"

struct result {
	const struct doctor_check *check;
	struct verdict verdict;
	enum level was; /* in the report that this one is compared with; LEVELS: nothing is known of then */
	bool hidden;    /* nothing of it has changed since */
};

struct report {
	uint64_t time; /* seconds since the epoch */
	char host[65];
	size_t tenants;
	const char *probed;   /* the tenant, or NULL */
	const char *baseline; /* the file that it is compared with, or NULL */
	size_t count;
	struct result *results;
	size_t counts[LEVELS]; /* of those that are not hidden */
	struct waivers waivers;
};

/* Host and time of now, and the waivers of the configuration; nothing is run yet. */
void report_begin(struct report *r, const struct cli *cli);

/* One more result, waivers applied; the verdict is taken over. */
struct result *report_add(struct report *r, const struct doctor_check *c, struct verdict *v);

/* Count the levels of what is not hidden. */
void report_count(struct report *r);

void report_free(struct report *r);

#endif
