/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel doctor: what a check knows, and how it says what it found.
 */
#ifndef CLI_DOCTOR_H
#define CLI_DOCTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/cli.h"
#include "policy/policy.h"

/* NOTE: neither good nor bad, but good to know. WARN: a wall is thinner. FAIL: a promise is broken. */
enum level { LEVEL_OK, LEVEL_NOTE, LEVEL_WARN, LEVEL_FAIL };

struct doctor_tenant {
	char *name;
	uint32_t uid;
	char *mistake; /* why he has no valid policy, or NULL */
};

struct doctor {
	const struct cli *cli;
	size_t tenant_count;
	struct doctor_tenant *tenants; /* of all accounts that the name service lists */
	char **places;                 /* read_only and read_write of their policies */
	size_t place_count;
	uint64_t memory_largest, memory_sum; /* bytes of memory.max: one tenant's, all tenants' */
	struct uid_range keepers;
	bool configured; /* hostel.ini can be used: the keepers are its own */
};

struct verdict {
	enum level level;
	char *detail;       /* one line, malloc'ed */
	const char *advice; /* what to do unless it is ok, or NULL */
	size_t count;
	char **items; /* what it is about: paths, names, lines */
};

struct doctor_check {
	const char *id, *area, *title;
	void (*run)(struct doctor *d, struct verdict *v);
};

/* Each of these ends with a row without an id. */
extern const struct doctor_check doctor_kernel[], doctor_files[], doctor_configuration[],
	doctor_ways[], doctor_host[], doctor_network[];

/* The level and the line, printf-formatted; the last call counts. */
void verdict_set(struct verdict *v, enum level level, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* One more thing that it is about; made printable. */
void verdict_add(struct verdict *v, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* OK with `fine` if nothing was added, else `level` with "WHAT: COUNT". */
void verdict_count(struct verdict *v, enum level level, const char *fine, const char *what);

/* The tenant with this uid or name, or NULL. */
const struct doctor_tenant *doctor_by_uid(const struct doctor *d, uint32_t uid);
const struct doctor_tenant *doctor_by_name(const struct doctor *d, const char *name);

/* Said on a terminal when a check takes longer than a second; NULL clears the line. */
void doctor_progress(const char *what, size_t count);

/* doctor_landlock.c: rows of doctor_kernel. */
void doctor_landlock(struct doctor *d, struct verdict *v);
void doctor_landlock_holds(struct doctor *d, struct verdict *v);

/* doctor_records.c: a row of doctor_kernel. */
void doctor_records(struct doctor *d, struct verdict *v);

/* doctor_wtmp.c: a row of doctor_host. */
void doctor_wtmp(struct doctor *d, struct verdict *v);

/* doctor_tenants.c: fill tenants, places, keepers. */
void doctor_tenants(struct doctor *d);
void doctor_free(struct doctor *d);

#endif
