/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What can be done with a kind of value.
 */
#ifndef POLICY_KIND_H
#define POLICY_KIND_H

#include "base/wire.h"
#include "complaint.h"
#include "table.h"
#include "text.h"

#define POLICY_STRING_SIZE_MAX 4096 /* bytes, without the NUL */
#define POLICY_LIST_MAX 1024 /* entries */

/*
 * `member` points to the kind's C type.
 *   parse    into a zeroed member: 0, EINVAL with a complaint, ENOMEM; the caller releases it
 *   expand   replace %u, %U and %h: 0, EINVAL, ENOMEM; NULL where they mean nothing
 *   check    a value in its final form (after expansion, or decoded): 0 or EINVAL
 *   print    as it would be written in a file
 *   decode   into a zeroed member: 0, EINVAL, ENOMEM; what the value says is checked afterwards
 *   release  free what the value owns; NULL where that is nothing
 * check, encode and decode may be NULL where no field of scope POLICY has the kind.
 */
struct kind {
	int (*parse)(const struct field *f, const char *text, void *member, struct complaint *c);
	int (*expand)(void *member, const struct policy_who *who, struct complaint *c);
	int (*check)(const struct field *f, const void *member, struct complaint *c);
	void (*print)(const struct field *f, const void *member, struct text *out);
	void (*encode)(const void *member, struct wire_writer *out);
	int (*decode)(struct wire_reader *in, void *member);
	void (*release)(void *member);
};

/* The heads of such functions. Many have no use for the field. */
#define KIND_PARSE(name)                                                                           \
	int name(const struct field *f __attribute__((unused)), const char *text, void *member,    \
		struct complaint *c)
#define KIND_CHECK(name)                                                                           \
	int name(const struct field *f __attribute__((unused)), const void *member, struct complaint *c)
#define KIND_PRINT(name)                                                                           \
	void name(const struct field *f __attribute__((unused)), const void *member, struct text *out)

/* kind_BOOL, ...: each in its file of policy/kind/ */
#define KIND(name, type) extern const struct kind kind_##name;
#include "policy/kinds.def"
#undef KIND

/* A value of any kind. */
union value {
#define KIND(name, type) type name;
#include "policy/kinds.def"
#undef KIND
};

#endif
