/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One tenant's network, up and down: first what the host has of it, then the side inside, where this process
 * stays. Should: write down what the host gets before it gets it (t/UID/net), so that after a kill at any
 * point the next set-up, or hostel gc, takes it away. The side inside goes with its namespace.
 */
#include "tenant.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base.h"
#include "base/fd.h"
#include "base/replace.h"
#include "conntrack.h"
#include "host/state.h"
#include "nft.h"
#include "pasta.h"
#include "rules.h"
#include "rules_inside.h"

/* --- what is written down: link and addresses, then nft's commands -------------------------------- */

static int read_note(int tenant, char **text, struct err *e)
{
	int AUTO_CLOSE fd = openat(tenant, "net", O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	size_t length;

	*text = NULL;
	if (fd < 0)
		return errno == ENOENT ? 0 : err_set(e, errno, "net");
	return fd_read_file(fd, NETWORK_NOTE_SIZE, text, &length) < 0 ? err_set(e, errno, "net") : 0;
}

/* nft(8) takes the last line for a comment. */
static char *compose_note(const struct network *n, const char *rules)
{
	char address[NETWORK_TEXT_SIZE], address6[NETWORK_TEXT_SIZE];
	char *note;

	network_print(&n->address, address);
	network_print(&n->address6, address6);
	return asprintf(&note, "%s %s %s\n%s" NETWORK_COMPLETE, n->link, address, address6, rules) < 0
		       ? NULL
		       : note;
}

static int write_note(int tenant, const char *note, size_t length, struct err *e)
{
	return file_replace(tenant, "net", note, length) < 0 ? err_set(e, errno, "net") : 0;
}

/* The addresses of a note's first line. */
static int forget_connections(const char *note, struct err *e)
{
	char address[2][NETWORK_TEXT_SIZE];
	struct net_prefix p;

	if (sscanf(note, "%*15s %55s %55s", address[0], address[1]) != 2)
		return 0;
	for (int i = 0; i < 2; i++)
		if (network_address(address[i], &p) && conntrack_forget(&p, e) < 0)
			return -1;
	return 0;
}

/*
 * Before the host is changed: what a killed one of us leaves is not taken for what the host has. Cut in
 * place, which needs no room on a full file system. 1; 0: it was not complete; or -1.
 */
static int mark_incomplete(int tenant, const char *note, struct err *e)
{
	const char *end = strstr(note, NETWORK_COMPLETE);
	int AUTO_CLOSE fd = !end ? -1 : openat(tenant, "net", O_WRONLY | O_NOFOLLOW | O_CLOEXEC);

	if (!end)
		return 0;
	return fd < 0 || ftruncate(fd, end - note) < 0 ? err_set(e, errno, "net") : 1;
}

/* The first line of the note, and these rules. Of a note that was not complete the host may not have them. */
static int write_rest(int tenant, const char *note, const char *kept, bool complete, struct err *e)
{
	struct err ignored = ERR_NONE;
	char *AUTO_FREE rest = NULL;

	complete = complete || nft_run(kept, &ignored) == 0;
	if (asprintf(&rest, "%.*s\n%s%s", (int)strcspn(note, "\n"), note, kept,
		    complete ? NETWORK_COMPLETE : "") < 0)
		return err_set(e, ENOMEM, "net");
	return write_note(tenant, rest, strlen(rest), e);
}

/* `kept`: lines of the rules that stay, and in the note; or "". */
static int take_down(int tenant, const char *note, const char *kept, struct links *l, struct err *e)
{
	const char *rules = strchr(note, '\n');
	const int complete = mark_incomplete(tenant, note, e);
	char link[NETWORK_LINK_SIZE] = "";

	if (complete < 0)
		return -1;
	sscanf(note, "%15s", link);
	if (rules)
		nft_take_back(rules + 1, kept);
	if (*kept && write_rest(tenant, note, kept, complete, e) < 0)
		return -1;
	/* Their link first: nothing new comes in then. */
	if (*link && (link_remove(l, link, e) < 0 || forget_connections(note, e) < 0))
		return -1;
	return !*kept && unlinkat(tenant, "net", 0) < 0 && errno != ENOENT ? err_set(e, errno, "net") : 0;
}

int tenant_down(int tenant, struct links *l, struct err *e)
{
	char *AUTO_FREE note = NULL;

	if (read_note(tenant, &note, e) < 0)
		return -1;
	return note ? take_down(tenant, note, "", l, e) : 0;
}

/* Another one than the newest, which is just being made; also where that cannot be told. */
static bool has_older(int tenant)
{
	int AUTO_CLOSE fd = openat(tenant, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	int count = 0;

	if (!d)
		return true;
	fd_take(&fd); /* closedir() closes it */
	while ((entry = readdir(d)))
		count += entry->d_name[strspn(entry->d_name, "0123456789")] == '\0';
	closedir(d);
	return count > 1;
}

/*
 * Is it about what a pasta sends, which lives on with the sandbox before? Of a note of pasta's all is but
 * what it publishes, which others may have now; of a note of nat's, that it may be there and its bound.
 */
static bool is_of_pasta(const char *line, bool nat)
{
	if (!nat)
		return !strstr(line, " bounds_pasta_in");
	return strstr(line, " pastas ") || strstr(line, " bounds_pasta ") ||
	       (strstr(line, "_out") && !strstr(line, " bounds_out "));
}

/* malloc'ed; NULL: no memory. */
static char *lines_of_pasta(const char *note)
{
	const bool nat = strstr(note, " sources ");
	const char *line = strchr(note, '\n');
	char *kept = strdup(note), *to = kept;

	for (line = line ? line + 1 : ""; kept && strchr(line, '\n'); line += strcspn(line, "\n") + 1) {
		const size_t n = strcspn(line, "\n");
		char *AUTO_FREE text = strndup(line, n);

		if (!text) {
			free(kept);
			return NULL;
		}
		if (!strncmp(line, NETWORK_COMPLETE, n + 1) || !is_of_pasta(text, nat))
			continue;
		memcpy(to, line, n + 1);
		to += n + 1;
	}
	if (kept)
		*to = '\0';
	return kept;
}

int tenant_leave(int tenant, struct links *l, struct err *e)
{
	char *AUTO_FREE note = NULL, *AUTO_FREE kept = NULL;

	if (read_note(tenant, &note, e) < 0)
		return -1;
	if (!note)
		return 0;
	if (strstr(note, " pastas ") && has_older(tenant) && !(kept = lines_of_pasta(note)))
		return err_set(e, ENOMEM, "net");
	return take_down(tenant, note, kept ? kept : "", l, e);
}

/* --- the host's side ------------------------------------------------------------------------------ */

static int add_rules(const char *rules, struct err *e)
{
	if (!*rules || nft_run(rules, e) == 0)
		return 0;
	if (nft_is_taken(rules))
		return err_rule(e, EEXIST,
			"[network] publish: another tenant has one of these ports: see hostel check");
	return -1;
}

static int put_sysctl(
	const char *link, const char *version, const char *key, const char *value, struct err *e)
{
	char path[128];

	snprintf(path, sizeof(path), "/proc/sys/net/%s/conf/%s/%s", version, link, key);
	if (fd_put(AT_FDCWD, path, value) < 0 && errno != ENOENT) /* without IPv6 there is none */
		return err_set(e, errno, "%s", path);
	return 0;
}

/* Addresses are given, never announced, learnt or made up: ip-sysctl.rst */
static int quiet(const char *link, struct err *e)
{
	return put_sysctl(link, "ipv6", "accept_ra", "0", e) < 0 ||
		       put_sysctl(link, "ipv6", "addr_gen_mode", "1", e) < 0 ||
		       put_sysctl(link, "ipv4", "accept_redirects", "0", e) < 0 ||
		       put_sysctl(link, "ipv4", "send_redirects", "0", e) < 0 ||
		       put_sysctl(link, "ipv6", "accept_redirects", "0", e) < 0 ||
		       put_sysctl(link, "ipv4", "accept_source_route", "0", e) < 0 ||
		       put_sysctl(link, "ipv6", "accept_source_route", "0", e) < 0 ? -1 : 0;
}

static int host_side(struct request *r, struct links *l, struct err *e)
{
	const struct network *n = &r->network;

	if (link_make_pair(l, r, e) < 0 || quiet(n->link, e) < 0 || link_up(l, n->link, e) < 0 ||
	    link_neighbour(l, n->link, &n->address, n->mac, e) < 0 ||
	    link_route(l, n->link, &n->address, &n->gateway, NULL, e) < 0)
		return -1;
	r->ipv6 = link_has_ipv6(n->link);
	if (r->ipv6 && (link_neighbour(l, n->link, &n->address6, n->mac, e) < 0 ||
				  link_route(l, n->link, &n->address6, &n->gateway6, NULL, e) < 0))
		return -1;
	return r->policy.rate_in == VALUE_MAX ? 0 : link_rate(l, n->link, r->policy.rate_in, e);
}

/* --- the side inside ------------------------------------------------------------------------------ */

static int inside_links(const struct request *r, struct links *l, struct err *e)
{
	static const struct net_prefix any = {.version = 4}, any6 = {.version = 6};
	const struct network *n = &r->network;
	const char *link = NETWORK_INSIDE_LINK;

	if (link_up(l, "lo", e) < 0)
		return -1;
	if (r->policy.network == NETWORK_PASTA)
		return r->policy.rate == VALUE_MAX ? 0 : link_rate(l, link, r->policy.rate, e);
	if (quiet(link, e) < 0 || link_address(l, link, &n->address, e) < 0 ||
	    link_up(l, link, e) < 0 || link_neighbour(l, link, &n->gateway, n->host_mac, e) < 0 ||
	    link_route(l, link, &any, &n->address, &n->gateway, e) < 0)
		return -1;
	if (r->ipv6 && link_has_ipv6(link) && (link_address(l, link, &n->address6, e) < 0 ||
				  link_neighbour(l, link, &n->gateway6, n->host_mac, e) < 0 ||
				  link_route(l, link, &any6, &n->address6, &n->gateway6, e) < 0))
		return -1;
	return r->policy.rate == VALUE_MAX ? 0 : link_rate(l, link, r->policy.rate, e);
}

/* Nobody else's ports are here, and ping(8) needs no privilege: ip(7), icmp(7). */
static int inside_sysctls(struct err *e)
{
	if (fd_put(AT_FDCWD, "/proc/sys/net/ipv4/ip_unprivileged_port_start", "0") < 0 ||
	    fd_put(AT_FDCWD, "/proc/sys/net/ipv4/ping_group_range", "0 2147483647") < 0 ||
	    fd_put(AT_FDCWD, "/proc/sys/net/ipv4/ip_local_port_range", NETWORK_PORTS_TEXT) < 0)
		return err_set(e, errno, "/proc/sys/net/ipv4");
	return 0;
}

static int inside_side(struct request *r, struct err *e)
{
	char *AUTO_FREE rules = rules_inside(r);
	struct links *l;
	int result;

	if (!rules)
		return err_set(e, ENOMEM, "rules");
	if (setns(r->netns, CLONE_NEWNET) < 0)
		return err_set(e, errno, "the tenant's network namespace");
	if (nft_run(rules, e) < 0 || inside_sysctls(e) < 0)
		return -1;
	l = link_open(e);
	if (!l)
		return -1;
	result = inside_links(r, l, e);
	link_close(l);
	return result;
}

static bool in_pool(const struct request *r, const struct net_prefix *own)
{
	const bool six = own->version == 6;
	const struct network *n = &r->network;

	return network_contains(six ? &r->launch.network.pool6 : &r->launch.network.pool, own) &&
	       memcmp(own, six ? &n->gateway6 : &n->gateway, sizeof(*own));
}

static int check_pools(const struct request *r, struct err *e)
{
	char text[NETWORK_TEXT_SIZE];

	for (size_t i = 0; i < r->own.count; i++) {
		if (!in_pool(r, &r->own.v[i]))
			continue;
		network_print(&r->own.v[i], text);
		return err_rule(e, EADDRINUSE,
			"[host] %s: %s is an address of this host: choose a pool that nothing else here uses",
			r->own.v[i].version == 4 ? "pool" : "pool6", text);
	}
	return 0;
}

/*
 * In place of what the host has of the tenant's last sandbox, `before` or NULL, which may still live: its
 * walls are not taken away for a moment, and stay if the new ones cannot be.
 */
static int replace_rules(const struct request *r, const char *rules, const char *before, struct err *e)
{
	const char *old = before ? strchr(before, '\n') : NULL;
	struct err ignored = ERR_NONE;

	if (old)
		nft_take_back(old + 1, rules);
	if (add_rules(rules, e) == 0)
		return 0;
	if (!old)
		unlinkat(r->tenant, "net", 0); /* all or nothing: the host has none of it */
	else if (add_rules(old + 1, &ignored) == 0)
		write_note(r->tenant, before, strlen(before), &ignored);
	return -1;
}

/*
 * Written down, not as complete, before the host is changed: what is to come and what was. Each line once:
 * where each set-up is killed, the note does not grow.
 */
static int announce(int tenant, const char *note, const char *before, struct err *e)
{
	const char *old = before ? strchr(before, '\n') : NULL;
	char *AUTO_FREE lines = strdup(old ? old + 1 : "");
	char *AUTO_FREE both = malloc(strlen(note) + (old ? strlen(old) : 0) + 1);
	char *save = NULL, *to;

	if (!lines || !both)
		return err_set(e, ENOMEM, "net");
	to = mempcpy(both, note, strlen(note) - strlen(NETWORK_COMPLETE));
	*to = '\0';
	for (char *line = strtok_r(lines, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		if (*line != '#' && !nft_has_line(both, line)) /* NETWORK_COMPLETE is a comment */
			to = stpcpy(stpcpy(to, line), "\n");
	return write_note(tenant, both, (size_t)(to - both), e);
}

/* Most often the host has them already, of the tenant's last sandbox. */
static int have_rules(struct request *r, struct err *e)
{
	char *AUTO_FREE rules = rules_of_tenant(r);
	char *AUTO_FREE note = rules ? compose_note(&r->network, rules) : NULL;
	char *AUTO_FREE before = NULL;
	size_t length;

	if (!note)
		return err_set(e, ENOMEM, "rules");
	if (read_note(r->tenant, &before, e) < 0)
		return -1;
	r->again = before;
	if (before && !strcmp(before, note))
		return 0;
	length = strlen(note);
	if (announce(r->tenant, note, before, e) < 0 || replace_rules(r, rules, before, e) < 0)
		return -1;
	return write_note(r->tenant, note, length, e);
}

/* With the lock of what all share, until it is written down that the tenant has a part in it. */
static int shared(struct request *r, struct links *l, struct err *e)
{
	int AUTO_CLOSE lock = state_lock(r->state, "net.lock", NETWORK_LOCK_SECONDS, e);

	if (lock < 0 || base_ensure(r, l, e) < 0 || link_addresses(l, &r->own, e) < 0)
		return -1;
	return check_pools(r, e) < 0 ? -1 : have_rules(r, e);
}

/* A sandbox that was replaced may live on in sessions; the network, and its bounds, are the new one's. */
static int leave_last(const struct request *r, struct links *l, struct err *e)
{
	if (link_remove(l, r->network.link, e) < 0)
		return -1;
	return !r->again ? 0 : conntrack_forget(&r->network.address, e) < 0 ? -1
		       : conntrack_forget(&r->network.address6, e);
}

static int on_host(struct request *r, struct links *l, struct err *e)
{
	struct err ignored = ERR_NONE;
	int AUTO_CLOSE lock = -1;

	if (shared(r, l, e) < 0)
		return -1;
	if (leave_last(r, l, e) == 0 && host_side(r, l, e) == 0)
		return 0;
	lock = state_lock(r->state, "net.lock", NETWORK_LOCK_SECONDS, &ignored);
	tenant_leave(r->tenant, l, &ignored);
	return -1;
}

/* A process on the host instead of links and rules there. */
static int by_pasta(struct request *r, struct links *l, struct err *e)
{
	return shared(r, l, e) < 0 || leave_last(r, l, e) < 0 ? -1 : pasta_start(r, e);
}

int tenant_up(struct request *r, struct err *e)
{
	struct links *l = link_open(e);
	int result = !l ? -1 : r->policy.network == NETWORK_PASTA ? by_pasta(r, l, e) : on_host(r, l, e);

	link_close(l);
	return result < 0 ? -1 : inside_side(r, e);
}
