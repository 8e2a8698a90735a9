/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Addresses and prefixes of IPv4 and IPv6, and ranges of ports: text, bytes, and what lies in what.
 */
#include "prefix.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#include "digits.h"

static uint32_t length_max(const struct net_prefix *p)
{
	return p->version == 4 ? 32 : 128;
}

bool prefix_whole(const struct net_prefix *p)
{
	return p->length == length_max(p);
}

/* The first `length` bits of the address; the others become 0. */
static struct net_prefix cut(const struct net_prefix *p, uint32_t length)
{
	struct net_prefix q = {.version = p->version, .length = length};

	memcpy(q.address, p->address, length / 8);
	if (length % 8)
		q.address[length / 8] = (uint8_t)(p->address[length / 8] & (0xff00 >> (length % 8)));
	return q;
}

bool prefix_covers(const struct net_prefix *wide, const struct net_prefix *narrow)
{
	struct net_prefix q;

	if (wide->version != narrow->version || wide->length > narrow->length)
		return false;
	q = cut(narrow, wide->length);
	return memcmp(q.address, wide->address, sizeof(q.address)) == 0;
}

/* --- text ------------------------------------------------------------------------------------- */

/* inet_pton(3) takes no leading zeros, no zone and no shortened IPv4. */
static int read_address(const char *text, size_t length, struct net_prefix *p, struct complaint *c)
{
	char address[INET6_ADDRSTRLEN];

	*p = (struct net_prefix){0};
	if (length < sizeof(address)) {
		memcpy(address, text, length);
		address[length] = '\0';
		if (inet_pton(AF_INET, address, p->address) == 1)
			p->version = 4;
		else if (inet_pton(AF_INET6, address, p->address) == 1)
			p->version = 6;
	}
	if (!p->version)
		return complain(c, "\"%.48s\" is no IP address", text);
	p->length = length_max(p);
	return 0;
}

int address_read(const char *text, struct net_prefix *p, struct complaint *c)
{
	if (strchr(text, '/'))
		return complain(c, "\"%.48s\": one address is meant here, no prefix", text);
	return read_address(text, strlen(text), p, c);
}

int prefix_read(const char *text, struct net_prefix *p, struct complaint *c)
{
	const char *slash = strchr(text, '/');
	uint64_t length;
	int error = read_address(text, slash ? (size_t)(slash - text) : strlen(text), p, c);

	if (error || !slash)
		return error;
	slash++;
	error = number_read(&slash, &length, c);
	if (!error && (*slash || length > length_max(p)))
		error = complain(c, "behind the slash of IPv%u stands a number from 0 to %u", p->version,
			length_max(p));
	if (error)
		return error;
	p->length = (uint32_t)length;
	return prefix_check(p, c);
}

int prefix_check(const struct net_prefix *p, struct complaint *c)
{
	struct net_prefix right;
	char name[64];

	if ((p->version != 4 && p->version != 6) || p->length > length_max(p))
		return complain(c, "neither IPv4 nor IPv6");
	right = cut(p, p->length);
	if (memcmp(&right, p, sizeof(right)) == 0)
		return 0;
	prefix_print(&(struct text){.buffer = name, .size = sizeof(name)}, &right, false);
	return complain(c, "bits are set behind the prefix: %s is right", name);
}

void prefix_print(struct text *out, const struct net_prefix *p, bool brackets)
{
	char address[INET6_ADDRSTRLEN] = "";

	brackets = brackets && p->version == 6;
	(void)inet_ntop(p->version == 4 ? AF_INET : AF_INET6, p->address, address, sizeof(address));
	text_add(out, "%s%s", brackets ? "[" : "", address);
	if (!prefix_whole(p))
		text_add(out, "/%u", p->length);
	text_add(out, "%s", brackets ? "]" : "");
}

/* --- what an address is for ------------------------------------------------------------------- */

#define V4(a, b, c, d, length_) {.version = 4, .length = length_, .address = {a, b, c, d}}
#define V6(high, low, length_) {.version = 6, .length = length_, .address = {high, low}}

static const struct special {
	enum net_special special;
	struct net_prefix prefix;
} specials[] = {
	{SPECIAL_UNSPECIFIED, V4(0, 0, 0, 0, 8)},
	{SPECIAL_LOOPBACK, V4(127, 0, 0, 0, 8)},
	{SPECIAL_MULTICAST, V4(224, 0, 0, 0, 4)},
	{SPECIAL_UNSPECIFIED, V6(0, 0, 128)},
	{SPECIAL_LOOPBACK, {.version = 6, .length = 128, .address = {[15] = 1}}},
	{SPECIAL_MAPPED, {.version = 6, .length = 96, .address = {[10] = 0xff, [11] = 0xff}}},
	{SPECIAL_MULTICAST, V6(0xff, 0, 8)},
};

/* RFC 1918, RFC 6598 and RFC 4193. */
static const struct net_prefix privates[] = {
	V4(10, 0, 0, 0, 8), V4(172, 16, 0, 0, 12), V4(192, 168, 0, 0, 16), V4(100, 64, 0, 0, 10),
	V6(0xfc, 0, 7),
};

/* Not public either: what net/rules.c has beside those above, of IPv6 that within 2000::/3. */
static const struct net_prefix others[] = {
	V4(169, 254, 0, 0, 16), V4(192, 0, 0, 0, 24), V4(198, 18, 0, 0, 15), V4(240, 0, 0, 0, 4),
	{.version = 6, .length = 32, .address = {0x20, 0x01}}, /* Teredo and 6to4: IPv4 inside */
	{.version = 6, .length = 16, .address = {0x20, 0x02}},
};

static const struct net_prefix global6 = V6(0x20, 0, 3);

static bool overlaps(const struct net_prefix *a, const struct net_prefix *b)
{
	return prefix_covers(a, b) || prefix_covers(b, a);
}

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum net_special prefix_special(const struct net_prefix *p)
{
	for (size_t i = 0; i < COUNT(specials); i++)
		if (overlaps(&specials[i].prefix, p))
			return specials[i].special;
	return SPECIAL_NONE;
}

const char *special_name(enum net_special special)
{
	static const char *const names[] = {[SPECIAL_NONE] = "ordinary",
		[SPECIAL_UNSPECIFIED] = "unspecified", [SPECIAL_LOOPBACK] = "loopback",
		[SPECIAL_MULTICAST] = "multicast", [SPECIAL_MAPPED] = "IPv4-mapped"};

	return names[special];
}

bool prefix_private(const struct net_prefix *p)
{
	for (size_t i = 0; i < COUNT(privates); i++)
		if (prefix_covers(&privates[i], p))
			return true;
	return false;
}

bool prefix_public(const struct net_prefix *p)
{
	if (p->version == 6 && !prefix_covers(&global6, p))
		return false;
	for (size_t i = 0; i < COUNT(privates); i++)
		if (overlaps(&privates[i], p))
			return false;
	for (size_t i = 0; i < COUNT(others); i++)
		if (overlaps(&others[i], p))
			return false;
	return prefix_special(p) == SPECIAL_NONE;
}

/* --- ports ------------------------------------------------------------------------------------ */

int ports_read(const char **at, uint32_t *first, uint32_t *last, struct complaint *c)
{
	int error = number_read_range(at, 1, 65535, "a port is a number from 1 to 65535", first, last, c);

	if (!error && *first > *last)
		return complain(c, "a range goes from the lower to the higher port");
	return error;
}

void ports_write(struct text *out, uint32_t first, uint32_t last)
{
	text_add(out, "%u", first);
	if (last != first)
		text_add(out, "-%u", last);
}

/* --- bytes ------------------------------------------------------------------------------------ */

void prefix_encode(struct wire_writer *out, const struct net_prefix *p)
{
	wire_put_u32(out, p->version);
	wire_put_u32(out, p->length);
	for (size_t i = 0; i < sizeof(p->address); i += 4)
		wire_put_u32(out, (uint32_t)p->address[i] | (uint32_t)p->address[i + 1] << 8 |
				       (uint32_t)p->address[i + 2] << 16 |
				       (uint32_t)p->address[i + 3] << 24);
}

void prefix_decode(struct wire_reader *in, struct net_prefix *p)
{
	uint32_t four = 0;

	*p = (struct net_prefix){.version = wire_get_u32(in)};
	p->length = wire_get_u32(in);
	for (size_t i = 0; i < sizeof(p->address); i++) {
		if (i % 4 == 0)
			four = wire_get_u32(in);
		p->address[i] = (uint8_t)(four >> (8 * (i % 4)));
	}
}
