/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests of [network]'s values share.
 */
#ifndef NETWORK_TEST_H
#define NETWORK_TEST_H

#include "policy_test.h"

#include "policy/kind/prefix.h"

#define OK(field, text, printed)                                                                   \
	{                                                                                          \
		FIELD_##field, text, printed, NULL                                                 \
	}
#define NO(field, text, message)                                                                   \
	{                                                                                          \
		FIELD_##field, text, NULL, message                                                 \
	}
#define SAME(field, text) OK(field, text, text)

/* What is printed must be printed again when it is read, and come through the encoding. */
static inline void assert_round_trips(const struct value_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct field *f = &policy_fields[cases[i].field];
		const struct value_case again = {
			cases[i].field, cases[i].printed, cases[i].printed, NULL};
		struct wire_writer out = {.grows = true};
		struct wire_reader in;
		union value value, read, decoded;

		if (!cases[i].printed)
			continue;
		assert_value(&again);
		memset(&value, 0, sizeof(value));
		memset(&read, 0, sizeof(read));
		memset(&decoded, 0, sizeof(decoded));
		assert_int_equal(kind_of(f)->parse(f, cases[i].text, &value, NULL), 0);
		assert_int_equal(kind_of(f)->parse(f, cases[i].printed, &read, NULL), 0);
		assert_memory_equal(&value, &read, sizeof(value));
		if (!kind_of(f)->encode)
			continue;
		kind_of(f)->encode(&value, &out);
		in = (struct wire_reader){.data = out.data, .left = out.used};
		assert_int_equal(kind_of(f)->decode(&in, &decoded), 0);
		assert_int_equal(in.left, 0);
		assert_memory_equal(&value, &decoded, sizeof(value));
		assert_int_equal(kind_of(f)->check(f, &decoded, NULL), 0);
		free(out.data);
	}
}

static inline void assert_cases(const struct value_case *cases, size_t count)
{
	assert_values(cases, count);
	assert_round_trips(cases, count);
}

#define REFUSED(field, value) assert_int_equal(check_value(field, value), EINVAL)
#define TAKEN(field, value) assert_int_equal(check_value(field, value), 0)

static const struct net_prefix ten = {.version = 4, .length = 8, .address = {10}};

#endif
