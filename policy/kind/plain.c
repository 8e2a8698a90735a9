/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kinds share whose C type is one text, or one number.
 */
#include "plain.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/value.h"

int plain_copy(const char *text, void *member)
{
	*(char **)member = strdup(text);
	return *(char **)member ? 0 : ENOMEM;
}

KIND_PARSE(plain_parse)
{
	int error = plain_copy(text, member);

	return error ? error : kind_of(f)->check(f, member, c);
}

KIND_PRINT(plain_print)
{
	text_put(out, *(char *const *)member);
}

void plain_encode(const void *member, struct wire_writer *out)
{
	wire_put_string(out, *(char *const *)member);
}

int plain_decode(struct wire_reader *in, void *member)
{
	const char *text = wire_get_string(in);

	return in->failed || strlen(text) > POLICY_STRING_SIZE_MAX ? EINVAL : plain_copy(text, member);
}

void plain_release(void *member)
{
	free(*(char **)member);
}

void number_encode(const void *member, struct wire_writer *out)
{
	wire_put_u64(out, *(const uint64_t *)member);
}

int number_decode(struct wire_reader *in, void *member)
{
	*(uint64_t *)member = wire_get_u64(in);
	return in->failed ? EINVAL : 0;
}
