/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kind PUBLISH: ports of the host's addresses that lead into the tenant's network.
 */
#include <errno.h>
#include <string.h>

#include "list.h"
#include "policy/kind.h"
#include "prefix.h"

#define PORT_LAST 65535

static const char form[] = "write ADDRESS:PORTS[:PORTS]/PROTO such as 192.0.2.10:8080:80/tcp";

static uint32_t port_count(const struct publish_entry *e)
{
	return e->last - e->first + 1;
}

/* "ADDRESS:" or "[ADDRESS]:"; *at moves behind the colon. */
static int read_host_address(char **at, struct net_prefix *address, struct complaint *c)
{
	char *start = *at;
	char *end = strchr(start, *start == '[' ? ']' : ':');
	char *colon = end && *start == '[' ? end + 1 : end;
	int error;

	if (!end || *colon != ':')
		return complain(c, "\"%.48s\": %s", start, form);
	*end = '\0';
	*at = colon + 1;
	if (*start == '[')
		start++;
	error = address_read(start, address, c);
	if (error)
		return complain(c, "\"%.48s\" is no address: %s, IPv6 in brackets", start, form);
	if (address->version == 4 && colon != end)
		return complain(c, "only IPv6 addresses stand in brackets");
	return 0;
}

static int read_ports(const char *at, struct publish_entry *e, struct complaint *c)
{
	uint32_t last;
	int error = ports_read(&at, &e->first, &e->last, c);

	e->inside = e->first;
	if (error || !*at)
		return error;
	if (*at != ':')
		return complain(c, "\"%.40s\" behind the ports: %s", at, form);
	at++;
	error = ports_read(&at, &e->inside, &last, c);
	if (error)
		return error;
	if (*at)
		return complain(c, "\"%.40s\" behind the ports: %s", at, form);
	if (last - e->inside != e->last - e->first)
		return complain(c, "%u ports outside, %u inside: both are as many", port_count(e),
			last - e->inside + 1);
	return 0;
}

static int read_entry(char *item, void *member, struct complaint *c)
{
	struct publish_list *list = member;
	struct publish_entry *e = &list->items[list->count++];
	char *protocol = strchr(item, '/');
	int error;

	if (!protocol)
		return complain(c, "\"%.48s\": the protocol is missing; %s", item, form);
	*protocol++ = '\0';
	if (strcmp(protocol, "tcp") == 0)
		e->protocol = NET_TCP;
	else if (strcmp(protocol, "udp") == 0)
		e->protocol = NET_UDP;
	else
		return complain(c, "\"%.40s\": the protocol is tcp or udp; %s", protocol, form);
	error = read_host_address(&item, &e->address, c);
	return error ? error : read_ports(item, e, c);
}

/* --- check ------------------------------------------------------------------------------------ */

static int check_entry(const struct publish_entry *e, struct complaint *c)
{
	char name[64];
	enum net_special special;
	int error = prefix_check(&e->address, c);

	if (error)
		return error;
	prefix_print(&(struct text){.buffer = name, .size = sizeof(name)}, &e->address, false);
	special = prefix_special(&e->address);
	if (!prefix_whole(&e->address) || special != SPECIAL_NONE)
		return complain(c, "%s (%s): name one of the host's addresses", name,
			prefix_whole(&e->address) ? special_name(special) : "a prefix");
	if (e->protocol != NET_TCP && e->protocol != NET_UDP)
		return complain(c, "the protocol is tcp or udp");
	if (e->first < 1 || e->first > e->last || e->last > PORT_LAST || e->inside < 1 ||
		e->inside > PORT_LAST || e->inside + (e->last - e->first) > PORT_LAST)
		return complain(c, "no such ports");
	if (e->first <= NETWORK_PORT_LAST && e->last >= NETWORK_PORT_FIRST)
		return complain(c, "from ports %d to %d tenants' connections come: publish another",
			NETWORK_PORT_FIRST, NETWORK_PORT_LAST);
	return 0;
}

static int check_pair(
	const struct publish_entry *a, const struct publish_entry *b, struct complaint *c)
{
	char name[64];

	if (memcmp(&a->address, &b->address, sizeof(a->address)) != 0 || a->protocol != b->protocol ||
		a->first > b->last || b->first > a->last)
		return 0;
	prefix_print(&(struct text){.buffer = name, .size = sizeof(name)}, &b->address, true);
	return complain(c, "port %u/%s of %s stands here twice", a->first > b->first ? a->first : b->first,
		a->protocol == NET_TCP ? "tcp" : "udp", name);
}

static KIND_CHECK(check)
{
	const struct publish_list *list = member;
	uint32_t total = 0;

	if (list->count > PUBLISH_MAX)
		return complain(c, "too many entries");
	for (uint32_t i = 0; i < list->count; i++) {
		int error = check_entry(&list->items[i], c);

		for (uint32_t k = 0; !error && k < i; k++)
			error = check_pair(&list->items[k], &list->items[i], c);
		if (error)
			return error;
		total += port_count(&list->items[i]);
	}
	if (total > PUBLISH_PORTS_MAX)
		return complain(c, "these are %u ports: at most %d", total, PUBLISH_PORTS_MAX);
	return 0;
}

static KIND_PARSE(parse)
{
	int error = list_read(text, PUBLISH_MAX, "entries", member, read_entry, c);

	return error ? error : check(f, member, c);
}

/* --- print and bytes -------------------------------------------------------------------------- */

static KIND_PRINT(print)
{
	const struct publish_list *list = member;

	for (uint32_t i = 0; i < list->count; i++) {
		const struct publish_entry *e = &list->items[i];

		text_add(out, "%s", i ? ", " : "");
		prefix_print(out, &e->address, true);
		text_add(out, ":");
		ports_write(out, e->first, e->last);
		if (e->inside != e->first) {
			text_add(out, ":");
			ports_write(out, e->inside, e->inside + (e->last - e->first));
		}
		text_add(out, "/%s", e->protocol == NET_TCP ? "tcp" : "udp");
	}
}

static void encode(const void *member, struct wire_writer *out)
{
	const struct publish_list *list = member;

	wire_put_u32(out, list->count);
	for (uint32_t i = 0; i < list->count; i++) {
		const struct publish_entry *e = &list->items[i];

		prefix_encode(out, &e->address);
		wire_put_u32(out, e->first);
		wire_put_u32(out, e->last);
		wire_put_u32(out, e->inside);
		wire_put_u32(out, e->protocol);
	}
}

static int decode(struct wire_reader *in, void *member)
{
	struct publish_list *list = member;

	list->count = wire_get_count(in, PREFIX_BYTES + 16, PUBLISH_MAX);
	for (uint32_t i = 0; i < list->count; i++) {
		struct publish_entry *e = &list->items[i];

		prefix_decode(in, &e->address);
		e->first = wire_get_u32(in);
		e->last = wire_get_u32(in);
		e->inside = wire_get_u32(in);
		e->protocol = wire_get_u32(in);
	}
	return in->failed ? EINVAL : 0;
}

const struct kind kind_PUBLISH = {.parse = parse, .check = check, .print = print, .encode = encode,
	.decode = decode};
