/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rtnetlink(7) with libmnl: the pair of links, addresses, routes, neighbours, rates. Each request waits for
 * its answer, so that an error is known by what was asked.
 */
#include "link.h"

#include <errno.h>
#include <fcntl.h>
#include <libmnl/libmnl.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"

#define MTU 1500 /* what the world behind it mostly has */
#define BURST_MILLISECONDS 10 /* of the rate: more than a timer tick, so that the rate is reached */
#define BURST_LEAST (64 * 1024) /* one segmented packet: ip-link(8), gso_max_size */

struct links {
	struct mnl_socket *socket;
	uint32_t sequence;
	struct nlmsghdr *request;
	char buffer[8192] __attribute__((aligned(NLMSG_ALIGNTO)));
};

struct links *link_open(struct err *e)
{
	struct links *l = calloc(1, sizeof(*l));

	if (l)
		l->socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	if (l && l->socket && mnl_socket_bind(l->socket, 0, MNL_SOCKET_AUTOPID) == 0)
		return l;
	err_set(e, errno, "rtnetlink");
	link_close(l);
	return NULL;
}

void link_close(struct links *l)
{
	if (l && l->socket)
		mnl_socket_close(l->socket);
	free(l);
}

static void *begin(struct links *l, uint16_t type, uint16_t flags, size_t extra)
{
	l->request = mnl_nlmsg_put_header(l->buffer);
	l->request->nlmsg_type = type;
	l->request->nlmsg_flags = NLM_F_REQUEST | flags;
	l->request->nlmsg_seq = ++l->sequence;
	return mnl_nlmsg_put_extra_header(l->request, extra);
}

/* Send it and take the answers. 0, or -1 with errno: the kernel's answer. */
static int ask(struct links *l, mnl_cb_t each, void *data)
{
	char answer[16384];
	ssize_t n;
	int more;

	/* The last of the answers: a dump has an end of its own. */
	if ((l->request->nlmsg_flags & NLM_F_DUMP) != NLM_F_DUMP)
		l->request->nlmsg_flags |= NLM_F_ACK;
	if (mnl_socket_sendto(l->socket, l->request, l->request->nlmsg_len) < 0)
		return -1;
	do {
		n = mnl_socket_recvfrom(l->socket, answer, sizeof(answer));
		if (n < 0)
			return -1;
		more = mnl_cb_run(answer, (size_t)n, l->sequence, mnl_socket_get_portid(l->socket),
			each, data);
	} while (more > 0);
	return more;
}

static int answer(struct links *l, const char *what, const char *name, struct err *e)
{
	return ask(l, NULL, NULL) < 0 ? err_set(e, errno, "%s %s", what, name) : 0;
}

bool link_has_ipv6(const char *name)
{
	char path[64 + NETWORK_LINK_SIZE], value[8];

	snprintf(path, sizeof(path), "/proc/sys/net/ipv6/conf/%s/disable_ipv6", name);
	return fd_get(AT_FDCWD, path, value, sizeof(value)) > 0 && !strcmp(value, "0");
}

static int take_group(const struct nlmsghdr *answer, void *data)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, answer, sizeof(struct ifinfomsg))
		if (mnl_attr_get_type(attr) == IFLA_GROUP && mnl_attr_get_payload_len(attr) == 4)
			*(uint32_t *)data = mnl_attr_get_u32(attr);
	return MNL_CB_OK;
}

int link_remove(struct links *l, const char *name, struct err *e)
{
	uint32_t group = 0;

	if (!if_nametoindex(name))
		return 0; /* without waiting for the lock that a namespace's end holds: rtnetlink(7) */
	begin(l, RTM_GETLINK, 0, sizeof(struct ifinfomsg));
	mnl_attr_put_strz(l->request, IFLA_IFNAME, name);
	if (ask(l, take_group, &group) < 0)
		return errno == ENODEV ? 0 : err_set(e, errno, "look at the link %s", name);
	if (group != NETWORK_GROUP)
		return err_rule(e, EEXIST, "the link %s of this host is not hostel's: rename it", name);
	begin(l, RTM_DELLINK, 0, sizeof(struct ifinfomsg));
	mnl_attr_put_strz(l->request, IFLA_IFNAME, name);
	if (ask(l, NULL, NULL) < 0 && errno != ENODEV)
		return err_set(e, errno, "remove the link %s", name);
	return 0;
}

/*
 * Without ARP and neighbour discovery: the two ends know each other, and nothing that the tenant says about
 * addresses is heard.
 */
int link_make_pair(struct links *l, const struct request *r, struct err *e)
{
	struct ifinfomsg *head = begin(l, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, sizeof(*head));
	struct nlattr *info, *data, *peer;
	struct ifinfomsg *peer_head;

	head->ifi_flags = head->ifi_change = IFF_NOARP;
	mnl_attr_put_strz(l->request, IFLA_IFNAME, r->network.link);
	mnl_attr_put(l->request, IFLA_ADDRESS, 6, r->network.host_mac);
	mnl_attr_put_u32(l->request, IFLA_MTU, MTU);
	mnl_attr_put_u32(l->request, IFLA_GROUP, NETWORK_GROUP);
	info = mnl_attr_nest_start(l->request, IFLA_LINKINFO);
	mnl_attr_put_strz(l->request, IFLA_INFO_KIND, "veth");
	data = mnl_attr_nest_start(l->request, IFLA_INFO_DATA);
	peer = mnl_attr_nest_start(l->request, VETH_INFO_PEER);
	peer_head = mnl_nlmsg_put_extra_header(l->request, sizeof(*peer_head));
	peer_head->ifi_flags = peer_head->ifi_change = IFF_NOARP;
	mnl_attr_put_strz(l->request, IFLA_IFNAME, NETWORK_INSIDE_LINK);
	mnl_attr_put(l->request, IFLA_ADDRESS, 6, r->network.mac);
	mnl_attr_put_u32(l->request, IFLA_MTU, MTU);
	mnl_attr_put_u32(l->request, IFLA_NET_NS_FD, (uint32_t)r->netns);
	mnl_attr_nest_end(l->request, peer);
	mnl_attr_nest_end(l->request, data);
	mnl_attr_nest_end(l->request, info);
	if (answer(l, "make the link", r->network.link, e) < 0)
		return -1;
	begin(l, RTM_NEWLINK, 0, sizeof(*head));
	mnl_attr_put_strz(l->request, IFLA_IFNAME, r->network.link);
	mnl_attr_put_strz(l->request, IFLA_IFALIAS, r->launch.name);
	return answer(l, "name the link", r->network.link, e);
}

int link_up(struct links *l, const char *name, struct err *e)
{
	struct ifinfomsg *head = begin(l, RTM_NEWLINK, 0, sizeof(*head));

	head->ifi_flags = head->ifi_change = IFF_UP;
	mnl_attr_put_strz(l->request, IFLA_IFNAME, name);
	return answer(l, "bring up", name, e);
}

static uint8_t family(const struct net_prefix *p)
{
	return p->version == 4 ? AF_INET : AF_INET6;
}

static void put_address(struct links *l, uint16_t type, const struct net_prefix *p)
{
	mnl_attr_put(l->request, type, p->version == 4 ? 4 : 16, p->address);
}

static void begin_address(struct links *l, uint16_t type, uint16_t flags, const char *name,
	const struct net_prefix *address)
{
	struct ifaddrmsg *head = begin(l, type, flags, sizeof(*head));

	*head = (struct ifaddrmsg){.ifa_family = family(address), .ifa_prefixlen = (uint8_t)address->length,
		.ifa_flags = IFA_F_NODAD, .ifa_index = if_nametoindex(name)};
	put_address(l, IFA_LOCAL, address);
	put_address(l, IFA_ADDRESS, address);
}

int link_address(struct links *l, const char *name, const struct net_prefix *address, struct err *e)
{
	begin_address(l, RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE, name, address);
	mnl_attr_put_u32(l->request, IFA_FLAGS, IFA_F_NODAD | IFA_F_NOPREFIXROUTE);
	if (!strcmp(name, "lo") && address->version == 4)
		mnl_attr_put_strz(l->request, IFA_LABEL, "lo:hostel");
	return answer(l, "give an address to", name, e);
}

int link_no_address(struct links *l, const char *name, const struct net_prefix *address, struct err *e)
{
	begin_address(l, RTM_DELADDR, 0, name, address);
	return ask(l, NULL, NULL) < 0 && errno != EADDRNOTAVAIL
		       ? err_set(e, errno, "an address of %s", name)
		       : 0;
}

static struct rtmsg *begin_route(struct links *l, bool there, uint8_t type, const struct net_prefix *to,
	uint8_t scope)
{
	/* A tenant's route replaces nobody's: the address may be another's, of pools that were changed. */
	const uint16_t how = scope == RT_SCOPE_LINK ? NLM_F_EXCL : NLM_F_REPLACE;
	struct rtmsg *head = begin(l, there ? RTM_NEWROUTE : RTM_DELROUTE, there ? NLM_F_CREATE | how : 0,
		sizeof(*head));

	*head = (struct rtmsg){.rtm_family = family(to),
		.rtm_dst_len = (uint8_t)to->length,
		.rtm_table = RT_TABLE_MAIN,
		.rtm_protocol = RTPROT_STATIC,
		.rtm_scope = scope,
		.rtm_type = type};
	if (to->length)
		put_address(l, RTA_DST, to);
	return head;
}

int link_route(struct links *l, const char *name, const struct net_prefix *to, const struct net_prefix *from,
	const struct net_prefix *gateway, struct err *e)
{
	struct rtmsg *head =
		begin_route(l, true, RTN_UNICAST, to, gateway ? RT_SCOPE_UNIVERSE : RT_SCOPE_LINK);

	if (gateway) {
		head->rtm_flags = RTNH_F_ONLINK;
		put_address(l, RTA_GATEWAY, gateway);
	}
	put_address(l, RTA_PREFSRC, from);
	mnl_attr_put_u32(l->request, RTA_OIF, if_nametoindex(name));
	if (ask(l, NULL, NULL) == 0)
		return 0;
	if (errno == EEXIST && !gateway)
		return err_rule(e, EEXIST,
			"the address is another tenant's, who is in: [host] pool was changed; hostel kill "
			"ends it");
	return err_set(e, errno, "a route by %s", name);
}

/* Behind whatever is more specific: addresses of the pool that nobody has at the moment lead nowhere. */
int link_unreachable(struct links *l, const struct net_prefix *to, bool there, struct err *e)
{
	char text[NETWORK_TEXT_SIZE];

	begin_route(l, there, RTN_UNREACHABLE, to, RT_SCOPE_UNIVERSE);
	mnl_attr_put_u32(l->request, RTA_PRIORITY, 26735);
	network_print(to, text);
	return ask(l, NULL, NULL) < 0 && (there || errno != ESRCH)
		       ? err_set(e, errno, "the unreachable route %s", text) : 0;
}

int link_neighbour(struct links *l, const char *name, const struct net_prefix *address, const uint8_t mac[6],
	struct err *e)
{
	struct ndmsg *head = begin(l, RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_REPLACE, sizeof(*head));

	*head = (struct ndmsg){.ndm_family = family(address), .ndm_state = NUD_PERMANENT,
		.ndm_ifindex = (int)if_nametoindex(name)};
	put_address(l, NDA_DST, address);
	mnl_attr_put(l->request, NDA_LLADDR, 6, mac);
	return answer(l, "a neighbour at", name, e);
}

/* tc-tbf(8). The kernel reckons with the link layer's framing itself and needs no table of rates. */
int link_rate(struct links *l, const char *name, uint64_t rate, struct err *e)
{
	const uint64_t bytes = rate / 8;
	const uint64_t burst = bytes * BURST_MILLISECONDS / 1000;
	struct tcmsg *head = begin(l, RTM_NEWQDISC, NLM_F_CREATE | NLM_F_REPLACE, sizeof(*head));
	struct tc_tbf_qopt options = {.rate = {.linklayer = TC_LINKLAYER_ETHERNET,
		.rate = bytes < UINT32_MAX ? (uint32_t)bytes : UINT32_MAX}};
	const uint32_t room = burst < BURST_LEAST ? BURST_LEAST : (uint32_t)burst;
	struct nlattr *nest;

	*head = (struct tcmsg){.tcm_family = AF_UNSPEC, .tcm_ifindex = (int)if_nametoindex(name),
		.tcm_parent = TC_H_ROOT};
	/* What waits: as much again, at least a few segmented packets. */
	options.limit = room < 4 * BURST_LEAST ? 4 * BURST_LEAST : room;
	mnl_attr_put_strz(l->request, TCA_KIND, "tbf");
	nest = mnl_attr_nest_start(l->request, TCA_OPTIONS);
	mnl_attr_put(l->request, TCA_TBF_PARMS, sizeof(options), &options);
	mnl_attr_put_u32(l->request, TCA_TBF_BURST, room);
	if (bytes >= UINT32_MAX)
		mnl_attr_put_u64(l->request, TCA_TBF_RATE64, bytes);
	mnl_attr_nest_end(l->request, nest);
	return answer(l, "the rate of", name, e);
}

/* --- the host's own addresses --------------------------------------------------------------------- */

static int take_address(const struct nlmsghdr *answer, void *data)
{
	const struct ifaddrmsg *head = mnl_nlmsg_get_payload(answer);
	struct addresses *all = data;
	struct net_prefix p = {.version = head->ifa_family == AF_INET ? 4 : 6};
	const struct nlattr *attr, *found = NULL;
	struct net_prefix *more;

	if (head->ifa_scope == RT_SCOPE_HOST)
		return MNL_CB_OK;
	mnl_attr_for_each(attr, answer, sizeof(*head)) {
		const uint16_t type = mnl_attr_get_type(attr);

		if (type == IFA_LOCAL || (type == IFA_ADDRESS && !found))
			found = attr;
	}
	p.length = p.version == 4 ? 32 : 128;
	if (!found || mnl_attr_get_payload_len(found) != p.length / 8)
		return MNL_CB_OK;
	memcpy(p.address, mnl_attr_get_payload(found), p.length / 8);
	for (size_t i = 0; i < all->count; i++)
		if (!memcmp(&all->v[i], &p, sizeof(p)))
			return MNL_CB_OK;
	more = reallocarray(all->v, all->count + 1, sizeof(*more));
	if (!more)
		return MNL_CB_ERROR;
	all->v = more;
	all->v[all->count++] = p;
	return MNL_CB_OK;
}

int link_addresses(struct links *l, struct addresses *all, struct err *e)
{
	begin(l, RTM_GETADDR, NLM_F_DUMP, sizeof(struct ifaddrmsg));
	return ask(l, take_address, all) < 0 ? err_set(e, errno, "the host's addresses") : 0;
}
