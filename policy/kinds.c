/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The dispatch table of kinds, and what follows from it: defaults and release of a whole policy.
 * A new kind is a row here and its functions in a value_*.c.
 */
#include <stdio.h>
#include <string.h>

#include "internal.h"
#include "policy/kind/net.h"

/* clang-format off */
#define NUMBER(kind, stem)                                                                         \
	[KIND_##kind] = {sizeof(TYPE_##kind), stem##_parse, stem##_check, stem##_print,            \
		number_encode, number_decode, NULL}
#define LIST(kind, stem, printer)                                                                  \
	[KIND_##kind] = {sizeof(TYPE_##kind), stem##_parse, stem##_check, printer,                 \
		words_encode, words_decode, words_release}

static const struct kind kinds[] = {
	NUMBER(BOOL, bool),
	NUMBER(ENUM, enum),
	NUMBER(COUNT, count),
	NUMBER(COUNT_OR_MAX, count),
	NUMBER(SIZE, size),
	NUMBER(SIZE_OR_MAX, size),
	NUMBER(DURATION, duration),
	NUMBER(DURATION_OR_MAX, duration),
	NUMBER(MEMORY, memory),
	NUMBER(RATE, rate),
	NUMBER(BITRATE, bitrate),
	NUMBER(CPU, cpu),
	NUMBER(LINGER, linger),
	NUMBER(CAPABILITIES, caps),
	[KIND_ULIMIT] = {sizeof(TYPE_ULIMIT), limit_parse, limit_check, limit_print,
		limit_encode, limit_decode, NULL},
	[KIND_NAME] = {sizeof(TYPE_NAME), name_parse, NULL, plain_print,
		NULL, NULL, text_release},
	[KIND_PATH_OR_AUTO] = {sizeof(TYPE_PATH_OR_AUTO), shell_parse, shell_check, shell_print,
		text_encode, text_decode, text_release},
	[KIND_FILE_OR_NONE] = {sizeof(TYPE_FILE_OR_NONE), file_parse, NULL, plain_print,
		NULL, NULL, text_release},
	[KIND_CGROUP] = {sizeof(TYPE_CGROUP), cgroup_parse, NULL, plain_print,
		NULL, NULL, text_release},
	[KIND_HOSTNAME] = {sizeof(TYPE_HOSTNAME), hostname_parse, hostname_check, plain_print,
		text_encode, text_decode, text_release},
	[KIND_APPARMOR] = {sizeof(TYPE_APPARMOR), apparmor_parse, apparmor_check, plain_print,
		text_encode, text_decode, text_release},
	[KIND_SELINUX] = {sizeof(TYPE_SELINUX), selinux_parse, selinux_check, plain_print,
		text_encode, text_decode, text_release},
	LIST(WORDS, words, words_print),
	LIST(PATTERNS, patterns, words_print),
	LIST(PATHS, paths, paths_print),
	[KIND_BINDS] = {sizeof(TYPE_BINDS), binds_parse, binds_check, binds_print,
		binds_encode, binds_decode, binds_release},
	[KIND_TMPFS_LIST] = {sizeof(TYPE_TMPFS_LIST), tmpfs_parse, tmpfs_check, tmpfs_print,
		tmpfs_encode, tmpfs_decode, tmpfs_release},
	[KIND_SELECTORS] = {sizeof(TYPE_SELECTORS), selectors_parse, NULL, selectors_print,
		NULL, NULL, selectors_release},
	[KIND_UID_RANGE] = {sizeof(TYPE_UID_RANGE), uids_parse, NULL, uids_print,
		NULL, NULL, NULL},
	[KIND_CALLS] = {sizeof(TYPE_CALLS), calls_parse, calls_check, calls_print,
		calls_encode, calls_decode, NULL},
	[KIND_PORTS] = {sizeof(TYPE_PORTS), ports_parse, ports_check, ports_print,
		ports_encode, ports_decode, NULL},
	[KIND_CPUSET] = {sizeof(TYPE_CPUSET), cpuset_parse, cpuset_check, cpuset_print,
		cpuset_encode, cpuset_decode, NULL},
	[KIND_IO_LIST] = {sizeof(TYPE_IO_LIST), io_parse, io_check, io_print,
		io_encode, io_decode, NULL},
	[KIND_POOL] = {sizeof(TYPE_POOL), pool_parse, NULL, pool_print,
		NULL, NULL, NULL},
	[KIND_EGRESS] = {sizeof(TYPE_EGRESS), egress_parse, egress_check, egress_print,
		egress_encode, egress_decode, NULL},
	[KIND_PUBLISH] = {sizeof(TYPE_PUBLISH), publish_parse, publish_check, publish_print,
		publish_encode, publish_decode, NULL},
	[KIND_ADDRESSES] = {sizeof(TYPE_ADDRESSES), addresses_parse, addresses_check, addresses_print,
		addresses_encode, addresses_decode, NULL},
};
/* clang-format on */

_Static_assert(sizeof(kinds) / sizeof(kinds[0]) == KIND_COUNT_, "a kind without a row");

const struct kind *kind_of(const struct field *f)
{
	return &kinds[f->info.kind];
}

void value_release(const struct field *f, void *member)
{
	if (kind_of(f)->release)
		kind_of(f)->release(member);
	memset(member, 0, kind_of(f)->size);
}

void policy_free(struct policy *p)
{
	for (unsigned int id = 0; id < FIELD_COUNT; id++)
		value_release(&policy_fields[id], field_member(p, (enum field_id)id));
	memset(p, 0, sizeof(*p));
}

int policy_init(struct policy *p)
{
	memset(p, 0, sizeof(*p));
	for (unsigned int id = 0; id < FIELD_COUNT; id++) {
		const struct field *f = &policy_fields[id];
		void *member = field_member(p, (enum field_id)id);
		int error = kind_of(f)->parse(f, f->info.default_text, member, NULL);

		if (error) {
			policy_free(p);
			return error;
		}
		(void)snprintf(p->origin[id].file, sizeof(p->origin[id].file), "default");
	}
	return 0;
}
