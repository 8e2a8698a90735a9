/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kind EGRESS: rules of what may leave a tenant's network, the first that matches decides.
 */
#include <errno.h>
#include <string.h>

#include "list.h"
#include "policy/kind.h"
#include "prefix.h"

#define PORT_LAST 65535

static const char *const protocols[] = {[NET_TCP] = "tcp", [NET_UDP] = "udp", [NET_ICMP] = "icmp"};

static const char form[] =
	"a rule is [allow|deny] [WHERE] [PROTO[/PORTS]] or [allow|deny] WHERE:PORTS[/PROTO]";

/* --- parts of a rule -------------------------------------------------------------------------- */

/* NET_ANY unless the word is a protocol, with or without "/PORTS". */
static enum net_protocol find_protocol(const char *word)
{
	size_t length = strcspn(word, "/");

	for (int i = NET_TCP; i <= NET_ICMP; i++)
		if (strlen(protocols[i]) == length && strncmp(protocols[i], word, length) == 0)
			return (enum net_protocol)i;
	return NET_ANY;
}

/* PROTO or PROTO/PORTS */
static int read_protocol(const char *word, struct egress_rule *r, struct complaint *c)
{
	const char *at = strchr(word, '/');
	int error;

	r->protocol = find_protocol(word);
	if (r->protocol == NET_ANY)
		return complain(c, "\"%.40s\": a protocol is tcp, udp or icmp; %s", word, form);
	if (!at)
		return 0;
	if (r->protocol == NET_ICMP)
		return complain(c, "icmp has no ports");
	at++;
	error = ports_read(&at, &r->first, &r->last, c);
	if (!error && *at)
		return complain(c, "\"%.40s\": write a port or a range of them, tcp/8000-8010", word);
	return error;
}

/* PORTS or PORTS/PROTO, behind WHERE and a colon */
static int read_short(const char *text, struct egress_rule *r, struct complaint *c)
{
	int error = ports_read(&text, &r->first, &r->last, c);

	r->protocol = NET_TCP;
	if (error || !*text)
		return error;
	if (*text == '/')
		r->protocol = find_protocol(text + 1);
	if (*text != '/' || strchr(text + 1, '/') || r->protocol == NET_ANY || r->protocol == NET_ICMP)
		return complain(c, "behind the port stand /tcp, /udp or nothing: 10.1.2.3:53/udp");
	return 0;
}

static int check_destination(const struct net_prefix *p, struct complaint *c)
{
	char name[64];
	enum net_special special;
	int error = prefix_check(p, c);

	if (error)
		return error;
	prefix_print(&(struct text){.buffer = name, .size = sizeof(name)}, p, false);
	special = prefix_special(p);
	if (p->length == 0)
		return complain(c, "%s: write any (public addresses) and name private ones", name);
	if (special == SPECIAL_LOOPBACK)
		return complain(c, "%s: loopback addresses are the sandbox's own, nothing leaves by them",
			name);
	if (special == SPECIAL_MAPPED)
		return complain(c, "%s: write the IPv4 address by itself", name);
	if (special != SPECIAL_NONE)
		return complain(c, "%s: %s addresses cannot be a destination", name,
			special_name(special));
	return 0;
}

static int read_address(const char *text, struct egress_rule *r, struct complaint *c)
{
	int error;

	if (!strpbrk(text, ".:") && find_protocol(text) != NET_ANY)
		return complain(c, "\"%.40s\": a protocol's ports stand behind a slash, %s", text, form);
	if (!strpbrk(text, ".:"))
		return complain(c, "\"%.40s\" is neither any, host nor an address; %s", text, form);
	r->where = EGRESS_PREFIX;
	error = prefix_read(text, &r->to, c);
	return error ? error : check_destination(&r->to, c);
}

/* "[ADDRESS]" or "[ADDRESS]:PORTS": cut at the bracket; *ports is NULL without. */
static int cut_brackets(char **word, char **ports, struct complaint *c)
{
	char *end = strchr(*word, ']');

	*ports = NULL;
	if (!end || (end[1] && end[1] != ':'))
		return complain(c, "an IPv6 address with ports is [2001:db8::1]:443");
	if (end[1])
		*ports = end + 2;
	*end = '\0';
	(*word)++;
	return strchr(*word, ':') ? 0 : complain(c, "only IPv6 addresses stand in brackets");
}

/* WHERE or WHERE:PORTS[/PROTO]; a colon by itself is not IPv6's. */
static int read_where(char *word, struct egress_rule *r, struct complaint *c)
{
	char *ports = strchr(word, ':');
	int error = 0;

	if (*word == '[')
		error = cut_brackets(&word, &ports, c);
	else if (ports && strchr(ports + 1, ':'))
		ports = NULL;
	else if (ports)
		*ports++ = '\0';
	if (error)
		return error;
	if (strcmp(word, "any") == 0)
		r->where = EGRESS_PUBLIC;
	else if (strcmp(word, "host") == 0)
		r->where = EGRESS_HOST;
	else
		error = read_address(word, r, c);
	return error || !ports ? error : read_short(ports, r, c);
}

/* --- a rule ----------------------------------------------------------------------------------- */

static int read_rule(char *item, void *member, struct complaint *c)
{
	struct egress_list *list = member;
	struct egress_rule *r = &list->items[list->count++];
	char *words[4] = {NULL};
	char **word = words;
	size_t count = 0;
	int error = 0;

	for (char *rest = item, *w = strsep(&rest, " \t"); w; w = strsep(&rest, " \t"))
		if (*w && count < 4)
			words[count++] = w;
	*r = (struct egress_rule){.where = EGRESS_PUBLIC, .last = PORT_LAST};
	if (*word && (strcmp(*word, "allow") == 0 || strcmp(*word, "deny") == 0)) {
		r->deny = **word == 'd';
		word++;
	}
	if (!*word)
		return complain(c, "\"%s\" alone: name a destination, a protocol or both", words[0]);
	if (find_protocol(*word) == NET_ANY)
		error = read_where(*word++, r, c);
	else if (r->deny)
		r->where = EGRESS_ANYWHERE;
	if (!error && *word && r->protocol != NET_ANY)
		error = complain(c, "\"%.40s\": the protocol was said already; %s", *word, form);
	if (!error && *word)
		error = read_protocol(*word++, r, c);
	if (!error && *word)
		error = complain(c, "\"%.40s\" is too much; %s, with commas between rules", *word, form);
	return error;
}

static int check_rule(const struct egress_rule *r, struct complaint *c)
{
	static const struct net_prefix none;
	bool all = r->first == 0 && r->last == PORT_LAST;
	bool some = r->first >= 1 && r->first <= r->last && r->last <= PORT_LAST;

	if (r->deny > 1 || r->where > EGRESS_PREFIX || r->protocol > NET_ICMP)
		return complain(c, "no such rule");
	if (!all && (!some || r->protocol == NET_ANY || r->protocol == NET_ICMP))
		return complain(c, "no such ports");
	if (r->where == EGRESS_ANYWHERE && (!r->deny || r->protocol == NET_ANY))
		return complain(c, "anywhere is for denials of a protocol");
	if (r->where == EGRESS_PREFIX)
		return check_destination(&r->to, c);
	return memcmp(&r->to, &none, sizeof(none)) == 0 ? 0 : complain(c, "an address too much");
}

/* As short as it can be written. */
static void print_rule(const struct egress_rule *r, struct text *out)
{
	bool ports = r->last != PORT_LAST || r->first != 0;
	bool where = r->where == EGRESS_HOST || r->where == EGRESS_PREFIX ||
		     (r->where == EGRESS_PUBLIC && (r->deny || r->protocol == NET_ANY));

	text_add(out, "%s", r->deny ? "deny " : "");
	if (where && r->where == EGRESS_PREFIX)
		prefix_print(out, &r->to, ports);
	else if (where)
		text_add(out, "%s", r->where == EGRESS_HOST ? "host" : "any");
	if (where && ports) {
		text_add(out, ":");
		ports_write(out, r->first, r->last);
		text_add(out, "%s", r->protocol == NET_UDP ? "/udp" : "");
	} else if (r->protocol != NET_ANY) {
		text_add(out, "%s%s%s", where ? " " : "", protocols[r->protocol], ports ? "/" : "");
		if (ports)
			ports_write(out, r->first, r->last);
	}
}

/* --- the list --------------------------------------------------------------------------------- */

static bool covers_place(const struct egress_rule *a, const struct egress_rule *b)
{
	switch (a->where) {
	case EGRESS_ANYWHERE:
		return true;
	case EGRESS_PUBLIC: /* an address of the host's own that stands there as such comes too late, too */
		return b->where == EGRESS_PUBLIC || (b->where == EGRESS_PREFIX && prefix_public(&b->to));
	case EGRESS_PREFIX:
		return b->where == EGRESS_PREFIX && prefix_covers(&a->to, &b->to);
	default:
		return b->where == a->where;
	}
}

/* True if whatever matches b matches a. */
static bool covers(const struct egress_rule *a, const struct egress_rule *b)
{
	return covers_place(a, b) && (a->protocol == NET_ANY || a->protocol == b->protocol) &&
	       a->first <= b->first && a->last >= b->last;
}

static int complain_covered(
	const struct egress_rule *a, const struct egress_rule *b, struct complaint *c)
{
	char first[96], second[96];

	print_rule(a, &(struct text){.buffer = first, .size = sizeof(first)});
	print_rule(b, &(struct text){.buffer = second, .size = sizeof(second)});
	return complain(c, "\"%s\" is never reached: \"%s\" stands before it", second, first);
}

static KIND_CHECK(check)
{
	const struct egress_list *list = member;

	if (list->count > EGRESS_MAX)
		return complain(c, "too many rules");
	for (uint32_t i = 0; i < list->count; i++) {
		int error = check_rule(&list->items[i], c);

		for (uint32_t k = 0; !error && k < i; k++)
			if (covers(&list->items[k], &list->items[i]))
				error = complain_covered(&list->items[k], &list->items[i], c);
		if (error)
			return error;
	}
	return 0;
}

static KIND_PARSE(parse)
{
	struct egress_list *list = member;
	int error;

	if (strcmp(text, "none") == 0)
		return 0;
	error = list_read(text, EGRESS_MAX, "rules", list, read_rule, c);
	if (!error && !list->count)
		return complain(c, "write none, or rules such as %s", f->info.default_text);
	return error ? error : check(f, list, c);
}

static KIND_PRINT(print)
{
	const struct egress_list *list = member;

	if (!list->count)
		text_put(out, "none");
	for (uint32_t i = 0; i < list->count; i++) {
		text_add(out, "%s", i ? ", " : "");
		print_rule(&list->items[i], out);
	}
}

static void encode(const void *member, struct wire_writer *out)
{
	const struct egress_list *list = member;

	wire_put_u32(out, list->count);
	for (uint32_t i = 0; i < list->count; i++) {
		const struct egress_rule *r = &list->items[i];

		wire_put_u32(out, r->deny);
		wire_put_u32(out, r->where);
		prefix_encode(out, &r->to);
		wire_put_u32(out, r->protocol);
		wire_put_u32(out, r->first);
		wire_put_u32(out, r->last);
	}
}

static int decode(struct wire_reader *in, void *member)
{
	struct egress_list *list = member;

	list->count = wire_get_count(in, PREFIX_BYTES + 20, EGRESS_MAX);
	for (uint32_t i = 0; i < list->count; i++) {
		struct egress_rule *r = &list->items[i];

		r->deny = wire_get_u32(in);
		r->where = wire_get_u32(in);
		prefix_decode(in, &r->to);
		r->protocol = wire_get_u32(in);
		r->first = wire_get_u32(in);
		r->last = wire_get_u32(in);
	}
	return in->failed ? EINVAL : 0;
}

const struct kind kind_EGRESS = {.parse = parse, .check = check, .print = print, .encode = encode,
	.decode = decode};
