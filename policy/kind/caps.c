/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kind CAPABILITIES: a mask of those few that a tenant may be left with. It is an allow list:
 * the others would let the tenant undo the rest of the sandbox, whatever an admin writes.
 */
#include <string.h>

#include "capability_names.h" /* cap_names[], generated: bit N is name N */
#include "list.h"
#include "plain.h"
#include "policy/ascii.h"
#include "policy/kind.h"
#include "policy/suggest.h"

#define ALLOWED (POLICY_KEEP_NET_BIND_SERVICE | POLICY_KEEP_NET_RAW)

/* All of them, so that a known name gets another answer than a typing error. */
#define CAP_COUNT (sizeof(cap_names) / sizeof(cap_names[0]))

static const char *without_prefix(const char *name)
{
	static const char prefix[] = "cap_";

	for (size_t i = 0; prefix[i]; i++) {
		if (ascii_lower(name[i]) != prefix[i])
			return name;
	}
	return name + strlen(prefix);
}

static int complain_cap(const char *item, struct complaint *c)
{
	struct suggestion s = {.word = without_prefix(item)};

	for (size_t i = 0; i < CAP_COUNT; i++)
		suggest_offer(&s, cap_names[i]);
	if (s.best)
		return complain(c, "no capability \"%.40s\": did you mean %s?", item, s.best);
	return complain(
		c, "no capability \"%.40s\": net_bind_service and net_raw can be kept", item);
}

static int read_cap(char *item, void *member, struct complaint *c)
{
	uint64_t *mask = member;
	uint64_t bit;
	size_t i = 0;

	while (i < CAP_COUNT && !ascii_same(without_prefix(item), cap_names[i]))
		i++;
	if (i == CAP_COUNT)
		return complain_cap(item, c);
	bit = UINT64_C(1) << i;
	if (!(bit & ALLOWED))
		return complain(c,
			"%s would undo the sandbox: only net_bind_service and net_raw can be kept",
			cap_names[i]);
	if (*mask & bit)
		return complain(c, "%s stands here twice", cap_names[i]);
	*mask |= bit;
	return 0;
}

static KIND_PARSE(parse)
{
	return list_read(text, POLICY_LIST_MAX, "capabilities", member, read_cap, c);
}

static KIND_CHECK(check)
{
	return (*(const uint64_t *)member & ~ALLOWED) ? complain(c, "not in the allow list") : 0;
}

static KIND_PRINT(print)
{
	uint64_t mask = *(const uint64_t *)member;
	const char *comma = "";

	for (size_t i = 0; i < CAP_COUNT; i++) {
		if (!(mask & (UINT64_C(1) << i)))
			continue;
		text_add(out, "%s%s", comma, cap_names[i]);
		comma = ", ";
	}
}

const struct kind kind_CAPABILITIES = {.parse = parse, .check = check, .print = print,
	.encode = number_encode, .decode = number_decode};
