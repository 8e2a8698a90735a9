/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host's table of connections, by ctnetlink: what it remembers of a tenant whose network is gone.
 *
 * Looked for and deleted one by one: no kernel deletes by address (ctnetlink_flush_conntrack() knows marks
 * and zones). One without ctnetlink remembers until its own time limits; the tenant's bound counts them as
 * long (rules_bounds.c).
 */
#include "conntrack.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/netfilter/nf_conntrack_tcp.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define FILTER_SOURCE 1 /* net/netfilter/nf_internals.h, CTA_FILTER_F_CTA_IP_SRC */

/* What names an entry: its attributes as the kernel tells them. */
struct entry {
	uint16_t size;
	unsigned char attributes[256] __attribute__((aligned(NLMSG_ALIGNTO)));
};

struct search {
	struct mnl_socket *socket;
	const struct net_prefix *address; /* or a prefix: whose sources are in it */
	bool closed; /* only what TCP has closed */
	enum ctattr_type tuple; /* of one address of IPv4: CTA_TUPLE_ORIG or _REPLY, whose source it is */
	size_t count;
	struct entry *v;
};

static struct nlmsghdr *begin(unsigned char *buffer, uint16_t type, uint16_t flags,
	const struct net_prefix *address)
{
	struct nlmsghdr *request = mnl_nlmsg_put_header(buffer);
	struct nfgenmsg *head;

	request->nlmsg_type = (uint16_t)(NFNL_SUBSYS_CTNETLINK << 8 | type);
	request->nlmsg_flags = NLM_F_REQUEST | flags;
	head = mnl_nlmsg_put_extra_header(request, sizeof(*head));
	*head = (struct nfgenmsg){.nfgen_family = address->version == 4 ? AF_INET : AF_INET6,
		.version = NFNETLINK_V0};
	return request;
}

/* The answer, to the last message. 0, or -1 with errno. */
static int ask(const struct search *s, const struct nlmsghdr *request, mnl_cb_t each, void *data)
{
	unsigned char answer[16384] __attribute__((aligned(NLMSG_ALIGNTO)));
	int more = 1;

	if (mnl_socket_sendto(s->socket, request, request->nlmsg_len) < 0)
		return -1;
	while (more > 0) {
		const ssize_t n = mnl_socket_recvfrom(s->socket, answer, sizeof(answer));

		if (n < 0)
			return -1;
		more = mnl_cb_run(answer, (size_t)n, 0, mnl_socket_get_portid(s->socket), each, data);
	}
	return more;
}

static const struct nlattr *nested(const struct nlattr *parent, uint16_t type)
{
	const struct nlattr *attr;

	if (!parent)
		return NULL;
	mnl_attr_for_each_nested(attr, parent)
		if (mnl_attr_get_type(attr) == type)
			return attr;
	return NULL;
}

static bool is_source(const struct search *s, const struct nlattr *tuple)
{
	const bool four = s->address->version == 4;
	const struct nlattr *source =
		nested(nested(tuple, CTA_TUPLE_IP), four ? CTA_IP_V4_SRC : CTA_IP_V6_SRC);
	const uint16_t size = four ? 4 : 16;
	struct net_prefix address = {.version = s->address->version, .length = size * 8};

	if (!source || mnl_attr_get_payload_len(source) != size)
		return false;
	memcpy(address.address, mnl_attr_get_payload(source), size);
	return network_contains(s->address, &address);
}

static bool is_closed(const struct nlattr *protocol)
{
	const struct nlattr *state = nested(nested(protocol, CTA_PROTOINFO_TCP), CTA_PROTOINFO_TCP_STATE);
	const unsigned value = state && mnl_attr_get_payload_len(state) == 1 ? mnl_attr_get_u8(state) : 0;

	return value == TCP_CONNTRACK_TIME_WAIT || value == TCP_CONNTRACK_CLOSE;
}

static int remember(const struct nlmsghdr *answer, void *data)
{
	struct search *s = data;
	struct entry entry = {0}, *more;
	const struct nlattr *attr;
	bool wanted = false, closed = false;

	mnl_attr_for_each(attr, answer, sizeof(struct nfgenmsg)) {
		const uint16_t type = mnl_attr_get_type(attr), size = MNL_ALIGN(attr->nla_len);

		wanted |= (type == CTA_TUPLE_ORIG || type == CTA_TUPLE_REPLY) && is_source(s, attr);
		closed |= type == CTA_PROTOINFO && is_closed(attr);
		if ((type != CTA_TUPLE_ORIG && type != CTA_ZONE && type != CTA_ID) ||
		    entry.size + size > (int)sizeof(entry.attributes))
			continue;
		memcpy(entry.attributes + entry.size, attr, size);
		entry.size = (uint16_t)(entry.size + size);
	}
	if (!wanted || (s->closed && !closed))
		return MNL_CB_OK;
	more = reallocarray(s->v, s->count + 1, sizeof(*more));
	if (!more)
		return MNL_CB_ERROR;
	s->v = more;
	s->v[s->count++] = entry;
	return MNL_CB_OK;
}

static bool names_address(const struct search *s)
{
	return s->address->version == 4 && s->address->length == 32;
}

static void put_filter(struct nlmsghdr *request, const struct search *s)
{
	const bool original = s->tuple == CTA_TUPLE_ORIG;
	struct nlattr *tuple = mnl_attr_nest_start(request, s->tuple);
	struct nlattr *inner = mnl_attr_nest_start(request, CTA_TUPLE_IP);

	mnl_attr_put(request, CTA_IP_V4_SRC, 4, s->address->address);
	mnl_attr_nest_end(request, inner);
	mnl_attr_nest_end(request, tuple);
	inner = mnl_attr_nest_start(request, CTA_FILTER);
	mnl_attr_put_u32(request, CTA_FILTER_ORIG_FLAGS, original ? FILTER_SOURCE : 0);
	mnl_attr_put_u32(request, CTA_FILTER_REPLY_FLAGS, original ? 0 : FILTER_SOURCE);
	mnl_attr_nest_end(request, inner);
}

/*
 * Of IPv4 the kernel looks through its table, where there may be a quarter of a million entries. Its filter
 * of IPv6 addresses means the opposite (ctnetlink_filter_match_tuple() asks ipv6_addr_cmp() for "equal").
 */
static int find(struct search *s)
{
	unsigned char buffer[512] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *request = begin(buffer, IPCTNL_MSG_CT_GET, NLM_F_DUMP, s->address);

	if (names_address(s))
		put_filter(request, s);
	return ask(s, request, remember, s);
}

static int forget(const struct search *s)
{
	for (size_t i = 0; i < s->count; i++) {
		unsigned char buffer[512] __attribute__((aligned(NLMSG_ALIGNTO)));
		struct nlmsghdr *request = begin(buffer, IPCTNL_MSG_CT_DELETE, NLM_F_ACK, s->address);

		memcpy(mnl_nlmsg_get_payload_tail(request), s->v[i].attributes, s->v[i].size);
		request->nlmsg_len += s->v[i].size;
		if (ask(s, request, NULL, NULL) < 0 && errno != ENOENT) /* it may have ended */
			return -1;
	}
	return 0;
}

static int search_and_forget(const struct net_prefix *address, bool closed, struct err *e)
{
	static const enum ctattr_type sides[] = {CTA_TUPLE_ORIG, CTA_TUPLE_REPLY};
	struct search s = {.socket = mnl_socket_open2(NETLINK_NETFILTER, SOCK_CLOEXEC),
		.address = address, .closed = closed};
	int result = s.socket && mnl_socket_bind(s.socket, 0, MNL_SOCKET_AUTOPID) == 0 ? 0 : -1;

	for (int i = 0; i < (names_address(&s) ? 2 : 1) && !result; i++) {
		s.tuple = sides[i];
		result = find(&s);
	}
	if (!result)
		result = forget(&s);
	if (result < 0 && (errno == EINVAL || errno == EOPNOTSUPP || errno == EPROTONOSUPPORT))
		result = 0; /* no ctnetlink, or none that knows the filter */
	if (result < 0)
		err_set(e, errno, "the host's table of connections");
	if (s.socket)
		mnl_socket_close(s.socket);
	free(s.v);
	return result;
}

int conntrack_forget(const struct net_prefix *address, struct err *e)
{
	return search_and_forget(address, false, e);
}

int conntrack_forget_closed(const struct net_prefix *pool, struct err *e)
{
	return search_and_forget(pool, true, e);
}
