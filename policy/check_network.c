/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the keys of [network] say together: nothing stands there that the mode does not enforce.
 */
#include <string.h>

#include "policy/kind/net.h"

static void report(const struct policy *p, enum field_id id, const char *what, struct problems *ps)
{
	const struct origin *mode = &p->origin[FIELD_network];
	char where[96], value[96], said[120] = "the default";
	struct text out = {.buffer = said, .size = sizeof(said)};

	field_where(id, where, sizeof(where));
	(void)policy_print_field(p, id, value, sizeof(value));
	if (mode->line)
		text_add(&out, "%s:%u", mode->file, mode->line);
	problems_add(ps, p->origin[id].file, p->origin[id].line, where, value, "%s, and mode is %s (%s)",
		what, policy_fields[FIELD_network].range.names[p->network], said);
}

/* A mode that was not understood is not judged. */
static bool mode_is_wrong(const struct problems *ps)
{
	char where[96];

	field_where(FIELD_network, where, sizeof(where));
	for (size_t i = 0; i < ps->count; i++)
		if (strcmp(ps->v[i].where, where) == 0)
			return true;
	return false;
}

/* True unless it is what mode = host has anyway, or as near as can be written: it undoes what others set. */
static bool limits(const struct policy *p, enum field_id id)
{
	switch (id) {
	case FIELD_rate:
		return p->rate != VALUE_MAX;
	case FIELD_rate_in:
		return p->rate_in != VALUE_MAX;
	case FIELD_connections:
		return p->connections != VALUE_MAX;
	case FIELD_dns:
		return p->dns.count;
	case FIELD_egress:
		return p->egress.count != 1 || p->egress.items[0].deny ||
		       p->egress.items[0].where != EGRESS_PUBLIC || p->egress.items[0].protocol != NET_ANY;
	default:
		return true;
	}
}

void check_network(const struct policy *p, struct problems *ps)
{
	static const enum field_id own[] = {
		FIELD_egress, FIELD_rate, FIELD_rate_in, FIELD_connections, FIELD_dns};
	bool inside = p->network == NETWORK_NAT || p->network == NETWORK_PASTA;

	if (mode_is_wrong(ps))
		return;
	if (p->publish.count && !inside)
		report(p, FIELD_publish, "this needs mode = nat or pasta", ps);
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (p->network == NETWORK_HOST && p->origin[own[i]].line && limits(p, own[i]))
			report(p, own[i], "nothing enforces this in the host's network", ps);
	if (p->network == NETWORK_PASTA && p->rate_in != VALUE_MAX)
		report(p, FIELD_rate_in, "pasta cannot enforce this: use nat, or max here", ps);
}
