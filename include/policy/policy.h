/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The policy of one tenant: what the INI files of a chain say, checked and merged. Pure: text or
 * bytes in, struct out; no logging, no exit, no look at the host. Generated from policy/fields.def.
 */
#ifndef HOSTEL_POLICY_H
#define HOSTEL_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/calls.h"
#include "policy/kinds.h"
#include "policy/network.h"

/* --- values ------------------------------------------------------------------------------------ */

#define VALUE_MAX UINT64_MAX /* "max": no limit */
#define VALUE_PERCENT (UINT64_C(1) << 63) /* MEMORY: the rest is a percentage of the host's memory */

/* Longest accepted input. A file above FILE_SIZE_MAX bytes or a line above LINE_SIZE_MAX is refused. */
#define POLICY_FILE_SIZE_MAX (256 * 1024)
#define POLICY_LINE_SIZE_MAX 1000 /* iniparser's own limit is 1024 with its terminator */

struct ulimit_pair {
	uint64_t soft; /* in the unit of setrlimit(2): bytes, seconds, microseconds or a count */
	uint64_t hard;
};

struct uid_range {
	uint32_t first;
	uint32_t last; /* inclusive */
};

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
enum home_mode { HOME_READ_WRITE, HOME_READ_ONLY, HOME_TMPFS };
enum seccomp_profile { SECCOMP_DEFAULT, SECCOMP_STRICT, SECCOMP_UNCONFINED };
enum network_mode { NETWORK_NONE, NETWORK_LOOPBACK, NETWORK_NAT, NETWORK_PASTA, NETWORK_HOST };

/* Bits of struct policy's `keep` (POLICY_KEEP_x), an allow list: docs/decisions says why no others. */
#define POLICY_KEEP_NET_BIND_SERVICE (UINT64_C(1) << 10)
#define POLICY_KEEP_NET_RAW (UINT64_C(1) << 13)

#define LINGER_NO UINT64_C(0)
#define LINGER_YES VALUE_MAX /* otherwise seconds */

/* The first column of fields.def; LIMIT and LOGIN stand in the same files as POLICY. */
enum field_scope {
	SCOPE_HOST, SCOPE_PLAN, SCOPE_TENANT, SCOPE_POLICY, SCOPE_LIMIT = SCOPE_POLICY,
	SCOPE_LOGIN = SCOPE_POLICY
};

/* The same column. A change needs a new sandbox (ROOM), or is for lib/host/limits.c or the next login. */
enum field_effect {
	EFFECT_ROOM, EFFECT_LIMIT, EFFECT_LOGIN, EFFECT_COUNT, EFFECT_POLICY = EFFECT_ROOM,
	EFFECT_HOST = EFFECT_LOGIN, EFFECT_PLAN = EFFECT_LOGIN, EFFECT_TENANT = EFFECT_LOGIN
};

/* FIELD_tenants, FIELD_keepers, ... in the order of fields.def */
enum field_id {
#define FIELD(scope, section, key, ident, ...) FIELD_##ident,
#include "policy/fields.def"
#undef FIELD
	FIELD_COUNT
};

#define ULIMIT_COUNT 16 /* RLIMIT_NLIMITS of Linux; ulimits in a policy are FIELD_ulimit_cpu + n */

/* Where a value came from, for `hostel show` and for messages. */
struct origin {
	char file[96]; /* relative to the configuration directory ("plans/basic.ini"), or "default" */
	uint32_t line; /* 1-based, 0 for a default */
};

struct policy {
#define FIELD(scope, section, key, ident, kind, ...) TYPE_##kind ident;
#include "policy/fields.def"
#undef FIELD
	struct origin origin[FIELD_COUNT];
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

/* --- mistakes ---------------------------------------------------------------------------------- */

#define PROBLEMS_MAX 64

struct problem {
	char file[96];
	uint32_t line;      /* 0: the file as a whole */
	char where[96];     /* "[section] key", "[section]" or "" */
	char value[96];     /* as written, cut to fit, control characters replaced; "" if none */
	char message[256];  /* what is wrong and what would be right */
};

/* All mistakes of a chain, in the order found. More than PROBLEMS_MAX are only counted. */
struct problems {
	size_t count;   /* entries used in v */
	size_t dropped; /* found beyond them */
	struct problem v[PROBLEMS_MAX];
};

/* Append one. `value` may be NULL. */
void problems_add(struct problems *ps, const char *file, uint32_t line, const char *where,
	const char *value, const char *format, ...) __attribute__((format(printf, 6, 7)));

/*
 * One problem as a line without newline: `FILE:LINE: [section] key = VALUE: message`.
 * Returns the length as snprintf(3) does.
 */
int problem_print(char *buffer, size_t size, const struct problem *p);

/* --- reading a chain --------------------------------------------------------------------------- */

/*
 * Gives the files of one configuration directory. lib/host/config_dir.c reads the real one and checks
 * owner and mode; tests and the fuzzer read from memory.
 *   read  *text is malloc'ed (the caller frees it), *length its size in bytes. Returns 0; ENOENT if
 *         there is no such file (no problem added); another errno if it must not be used, with
 *         problems added that say why.
 */
struct policy_reader {
	int (*read)(void *context, const char *path, char **text, size_t *length,
		struct problems *ps);
	void *context;
};

/* Who asks. Groups are names, as the host's group database has them. */
struct policy_who {
	const char *name;
	uint32_t uid;
	const char *home;
	const char *shell;
	const char *const *groups;
	size_t group_count;
};

/* --- struct policy ----------------------------------------------------------------------------- */

/* Set every member to its default. Returns 0, or ENOMEM. Release with policy_free(). */
int policy_init(struct policy *p);

/* Release what policy_init(), policy_load() or policy_decode() allocated; *p is zeroed. */
void policy_free(struct policy *p);

/*
 * Merge defaults, hostel.ini, the plan with those it extends, and tenants/NAME.ini into *p, expand
 * %u %U %h and check what keys say together. Every mistake of every file of the chain is added to
 * ps. The plan is the tenant file's; else that of the first line of hostel.ini's [plans] section
 * (`@group = plan`) whose group the tenant is in; else there is none and, where there is no tenant
 * file either, that is a problem ("no policy for NAME: ...").
 * Returns 0; EINVAL with problems; ENOENT if there is neither file nor plan (also a problem);
 * ENOMEM. Unless 0, *p is zeroed.
 */
int policy_load(struct policy *p, const struct policy_reader *reader, const struct policy_who *who,
	struct problems *ps);

/*
 * Only what decides whether an account is a tenant: [host] of hostel.ini, everything else at its
 * default. Mistakes in other sections and keys are not looked at: they must not lock out accounts
 * that are none of our business. (A key of [host] that stands elsewhere, and a section that is
 * [host] but for one letter, are mistakes about [host].) Returns 0; ENOENT (no hostel.ini); EINVAL
 * with problems; ENOMEM.
 */
int policy_load_host(struct policy *p, const struct policy_reader *reader, struct problems *ps);

/* Check one file by itself, as `hostel check FILE` does; `path` is relative and decides its kind:
 * hostel.ini, plans/X.ini or tenants/X.ini. What its keys say together is checked, too, but not
 * whether the plan it names is there. Returns 0, EINVAL, ENOENT (also a problem) or ENOMEM. */
int policy_check_file(const struct policy_reader *reader, const char *path, struct problems *ps);

/* The same, with the defaults and the file in *p, for a tenant who stands for any. Unless 0, *p is zeroed. */
int policy_read_file(struct policy *p, const struct policy_reader *reader, const char *path,
	struct problems *ps);

/* True if a selector of p->tenants names the account. */
bool policy_names(const struct policy *p, const struct policy_who *who);

/*
 * A name that may be part of a path below the configuration directory: 1 to 64 of letters, digits,
 * _ . + @ -, not starting with . or -, not all digits (useradd(8) is stricter).
 */
bool policy_valid_name(const char *name);

/* --- reserved paths ---------------------------------------------------------------------------- */

/* A path of the host that must not be shown inside. */
struct policy_reserved {
	const char *path;
	bool below;    /* and everything below it */
	bool writable; /* only where the tenant could write to it */
	const char *why;
};

/*
 * All of them. policy_load() refuses a source by its name; what that name leads to, lib/talk/shown.c knows.
 */
const struct policy_reserved *policy_reserved_sources(size_t *count);

/* "/a/b" is inside "/a", inside "/a/b" and inside "/". Both absolute, without a slash at the end. */
bool policy_inside(const char *path, const char *directory);

/* --- printing ---------------------------------------------------------------------------------- */

struct field_info {
	enum field_scope scope;
	enum field_effect effect;
	const char *section;
	const char *key;
	enum field_kind kind;
	const char *default_text;
	const char *text; /* one line of description */
};

const struct field_info *policy_field(enum field_id id);

/*
 * The value of one field as it would be written in a file. Returns the length as snprintf(3) does.
 * policy_load() of the printed value gives the same value.
 */
int policy_print_field(const struct policy *p, enum field_id id, char *buffer, size_t size);

/* --- encoding: module -> hostel-init ------------------------------------------------------------ */

/*
 * Encode all fields of scope POLICY (origins are left out). Version, field count, a length and a
 * hash of the field list precede them; every integer is little-endian. *bytes is malloc'ed.
 * Returns 0 or ENOMEM.
 */
int policy_encode(const struct policy *p, unsigned char **bytes, size_t *length);

/*
 * Strict inverse: other versions, truncation, trailing bytes, values out of the field's range,
 * strings with a NUL or over 4096 bytes, lists over 1024 entries give EINVAL. Fields of other scopes
 * get their defaults. Returns 0, EINVAL or ENOMEM; unless 0, *p is zeroed.
 */
int policy_decode(struct policy *p, const unsigned char *bytes, size_t length);

/* 64-bit FNV-1a of an encoding: the same policy or not. No secret, no defence against collisions. */
uint64_t policy_hash(const unsigned char *bytes, size_t length);

/* The same of the fields of each effect, and of the list of all of them. Returns 0 or ENOMEM. */
int policy_hashes(const struct policy *p, uint64_t hashes[EFFECT_COUNT]);

/* True if a field of scope POLICY has the same value in both (false without memory, too). */
bool policy_same(const struct policy *a, const struct policy *b, enum field_id id);

/* Copy the encoded fields of one effect. Returns 0, or ENOMEM: *to may have some of them then. */
int policy_take(struct policy *to, const struct policy *from, enum field_effect effect);

#endif
