/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the host has once, however many tenants: forwarding, the gateways' addresses, the routes of the pools,
 * the table. Looked at on each set-up, made where it is missing or another version's; with the table
 * comes back what it had of each tenant.
 */
#include "base.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libmnl/libmnl.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/replace.h"
#include "conntrack.h"
#include "host/network.h"
#include "nft.h"
#include "rules.h"

#define FORWARD4 "/proc/sys/net/ipv4/ip_forward"
#define FORWARD6 "/proc/sys/net/ipv6/conf/all/forwarding"
#define CONF6 "/proc/sys/net/ipv6/conf"
#define MARK4 "forwarding"
#define MARK6 "forwarding6"
#define TEXT_SIZE_MAX NETWORK_NOTE_SIZE

/*
 * A host that takes its IPv6 route from its router's announcements goes on doing so: ip-sysctl.rst,
 * accept_ra.
 */
static int keep_announcements(struct err *e)
{
	DIR *dir = opendir(CONF6);
	struct dirent *entry;
	int result = 0;

	while (dir && !result && (entry = readdir(dir))) {
		char path[300], value[8];

		snprintf(path, sizeof(path), "%s/accept_ra", entry->d_name);
		if (*entry->d_name != '.' && fd_get(dirfd(dir), path, value, sizeof(value)) > 0 &&
		    !strcmp(value, "1") && fd_put(dirfd(dir), path, "2") < 0 && errno != ENOENT)
			result = err_set(e, errno, CONF6 "/%s", path);
	}
	if (dir)
		closedir(dir);
	return result;
}

struct forwarding {
	const char *path, *mark;
	bool off; /* still to be switched on */
};

/*
 * *guard: it is hostel that makes this host forward. Remembered below HOSTEL_STATEDIR before it does; it does
 * when the table stands that keeps it from forwarding for others.
 */
static int look_at_forwarding(const struct request *r, struct forwarding *f, bool *guard, struct err *e)
{
	char value[8];

	if (fd_get(AT_FDCWD, f->path, value, sizeof(value)) < 0)
		return errno == ENOENT ? 0 : err_set(e, errno, "%s", f->path); /* a host without IPv6 */
	f->off = !strcmp(value, "0");
	if (f->off) {
		int AUTO_CLOSE fd =
			openat(r->state, f->mark, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

		if (fd < 0)
			return err_set(e, errno, "%s", f->mark);
	}
	*guard = faccessat(r->state, f->mark, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
	return 0;
}

static int switch_on(const struct forwarding *f, struct err *e)
{
	if (!f->off)
		return 0;
	if (!strcmp(f->path, FORWARD6) && keep_announcements(e) < 0)
		return -1;
	return fd_put(AT_FDCWD, f->path, "1") < 0 ? err_set(e, errno, "%s", f->path) : 0;
}

/* --- is the table there? -------------------------------------------------------------------------- */

static int take_handle(const struct nlmsghdr *answer, void *data)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, answer, sizeof(struct nfgenmsg))
		if (mnl_attr_get_type(attr) == NFTA_TABLE_HANDLE && mnl_attr_get_payload_len(attr) == 8)
			memcpy(data, mnl_attr_get_payload(attr), 8);
	return MNL_CB_OK;
}

/* The kernel's number of the table, another one each time it is made; 0 if there is none. */
static uint64_t table_handle(void)
{
	char buffer[8192] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *request = mnl_nlmsg_put_header(buffer);
	struct mnl_socket *socket = mnl_socket_open2(NETLINK_NETFILTER, SOCK_CLOEXEC);
	struct nfgenmsg *head;
	uint64_t handle = 0;
	ssize_t n;

	if (!socket)
		return 0;
	request->nlmsg_type = NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETTABLE;
	request->nlmsg_flags = NLM_F_REQUEST;
	head = mnl_nlmsg_put_extra_header(request, sizeof(*head));
	*head = (struct nfgenmsg){.nfgen_family = NFPROTO_INET};
	mnl_attr_put_strz(request, NFTA_TABLE_NAME, "hostel");
	if (mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) == 0 &&
	    mnl_socket_sendto(socket, request, request->nlmsg_len) > 0 &&
	    (n = mnl_socket_recvfrom(socket, buffer, sizeof(buffer))) > 0 &&
	    mnl_cb_run(buffer, (size_t)n, 0, 0, take_handle, &handle) < 0)
		handle = 0;
	mnl_socket_close(socket);
	return handle;
}

static int read_small(int dir, const char *name, char **text, struct err *e)
{
	int AUTO_CLOSE fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	size_t length;

	*text = NULL;
	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR ? 0 : err_set(e, errno, "%s", name);
	return fd_read_file(fd, TEXT_SIZE_MAX, text, &length) < 0 ? err_set(e, errno, "%s", name) : 0;
}

/* HOSTEL_STATEDIR/table: two lines, then the text as it was given to nft. */
struct table {
	uint64_t handle;
	struct net_prefix pools[2], gateways[2];
	char *text, *rest; /* rest: in text */
};

/* 1; 0 if there is none that can be read; -1 with *e. */
static int table_read(int state, struct table *t, struct err *e)
{
	char names[4][NETWORK_TEXT_SIZE];
	unsigned lengths[2];
	int used = 0;

	*t = (struct table){0};
	if (read_small(state, "table", &t->text, e) < 0)
		return -1;
	if (!t->text)
		return 0;
	if (sscanf(t->text, "%" SCNu64 "\n%55[^/\n]/%u %55s %55[^/\n]/%u %55s\n%n", &t->handle, names[0],
		    &lengths[0], names[1], names[2], &lengths[1], names[3], &used) != 7 || !used)
		return 0;
	for (int i = 0; i < 2; i++) {
		if (!network_address(names[2 * i], &t->pools[i]) ||
		    !network_address(names[2 * i + 1], &t->gateways[i]))
			return 0;
		t->pools[i].length = lengths[i];
	}
	t->rest = t->text + used;
	return 1;
}

static int table_write(int state, uint64_t handle, const struct net_prefix *const known[4], const char *text,
	struct err *e)
{
	char names[4][NETWORK_TEXT_SIZE];
	char *AUTO_FREE whole = NULL;
	int length;

	for (int i = 0; i < 4; i++)
		network_print(known[i], names[i]);
	length = asprintf(&whole, "%" PRIu64 "\n%s %s %s %s\n%s", handle, names[0], names[1], names[2],
		names[3], text);
	if (length < 0)
		return err_set(e, ENOMEM, "table");
	return file_replace(state, "table", whole, (size_t)length) < 0 ? err_set(e, errno, "table") : 0;
}

/* --- all of it ------------------------------------------------------------------------------------ */

/* t/UID/net of every tenant that has one, until `visit` returns false. */
static void each_note(int state, bool (*visit)(const char *text, void *data), void *data)
{
	int AUTO_CLOSE all = openat(state, "t", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = all < 0 ? NULL : fdopendir(dup(all));
	bool go_on = true;
	struct dirent *entry;

	while (dir && go_on && (entry = readdir(dir))) {
		struct err ignored = ERR_NONE;
		char *AUTO_FREE text = NULL;
		char name[300];

		snprintf(name, sizeof(name), "%s/net", entry->d_name);
		if (*entry->d_name != '.' && (read_small(all, name, &text, &ignored) < 0 || text))
			go_on = visit(text ? text : "", data);
	}
	if (dir)
		closedir(dir);
}

/* A note of a version that had no such sets: the addresses are in its first line. */
static void give_sources(const char *text)
{
	char link[16], address[NETWORK_TEXT_SIZE], address6[NETWORK_TEXT_SIZE];
	struct err ignored = ERR_NONE;
	char *AUTO_FREE rules = NULL;

	if (!strstr(text, " sources ") && !strstr(text, " pastas ") &&
	    sscanf(text, "%15s %55s %55s", link, address, address6) == 3 &&
	    (rules = rules_sources(link, address, address6)))
		nft_run(rules, &ignored);
}

static bool give_again(const char *text, void *data)
{
	struct err ignored = ERR_NONE; /* a tenant's next set-up would tell */
	const char *rules = strstr(text, NETWORK_COMPLETE) ? strchr(text, '\n') : NULL;

	(void)data;
	if (!rules)
		return true;
	nft_run(rules + 1, &ignored);
	give_sources(text);
	return true;
}

static bool found(const char *text, void *data)
{
	(void)text;
	*(bool *)data = true;
	return false;
}

bool base_is_used(int state)
{
	bool used = false;

	each_note(state, found, &used);
	return used;
}

static int make_routes(struct links *l, const struct request *r, struct err *e)
{
	const struct network_place *place = &r->launch.network;

	if (link_address(l, "lo", &r->network.gateway, e) < 0 ||
		link_unreachable(l, &place->pool, true, e) < 0)
		return -1;
	if (!link_has_ipv6("lo"))
		return 0;
	return link_address(l, "lo", &r->network.gateway6, e) < 0
		       ? -1
		       : link_unreachable(l, &place->pool6, true, e);
}

static int make_table(int state, const struct net_prefix *const known[4], const char *text, struct err *e)
{
	/* First that it is ours, with a number that no table has. */
	if (table_write(state, 0, known, text, e) < 0 || nft_run(text, e) < 0)
		return -1;
	each_note(state, give_again, NULL);
	return table_write(state, table_handle(), known, text, e);
}

static bool same_prefix(const struct net_prefix *a, const struct net_prefix *b)
{
	return network_contains(a, b) && network_contains(b, a);
}

/* Two tenants would come to have one address: those of other pools leave first. */
static int check_change(const struct request *r, const struct table *t, struct err *e)
{
	const struct network_place *place = &r->launch.network;
	char before[NETWORK_TEXT_SIZE], before6[NETWORK_TEXT_SIZE];

	if ((same_prefix(&t->pools[0], &place->pool) && same_prefix(&t->pools[1], &place->pool6)) ||
	    !base_is_used(r->state))
		return 0;
	network_print(&t->pools[0], before);
	network_print(&t->pools[1], before6);
	return err_rule(e, EBUSY,
		"[host] pool, pool6: there are tenants with addresses of %s and %s: to change them, "
		"hostel drain, hostel gc, hostel drain --off",
		before, before6);
}

static int ensure_table(const struct request *r, const struct base *b, struct err *e)
{
	char *AUTO_FREE text = rules_base(b);
	struct table t;
	bool same;
	int n;

	if (!text)
		return err_set(e, ENOMEM, "rules");
	n = table_read(r->state, &t, e);
	same = n > 0 && !strcmp(t.rest, text) && t.handle && t.handle == table_handle();
	if (n > 0 && !same && check_change(r, &t, e) < 0)
		n = -1;
	free(t.text);
	if (n < 0 || same)
		return n < 0 ? -1 : 0;
	if (!n && faccessat(r->state, "table", F_OK, AT_SYMLINK_NOFOLLOW) < 0 && table_handle())
		return err_rule(e, EEXIST,
			"nftables: there is a table inet hostel that is not hostel's: rename it");
	return make_table(r->state, (const struct net_prefix *const[]){&b->pool, &r->network.gateway,
		&b->pool6, &r->network.gateway6}, text, e);
}

int base_ensure(const struct request *r, struct links *l, struct err *e)
{
	struct base b = {.pool = r->launch.network.pool, .pool6 = r->launch.network.pool6};
	struct forwarding v4 = {FORWARD4, MARK4, false}, v6 = {FORWARD6, MARK6, false};

	if (r->policy.network == NETWORK_PASTA) {
		/* It needs the table's rules for what pasta sends, and nothing else of the host. */
		b.guard = faccessat(r->state, MARK4, F_OK, 0) == 0;
		b.guard6 = faccessat(r->state, MARK6, F_OK, 0) == 0;
		return ensure_table(r, &b, e);
	}
	if (look_at_forwarding(r, &v4, &b.guard, e) < 0 || look_at_forwarding(r, &v6, &b.guard6, e) < 0 ||
	    ensure_table(r, &b, e) < 0 || make_routes(l, r, e) < 0)
		return -1;
	return switch_on(&v4, e) < 0 ? -1 : switch_on(&v6, e);
}

bool base_is_whole(int state)
{
	struct err ignored = ERR_NONE;
	struct table t;
	const int n = table_read(state, &t, &ignored);
	const bool whole = n > 0 ? t.handle && t.handle == table_handle()
				 : faccessat(state, "table", F_OK, AT_SYMLINK_NOFOLLOW) < 0;

	free(t.text);
	return whole;
}

int base_heal(int state, struct err *e)
{
	struct table t;
	int n = table_read(state, &t, e);

	if (n > 0 && (!t.handle || t.handle != table_handle()))
		n = make_table(state, (const struct net_prefix *const[]){&t.pools[0], &t.gateways[0],
			&t.pools[1], &t.gateways[1]}, t.rest, e);
	free(t.text);
	return n < 0 ? -1 : 0;
}

int base_forget_closed(int state, struct err *e)
{
	struct table t;
	int n = table_read(state, &t, e);

	for (int i = 0; i < 2 && n > 0; i++)
		if (conntrack_forget_closed(&t.pools[i], e) < 0)
			n = -1;
	free(t.text);
	return n < 0 ? -1 : 0;
}

bool base_guards(int state)
{
	return faccessat(state, MARK4, F_OK, 0) == 0 || faccessat(state, MARK6, F_OK, 0) == 0;
}

int base_clear(int state, struct links *l, struct err *e)
{
	struct table t;
	int result = table_read(state, &t, e);

	if (result > 0) {
		result = 0;
		for (int i = 0; i < 2 && !result; i++)
			if (i == 0 || link_has_ipv6("lo"))
				result = link_no_address(l, "lo", &t.gateways[i], e) < 0
						 ? -1 : link_unreachable(l, &t.pools[i], false, e);
		if (!result && !base_guards(state)) {
			result = t.handle == table_handle() ? nft_run("delete table inet hostel", e) : 0;
			unlinkat(state, "table", 0);
		}
	}
	free(t.text);
	return result;
}
