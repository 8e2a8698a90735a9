/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The field table, generated from fields.def, and how to find a row in it.
 * A key that is not in fields.def does not exist.
 */
#include "table.h"

#include <stdio.h>
#include <string.h>

#include "ascii.h"

static const char *const home_modes[] = {
	[HOME_READ_WRITE] = "read_write",
	[HOME_READ_ONLY] = "read_only",
	[HOME_TMPFS] = "tmpfs",
	NULL,
};

static const char *const record_directories[] = {"/run/", "/var/run/", "/var/log/", NULL};
static const char *const image_integrities[] = {
	[IMAGE_INTEGRITY_ANY] = "any", [IMAGE_INTEGRITY_VERITY] = "verity", NULL};

static const char *const var_tmps[] = {[VAR_TMP_HOME] = "home", [VAR_TMP_MEMORY] = "memory", NULL};

static const char *const writes[] = {
	[WRITE_NONE] = "none", [WRITE_OWN] = "own", [WRITE_ROOT] = "root", NULL};

static const char *const unavailables[] = {
	[UNAVAILABLE_REFUSE] = "refuse", [UNAVAILABLE_WARN] = "warn", NULL};
static const char *const seccomp_profiles[] = {
	[SECCOMP_DEFAULT] = "default",
	[SECCOMP_STRICT] = "strict",
	[SECCOMP_UNCONFINED] = "unconfined",
	NULL,
};

static const char *const proc_views[] = {[PROC_HOST] = "host", [PROC_LXCFS] = "lxcfs", NULL};

static const char *const network_modes[] = {
	[NETWORK_NONE] = "none",
	[NETWORK_LOOPBACK] = "loopback",
	[NETWORK_NAT] = "nat",
	[NETWORK_PASTA] = "pasta",
	[NETWORK_HOST] = "host",
	NULL,
};

/* clang-format off */
#define IN_OWNERS_HOST false
#define IN_OWNERS_PLAN false
#define IN_OWNERS_TENANT false
#define IN_OWNERS_POLICY false
#define IN_OWNERS_LIMIT false
#define IN_OWNERS_LOGIN false
#define IN_OWNERS_SUM true

const struct field policy_fields[FIELD_COUNT] = {
#define FIELD(scope_, section_, key_, ident, kind_, range_, default_, text_)                       \
	[FIELD_##ident] = {                                                                        \
		.info = {.scope = SCOPE_##scope_, .effect = EFFECT_##scope_,                       \
			.sum = IN_OWNERS_##scope_, .section = section_, .key = key_,               \
			.kind = KIND_##kind_, .default_text = default_, .text = text_},            \
		.range = range_,                                                                   \
		.offset = offsetof(struct policy, ident),                                          \
	},
#include "fields.def"
#undef FIELD
};
/* clang-format on */

void *field_member(struct policy *p, enum field_id id)
{
	return (char *)p + policy_fields[id].offset;
}

const void *field_value(const struct policy *p, enum field_id id)
{
	return (const char *)p + policy_fields[id].offset;
}

void field_where(enum field_id id, char *where, size_t size)
{
	const struct field_info *info = &policy_fields[id].info;

	(void)snprintf(where, size, "[%s] %s", info->section, info->key);
}

enum field_id field_find(const char *section, const char *key)
{
	for (unsigned int id = 0; id < FIELD_COUNT; id++) {
		const struct field_info *info = &policy_fields[id].info;

		if (strcmp(info->section, section) == 0 && strcmp(info->key, key) == 0)
			return (enum field_id)id;
	}
	return FIELD_COUNT;
}

static const char plans_section[] = "plans"; /* the one section without fixed keys */

const char *section_find(const char *name)
{
	for (unsigned int id = 0; id < FIELD_COUNT; id++) {
		if (ascii_same(policy_fields[id].info.section, name))
			return policy_fields[id].info.section;
	}
	return ascii_same(plans_section, name) ? plans_section : NULL;
}

enum field_scope section_scope(const char *section)
{
	for (unsigned int id = 0; id < FIELD_COUNT; id++) {
		if (strcmp(policy_fields[id].info.section, section) == 0)
			return policy_fields[id].info.scope;
	}
	return SCOPE_HOST; /* [plans] */
}
