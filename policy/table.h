/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The field table, generated from fields.def, and how to find a row in it.
 */
#ifndef POLICY_TABLE_H
#define POLICY_TABLE_H

#include "policy/policy.h"

enum unit { UNIT_BYTES, UNIT_SECONDS, UNIT_MICROSECONDS, UNIT_COUNT, UNIT_BITS };

struct range {
	uint64_t min;
	uint64_t max;
	const char *const *names; /* ENUM, FILE_OR_NONE (directories, with a slash): ends with NULL */
	unsigned int resource;	  /* ULIMIT: RLIMIT_x */
	enum unit unit;		  /* ULIMIT */
};

/* The column `range` of fields.def and service_keys.def. */
#define R_NONE {0}
#define R_INT(lowest, highest) {.min = UINT64_C(lowest), .max = UINT64_C(highest)}
#define R_ENUM(table) {.names = table}
#define R_BELOW(table) {.names = table}
#define R_WITHOUT(verdict) {.max = VERDICT_##verdict}
#define R_LIMIT(number, unit_) {.resource = number, .unit = unit_}

struct field {
	struct field_info info;
	struct range range;
	size_t offset;
};

extern const struct field policy_fields[FIELD_COUNT];

void *field_member(struct policy *p, enum field_id id);
const void *field_value(const struct policy *p, enum field_id id);
void field_where(enum field_id id, char *where, size_t size); /* "[section] key" */

/* FIELD_COUNT if there is none. */
enum field_id field_find(const char *section, const char *key);

/* The table's spelling of a section in whatever letter case, or NULL. "plans" is one too. */
const char *section_find(const char *name);
enum field_scope section_scope(const char *section); /* of a name that section_find() returned */

#endif
