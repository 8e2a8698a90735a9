/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A policy as bytes, from the PAM module to hostel-init; and what differs between two.
 */
#ifndef HOSTEL_POLICY_ENCODE_H
#define HOSTEL_POLICY_ENCODE_H

#include "policy/policy.h"

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
