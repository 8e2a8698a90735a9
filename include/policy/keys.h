/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Keys as whoever writes a form or a command line needs them: found by what was typed, and what a value may
 * be.
 */
#ifndef HOSTEL_POLICY_KEYS_H
#define HOSTEL_POLICY_KEYS_H

#include "policy/policy.h"

struct key_facts {
	const char *type; /* "bool", "choice", "number", "limit", "day", "text" or "list" */
	const char *unit; /* "bytes", "seconds", "microseconds", "bits_per_second", "percent", or NULL */
	bool ranged;	  /* min and max, in that unit, hold */
	uint64_t min, max;
	bool unlimited;		    /* max may be written for no limit */
	const char *const *choices; /* ends with NULL; NULL where the type is another */
};

struct key_facts policy_key_facts(enum field_id id);
struct key_facts policy_service_key_facts(enum service_key key);

/*
 * The value as one number in the unit of its key; VALUE_MAX for none. False for a key whose values are no
 * numbers, and for a percentage of something that only the host knows.
 */
bool policy_key_number(const struct policy *p, enum field_id id, uint64_t *number);

struct key_search {
	enum field_id id;    /* FIELD_COUNT: there is none, or it is not clear which */
	enum field_id other; /* a second one of that name, in another section; else FIELD_COUNT */
	enum field_id near;  /* none, but this one's name is near; else FIELD_COUNT */
};

/* Of "SECTION.KEY" or KEY, among the keys of a file of this kind: SCOPE_PLAN or SCOPE_TENANT. */
struct key_search policy_key_search(const char *text, enum field_scope kind);

struct service_key_search {
	char name[SERVICE_NAME_MAX + 1];
	enum service_key key;  /* SERVICE_KEY_COUNT: none is named, the section as a whole is meant */
	enum service_key near; /* wrong, but this one's name is near; else SERVICE_KEY_COUNT */
	char wrong[128];       /* what is; empty if nothing */
};

/* Of "service.NAME.KEY", "service.NAME", or with a blank as the section has it. False: another key. */
bool policy_service_key_search(const char *text, struct service_key_search *s);

#endif
