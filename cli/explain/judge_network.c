/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Judges about network and privileges.
 */
#include "judge_network.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/fd.h"
#include "policy/print.h"
#include "remedy.h"
#include "value.h"

#define LOW_PORTS                                                                                          \
	1024 /* ip_unprivileged_port_start of ip-sysctl.rst; a network of nat or pasta has it at 0 */

static bool leads_out(const struct facts *f)
{
	return f->policy->network == NETWORK_NAT || f->policy->network == NETWORK_PASTA;
}

JUDGE(network_mode)
{
	char *AUTO_FREE value = value_of(f->policy, FIELD_network);

	if (f->policy->network != NETWORK_NONE && f->policy->network != NETWORK_LOOPBACK)
		return verdict_say(a, VERDICT_NOT, "it is %s", value);
	if (c->local)
		return verdict_say(a, VERDICT_NOT, "it is %s, but that is the tenant's own localhost", value);
	return verdict_say(a, VERDICT_NOW, "it is %s", value);
}

JUDGE(own_localhost)
{
	char *AUTO_FREE value = value_of(f->policy, FIELD_network);

	if (f->policy->network == NETWORK_HOST)
		return verdict_say(a, VERDICT_NOT, "it is host");
	if (!c->local)
		return verdict_say(
			a, leads_out(f) ? VERDICT_NOT : VERDICT_CAN, "the complaint names no localhost");
	return verdict_say(a, VERDICT_NOW, "it is %s", value);
}

JUDGE(egress)
{
	char *AUTO_FREE value = value_of(f->policy, a->field);

	if (!leads_out(f))
		return verdict_say(a, VERDICT_NOT, "only nat and pasta have it");
	if (!strcmp(value, "any") || c->local)
		return verdict_say(
			a, VERDICT_NOT, c->local ? "that is the tenant's own localhost" : "it is any");
	if (strcmp(value, policy_field(FIELD_egress)->default_text) != 0 || !c->port)
		return verdict_say(a, VERDICT_CAN, "nothing counts it; it is %.200s", value);
	/* The default: mail servers alone. */
	return verdict_say(a, c->port == 25 ? VERDICT_NOW : VERDICT_NOT, "it is %s", value);
}

static bool has_port(const struct port_list *l, uint32_t port)
{
	for (uint32_t i = 0; i < l->count; i++)
		if (port >= l->items[i].first && port <= l->items[i].last)
			return true;
	return l->any;
}

JUDGE(ports)
{
	const struct port_list *l =
		a->field == FIELD_tcp_bind ? &f->policy->tcp_bind : &f->policy->tcp_connect;
	char *AUTO_FREE value = value_of(f->policy, a->field);

	if (l->any || (c->port && has_port(l, c->port)))
		return verdict_say(a, VERDICT_NOT, "it is %.200s", value);
	return verdict_say(a, c->port || !l->count ? VERDICT_NOW : VERDICT_CAN, "it is %.200s", value);
}

JUDGE(low_port)
{
	if (f->policy->keep & POLICY_KEEP_NET_BIND_SERVICE)
		return verdict_say(a, VERDICT_NOT, "the tenant has it");
	if (leads_out(f))
		return verdict_say(a, VERDICT_NOT, "with nat and pasta they need none");
	if (c->port >= LOW_PORTS)
		return verdict_say(a, VERDICT_NOT, "%u is above", (unsigned)c->port);
	return verdict_say(a, c->port ? VERDICT_NOW : VERDICT_CAN, "the tenant does not have it");
}

JUDGE(lacks_raw)
{
	(void)c;
	return f->policy->keep & POLICY_KEEP_NET_RAW
		       ? verdict_say(a, VERDICT_NOT, "the tenant has it")
		       : verdict_say(a, VERDICT_NOW, "the tenant does not have it");
}

JUDGE(unpublished)
{
	const struct publish_list *l = &f->policy->publish;

	for (uint32_t i = 0; i < l->count; i++)
		if (c->port >= l->items[i].inside &&
			c->port - l->items[i].inside <= l->items[i].last - l->items[i].first)
			return verdict_say(a, VERDICT_NOT, "port %u is published", (unsigned)c->port);
	return verdict_say(a, l->count ? VERDICT_CAN : VERDICT_NOW, l->count ? "nothing counts it"
									      : "nothing is published");
}

/* --- system calls ---------------------------------------------------------------------------------- */

static void list_calls(const struct facts *f, char *text, size_t size)
{
	size_t used = 0;

	*text = '\0';
	for (size_t i = 0; i < f->call_count && i < 3 && used < size; i++)
		used += (size_t)snprintf(text + used, size - used, "%s%s by %s", used ? ", " : "",
			f->calls[i].name, f->calls[i].program);
}

JUDGE(calls)
{
	char *AUTO_FREE deny = value_of(f->policy, FIELD_seccomp_deny);
	char list[300];

	(void)c;
	if (f->policy->seccomp == SECCOMP_UNCONFINED)
		return verdict_say(a, VERDICT_NOT, "there is no filter");
	list_calls(f, list, sizeof(list));
	if (f->call_count) {
		for (size_t i = 0; i < f->call_count; i++)
			a->count += f->calls[i].count;
		a->last = f->calls[0].last;
		if (remedy_lists(deny, f->calls[0].name))
			a->field = FIELD_seccomp_deny;
		return verdict_say(a, VERDICT_HIT, "refused since the host came up: %s", list);
	}
	if (f->calls_logged)
		return verdict_say(
			a, VERDICT_NOT, "none was refused since the host came up, and seccomp.log is yes");
	return verdict_say(a, VERDICT_CAN,
		"nothing is logged: hostel tenant set %s seccomp.log=yes, and once more", f->name);
}

JUDGE(denied)
{
	char *AUTO_FREE value = value_of(f->policy, a->field);

	(void)c;
	if (!*value)
		return verdict_say(a, VERDICT_NOT, "there are none");
	return verdict_say(a, VERDICT_CAN, "they are %.200s", value);
}
