/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The policy of one tenant: what the INI files of a chain say, checked and merged. Generated
 * from policy/fields.def.
 */
#ifndef HOSTEL_POLICY_H
#define HOSTEL_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/calls.h"
#include "policy/network.h"

/* --- values ------------------------------------------------------------------------------------ */

#define VALUE_MAX UINT64_MAX /* "max": no limit */
#define VALUE_PERCENT (UINT64_C(1) << 63) /* MEMORY: the rest is a percentage of the host's memory */

struct ulimit_pair {
	uint64_t soft; /* in the unit of setrlimit(2): bytes, seconds, microseconds or a count */
	uint64_t hard;
};

struct uid_range {
	uint32_t first;
	uint32_t last; /* inclusive */
};

#define POLICY_SUBIDS 65536U /* ids of a room that has a root of its own */

struct string_list {
	size_t count;
	char **items;
};

struct bind_entry {
	char *source; /* absolute host path; never "", "/" or with "." or ".." parts */
	char *target; /* absolute path inside; equals source unless given */
};

struct bind_list {
	size_t count;
	struct bind_entry *items;
};

struct tmpfs_entry {
	char *target;
	uint64_t size; /* bytes */
};

struct tmpfs_list {
	size_t count;
	struct tmpfs_entry *items;
};

enum selector_kind { SELECTOR_NAME, SELECTOR_GROUP, SELECTOR_UIDS };

struct selector {
	enum selector_kind kind;
	char *name;           /* NAME and GROUP (without the @) */
	struct uid_range ids; /* UIDS */
};

struct selector_list {
	size_t count;
	struct selector *items;
};

#define PORT_RANGES_MAX 16
#define PORTS_MAX 1024 /* Landlock has a rule for each */

struct port_range {
	uint32_t first;
	uint32_t last; /* inclusive */
};

struct port_list {
	uint32_t any; /* 1: all of them, and the list is empty */
	uint32_t count;
	struct port_range items[PORT_RANGES_MAX];
};

#define CPUSET_RANGES_MAX 32
#define CPUSET_NUMBER_MAX 8191 /* the most that CONFIG_NR_CPUS can be */

struct cpuset_list {
	uint32_t count; /* 0: all */
	struct cpuset_range {
		uint32_t first;
		uint32_t last; /* inclusive */
	} items[CPUSET_RANGES_MAX];
};

#define IO_DEVICES_MAX 8
#define IO_DEVICE_SIZE 64
enum io_rate { IO_RBPS, IO_WBPS, IO_RIOPS, IO_WIOPS, IO_RATES };

struct io_entry {
	char device[IO_DEVICE_SIZE]; /* "*" or /dev/...; zeros behind its end */
	uint64_t rates[IO_RATES];    /* bytes or operations a second, VALUE_MAX for none */
};

struct io_list {
	uint32_t count;
	struct io_entry items[IO_DEVICES_MAX];
};

enum unavailable { UNAVAILABLE_REFUSE, UNAVAILABLE_WARN };
enum proc_view { PROC_HOST, PROC_LXCFS };
enum image_integrity { IMAGE_INTEGRITY_ANY, IMAGE_INTEGRITY_VERITY };
enum var_tmp { VAR_TMP_HOME, VAR_TMP_MEMORY };
enum home_mode { HOME_READ_WRITE, HOME_READ_ONLY, HOME_TMPFS };
enum write_mode { WRITE_NONE, WRITE_OWN, WRITE_ROOT };
enum seccomp_profile { SECCOMP_DEFAULT, SECCOMP_STRICT, SECCOMP_UNCONFINED };
enum network_mode { NETWORK_NONE, NETWORK_LOOPBACK, NETWORK_NAT, NETWORK_PASTA, NETWORK_HOST };

enum listen { LISTEN_NONE, LISTEN_UNIX };

/* RESTART: when, and how often in a row (0: without end) in the lower half. */
#define RESTART_NO UINT64_C(0)
#define RESTART_ON_FAILURE (UINT64_C(1) << 32)
#define RESTART_ALWAYS (UINT64_C(2) << 32)

/* Bits of struct policy's `keep` (POLICY_KEEP_x), an allow list: docs/decisions says why no others. */
#define POLICY_KEEP_NET_BIND_SERVICE (UINT64_C(1) << 10)
#define POLICY_KEEP_NET_RAW (UINT64_C(1) << 13)

#define LINGER_NO UINT64_C(0)
#define LINGER_YES VALUE_MAX /* otherwise seconds */

/* --- fields ------------------------------------------------------------------------------------ */

/* KIND_BOOL, ..., and value_BOOL, ...: the C type of its values */
enum field_kind {
#define KIND(name, type) KIND_##name,
#include "policy/kinds.def"
#undef KIND
};

#define KIND(name, type) typedef type value_##name;
#include "policy/kinds.def"
#undef KIND

/* The first column of fields.def; LIMIT, SUM and LOGIN stand in the same files as POLICY. */
enum field_scope {
	SCOPE_HOST, SCOPE_PLAN, SCOPE_TENANT, SCOPE_POLICY, SCOPE_LIMIT = SCOPE_POLICY,
	SCOPE_SUM = SCOPE_POLICY, SCOPE_LOGIN = SCOPE_POLICY
};

/* The same column. A change needs a new sandbox (ROOM), or is for lib/host/limits.c or the next login. */
enum field_effect {
	EFFECT_ROOM, EFFECT_LIMIT, EFFECT_LOGIN, EFFECT_COUNT, EFFECT_POLICY = EFFECT_ROOM,
	EFFECT_HOST = EFFECT_LOGIN, EFFECT_PLAN = EFFECT_LOGIN, EFFECT_TENANT = EFFECT_LOGIN,
	EFFECT_SUM = EFFECT_LIMIT
};

/* FIELD_tenants, FIELD_keepers, ... in the order of fields.def */
enum field_id {
#define FIELD(scope, section, key, ident, ...) FIELD_##ident,
#include "policy/fields.def"
#undef FIELD
	FIELD_COUNT
};

struct field_info {
	enum field_scope scope;
	enum field_effect effect;
	bool sum; /* owners/NAME.ini can have it, too */
	const char *section;
	const char *key;
	enum field_kind kind;
	const char *default_text;
	const char *text; /* one line of description */
};

/* --- the policy -------------------------------------------------------------------------------- */

#define ULIMIT_COUNT 16 /* RLIMIT_NLIMITS of Linux; ulimits in a policy are FIELD_ulimit_cpu + n */

/* Where a value came from, for `hostel show` and for messages. */
struct origin {
	char file[96]; /* relative to the configuration directory ("plans/basic.ini"), or "default" */
	uint32_t line; /* 1-based, 0 for a default */
};

/* [service NAME]: SERVICE_command, ... in the order of service_keys.def */
enum service_key {
#define SERVICE(key, ident, ...) SERVICE_##ident,
#include "policy/service_keys.def"
#undef SERVICE
	SERVICE_KEY_COUNT
};

#define SERVICES_MAX 16
#define SERVICE_NAME_MAX 32 /* [a-z][a-z0-9-]* */

struct service {
	char name[SERVICE_NAME_MAX + 1];
#define SERVICE(key, ident, kind, ...) value_##kind ident;
#include "policy/service_keys.def"
#undef SERVICE
	struct origin origin[SERVICE_KEY_COUNT];
	struct origin section; /* that names it first */
};

struct service_list {
	size_t count;
	struct service *items; /* in the order in which the files name them */
};

struct policy {
#define FIELD(scope, section, key, ident, kind, ...) value_##kind ident;
#include "policy/fields.def"
#undef FIELD
	struct origin origin[FIELD_COUNT];
	struct service_list service_sections;
	struct policy *sum; /* what owners/NAME.ini can have, of all tenants of the owner; NULL: no owner */
};

/*
 * The limit with setrlimit(2)'s number n. The sixteen stand in fields.def, and so in the struct, in
 * the kernel's order.
 */
static inline const struct ulimit_pair *policy_ulimit(const struct policy *p, int n)
{
	_Static_assert(offsetof(struct policy, ulimit_rttime) - offsetof(struct policy, ulimit_cpu) ==
			       (ULIMIT_COUNT - 1) * sizeof(struct ulimit_pair), "ulimits in order");
	return (const struct ulimit_pair *)(const void *)
		((const char *)p + offsetof(struct policy, ulimit_cpu)) + n;
}

/* Who asks. Groups are names, as the host's group database has them. */
struct policy_who {
	const char *name;
	uint32_t uid;
	const char *home;
	const char *shell;
	const char *const *groups;
	size_t group_count;
};

#endif
