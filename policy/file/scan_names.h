/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The names in a file: which section a line is in, which field a key means, what stands there
 * twice.
 */
#ifndef POLICY_SCAN_NAMES_H
#define POLICY_SCAN_NAMES_H

#include "policy/complaint.h"
#include "policy/policy.h"

#define POLICY_PLANS_MAX 1024 /* lines in [plans] */

enum file_kind {
	FILE_HOST = SCOPE_HOST, FILE_PLAN = SCOPE_PLAN, FILE_TENANT = SCOPE_TENANT,
	FILE_OWNER = SCOPE_POLICY + 1
};

struct scan_entry {
	uint32_t line;
	enum field_id field; /* FIELD_COUNT: a line of [plans], or a key of a service */
	enum service_key service; /* SERVICE_KEY_COUNT: a key of another section */
	const char *section;
	const char *key;
	const char *value; /* without quotes */
};

struct scan_names {
	enum file_kind kind;
	const char *only; /* NULL: all */
	const char *section; /* NULL: before the first one, or an unknown one */
	bool skip;	     /* keys here are not looked at: the section itself is the mistake */
	size_t plan_count;
	bool in_service;
	size_t service_count;
	struct {
		const char *section;
		uint32_t line;
	} services[SERVICES_MAX];
	uint32_t service_line[SERVICE_KEY_COUNT]; /* of the service at hand */
	uint32_t section_line[FIELD_COUNT + 1]; /* by the first field of the section */
	uint32_t field_line[FIELD_COUNT];
};

/* A [name] begins. 0, or EINVAL where it is wrong; in either case the next keys are its keys. */
int names_enter(struct scan_names *n, const char *name, uint32_t line, struct complaint *c);

/*
 * Find the field of key e->key in line e->line and set e->section and e->field. `before` are the
 * entries before it. e->section stays NULL where the key is not to be looked at.
 */
int names_key(struct scan_names *n, const struct scan_entry *before, size_t count,
	struct scan_entry *e, struct complaint *c);

/* False for a mistake that policy_load_host() and its like leave alone: one in another section or key. */
bool names_section_matters(const struct scan_names *n, const char *name);
bool names_key_matters(const struct scan_names *n, const char *key);

#endif
