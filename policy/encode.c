/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The policy as bytes, from the PAM module to hostel-init. Header: version, field count and length
 * of the rest (32 bit each), then a hash of the field list (64 bit); then the values of scope
 * POLICY in the order of fields.def. Little-endian; strings and lists start with a 32-bit count.
 * There is one encoding of each policy, and nothing else is decoded.
 */
#include "policy/encode.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "policy/defaults.h"
#include "policy/kind/calls.h"
#include "value.h"

#define VERSION 2
#define HEADER_SIZE 20

uint64_t policy_hash(const unsigned char *bytes, size_t length)
{
	return hash_more(HASH_START, bytes, length);
}

static bool is_encoded(const struct field *f)
{
	return f->info.scope == SCOPE_POLICY;
}

/* Tells a module and an init of different lists, of fields and of system calls, apart. */
static uint64_t hash_fields(uint32_t *count)
{
	uint64_t hash = HASH_START;

	*count = 0;
	for (unsigned int id = 0; id < FIELD_COUNT; id++) {
		const struct field_info *info = &policy_fields[id].info;
		unsigned char kind = (unsigned char)info->kind;

		if (!is_encoded(&policy_fields[id]))
			continue;
		(*count)++;
		hash = hash_more(hash, info->section, strlen(info->section) + 1);
		hash = hash_more(hash, info->key, strlen(info->key) + 1);
		hash = hash_more(hash, &kind, 1);
	}
	for (unsigned int id = 0; id < CALL_COUNT; id++)
		hash = hash_more(hash, call_table_name(id), strlen(call_table_name(id)) + 1);
	return hash;
}

int policy_encode(const struct policy *p, unsigned char **bytes, size_t *length)
{
	struct wire_writer out = {.grows = true};
	uint32_t count;
	uint64_t hash = hash_fields(&count);

	wire_put_u32(&out, VERSION);
	wire_put_u32(&out, count);
	wire_put_u32(&out, 0);
	wire_put_u64(&out, hash);
	for (unsigned int id = 0; id < FIELD_COUNT; id++) {
		const struct field *f = &policy_fields[id];

		if (is_encoded(f))
			kind_of(f)->encode(field_value(p, (enum field_id)id), &out);
	}
	if (out.failed) {
		free(out.data);
		return ENOMEM;
	}
	wire_patch_u32(&out, 8, (uint32_t)(out.used - HEADER_SIZE));
	*bytes = out.data;
	*length = out.used;
	return 0;
}

int policy_hashes(const struct policy *p, uint64_t hashes[EFFECT_COUNT])
{
	struct wire_writer out = {.grows = true};
	uint32_t count;
	const uint64_t fields = hash_more(hash_fields(&count), &(uint32_t){VERSION}, sizeof(uint32_t));

	for (int i = 0; i < EFFECT_COUNT; i++)
		hashes[i] = fields;
	for (unsigned int id = 0; id < FIELD_COUNT; id++) {
		const struct field *f = &policy_fields[id];
		uint64_t *hash = &hashes[f->info.effect];

		if (!is_encoded(f))
			continue;
		out.used = 0;
		kind_of(f)->encode(field_value(p, (enum field_id)id), &out);
		*hash = hash_more(*hash, out.data, out.failed ? 0 : out.used);
	}
	free(out.data);
	return out.failed ? ENOMEM : 0;
}

bool policy_same(const struct policy *a, const struct policy *b, enum field_id id)
{
	const struct kind *k = kind_of(&policy_fields[id]);
	struct wire_writer first = {.grows = true}, second = first;
	bool same;

	k->encode(field_value(a, id), &first);
	k->encode(field_value(b, id), &second);
	same = !first.failed && !second.failed && first.used == second.used &&
	       !memcmp(first.data, second.data, first.used);
	free(first.data);
	free(second.data);
	return same;
}

static int take_field(struct policy *to, const struct policy *from, enum field_id id)
{
	const struct field *f = &policy_fields[id];
	void *member = field_member(to, id);
	struct wire_writer out = {.grows = true};
	struct wire_reader in;
	int error;

	kind_of(f)->encode(field_value(from, id), &out);
	in = (struct wire_reader){.data = out.data, .left = out.used};
	error = out.failed ? ENOMEM : 0;
	if (!error) {
		value_release(f, member);
		error = kind_of(f)->decode(&in, member);
	}
	free(out.data);
	return error;
}

int policy_take(struct policy *to, const struct policy *from, enum field_effect effect)
{
	int error = 0;

	for (unsigned int id = 0; id < FIELD_COUNT && !error; id++) {
		const struct field *f = &policy_fields[id];

		if (is_encoded(f) && f->info.effect == effect)
			error = take_field(to, from, (enum field_id)id);
	}
	return error;
}

static int decode_header(struct wire_reader *in)
{
	uint32_t version, count, length, expected;
	uint64_t hash, expected_hash = hash_fields(&expected);

	version = wire_get_u32(in);
	count = wire_get_u32(in);
	length = wire_get_u32(in);
	hash = wire_get_u64(in);
	return in->failed || version != VERSION || count != expected || hash != expected_hash ||
		length != in->left ? EINVAL : 0;
}

static int decode_fields(struct policy *p, struct wire_reader *in)
{
	for (unsigned int id = 0; id < FIELD_COUNT; id++) {
		const struct field *f = &policy_fields[id];
		void *member = field_member(p, (enum field_id)id);
		int error;

		if (!is_encoded(f))
			continue;
		value_release(f, member);
		error = kind_of(f)->decode(in, member);
		if (!error)
			error = kind_of(f)->check(f, member, NULL);
		if (error)
			return error;
	}
	return in->left ? EINVAL : 0;
}

int policy_decode(struct policy *p, const unsigned char *bytes, size_t length)
{
	struct wire_reader in = {.data = bytes, .left = length};
	int error;

	memset(p, 0, sizeof(*p));
	error = decode_header(&in);
	if (!error)
		error = policy_init(p);
	if (!error)
		error = decode_fields(p, &in);
	if (error)
		policy_free(p);
	return error;
}
