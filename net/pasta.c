/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mode = pasta: a process of the keeper's translates between the tenant's network namespace and sockets
 * on the host, passt(1). No privilege, no link and no rule on the host; the tenant's own table holds for
 * it too.
 *
 * Should: live in the tenant's cgroup, and in its pid namespace, so that it ends with the sandbox. Mustn't:
 * offer the tenant the host's loopback or the host the tenant's ports: pasta's defaults that do are off.
 */
#include "pasta.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/lasting.h"

#define TRIES 20

/*
 * Where pasta finds the tenant's namespaces, seen by it alone: newer ones close what they inherit, so a
 * descriptor is no place. The AppArmor profiles of passt 2023 and 2025 let it read them in this directory.
 */
#define USERS "/run/user"
#define NAMESPACES USERS "/%u/netns/"
#define NAMESPACE_SIZE 64

#define ARGUMENTS (32 + 2 * PUBLISH_MAX)

struct arguments {
	char *v[ARGUMENTS + 1];
	size_t count;
	bool failed;
};

static void add(struct arguments *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add(struct arguments *a, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	if (a->count == ARGUMENTS || vasprintf(&a->v[a->count], format, list) < 0)
		a->failed = true;
	else
		a->v[++a->count] = NULL;
	va_end(list);
}

static void add_published(struct arguments *a, const struct publish_entry *p)
{
	char address[NETWORK_TEXT_SIZE];

	network_print(&p->address, address);
	add(a, p->protocol == NET_TCP ? "-t" : "-u");
	if (p->first == p->last)
		add(a, "%s/%u:%u", address, p->first, p->inside);
	else
		add(a, "%s/%u-%u:%u-%u", address, p->first, p->last, p->inside,
			p->inside + p->last - p->first);
}

static bool publishes(const struct policy *p, uint32_t protocol)
{
	for (uint32_t i = 0; i < p->publish.count; i++)
		if (p->publish.items[i].protocol == protocol)
			return true;
	return false;
}

static void arguments(struct arguments *a, const struct request *r)
{
	char address[NETWORK_TEXT_SIZE], gateway[NETWORK_TEXT_SIZE];
	char address6[NETWORK_TEXT_SIZE], gateway6[NETWORK_TEXT_SIZE];

	network_print(&r->network.address, address);
	network_print(&r->network.address6, address6);
	network_print(&r->network.gateway, gateway);
	network_print(&r->network.gateway6, gateway6);
	add(a, "pasta");
	add(a, "--quiet");
	add(a, "--config-net");
	add(a, "--no-map-gw");
	add(a, "--no-dhcp");
	add(a, "--no-dhcpv6");
	add(a, "--no-netns-quit"); /* the pid namespace ends it */
	add(a, "--ns-ifname=" NETWORK_INSIDE_LINK);
	add(a, "--address=%s", address);
	add(a, "--address=%s", address6); /* by default the host's own, then out of reach */
	add(a, "--netmask=16");
	add(a, "--gateway=%s", gateway);
	add(a, "--gateway=%s", gateway6);
	add(a, "--tcp-ns=none");
	add(a, "--udp-ns=none");
	for (uint32_t i = 0; i < r->policy.publish.count; i++)
		add_published(a, &r->policy.publish.items[i]);
	if (!publishes(&r->policy, NET_TCP))
		add(a, "--tcp-ports=none");
	if (!publishes(&r->policy, NET_UDP))
		add(a, "--udp-ports=none");
	add(a, "--netns=" NAMESPACES "net", r->launch.keeper);
	add(a, "--userns=" NAMESPACES "user", r->launch.keeper);
}

/* cgroups(7): v1's hierarchies by `tasks` of each, v2's one by the same name as here. */
static int enter_cgroups(const struct launch *l)
{
	for (size_t i = 0; i < l->cgroup_count; i++) {
		char path[700];

		snprintf(path, sizeof(path), "%s/cgroup.procs", l->cgroups[i].source);
		if (fd_put(AT_FDCWD, path, "0") < 0)
			return -1;
	}
	return 0;
}

static int bind_namespace(int namespace, const char *directory, const char *name)
{
	char from[32], path[2 * NAMESPACE_SIZE];
	int AUTO_CLOSE place = -1;

	snprintf(from, sizeof(from), "/proc/self/fd/%d", namespace);
	snprintf(path, sizeof(path), "%s%s", directory, name);
	place = open(path, O_CREAT | O_EXCL | O_RDONLY | O_CLOEXEC, 0444);
	return place < 0 ? -1 : mount(from, path, NULL, MS_BIND, NULL);
}

static int show_namespaces(const struct request *r, int userns)
{
	char path[NAMESPACE_SIZE], directory[NAMESPACE_SIZE];

	snprintf(path, sizeof(path), USERS "/%u", r->launch.keeper);
	snprintf(directory, sizeof(directory), NAMESPACES, r->launch.keeper);
	if (mkdir(USERS, 0755) < 0 && errno != EEXIST)
		return -1;
	if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) < 0 ||
	    mount("hostel", USERS, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=755,size=64k") < 0)
		return -1;
	if (mkdir(path, 0755) < 0 || mkdir(directory, 0755) < 0)
		return -1;
	if (bind_namespace(r->netns, directory, "net") < 0)
		return -1;
	return bind_namespace(userns, directory, "user");
}

static _Noreturn void be_pasta(const struct request *r, int userns, int output)
{
	const uint32_t keeper = r->launch.keeper;
	char *const envp[] = {NULL};
	struct arguments a = {0};

	if (dup2(output, 2) < 0)
		_exit(111);
	arguments(&a, r);
	if (a.failed || enter_cgroups(&r->launch) < 0 || lasting_begin() < 0) {
		dprintf(2, "%s\n", strerror(errno));
		_exit(111);
	}
	if (show_namespaces(r, userns) < 0) {
		dprintf(2, "the tenant's namespaces below " USERS ": %s\n", strerror(errno));
		_exit(111);
	}
	if (close_range(3, ~0U, 0) < 0 || setgroups(0, NULL) < 0 || setresgid(keeper, keeper, keeper) < 0 ||
	    setresuid(keeper, keeper, keeper) < 0) {
		dprintf(2, "the keeper's ids: %s\n", strerror(errno));
		_exit(111);
	}
	execve("/usr/bin/pasta", a.v, envp);
	if (errno == ENOENT)
		dprintf(2, "/usr/bin/pasta is not there: the package is called passt\n");
	else
		dprintf(2, "/usr/bin/pasta: %s\n", strerror(errno));
	_exit(111);
}

/* It goes to the background by itself when it serves: its first process ends then. */
static int wait_started(pid_t pid, int output, struct err *e)
{
	char said[ERR_MESSAGE_SIZE - 32] = "";
	size_t used = 0;
	ssize_t n;
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return err_set(e, errno, "pasta");
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return 0;
	/* What it said last is why. */
	while ((n = read(output, said + used, sizeof(said) - 1 - used)) > 0)
		used += (size_t)n;
	while (used && said[used - 1] == '\n')
		said[--used] = '\0';
	return err_rule(e, EIO, "pasta: %s", strrchr(said, '\n') ? strrchr(said, '\n') + 1 : said);
}

static int start(const struct request *r, int userns, struct err *e)
{
	int output[2], result;
	pid_t pid;

	if (pipe2(output, O_CLOEXEC | O_NONBLOCK) < 0)
		return err_set(e, errno, "pipe");
	pid = fork();
	if (pid == 0)
		be_pasta(r, userns, output[1]);
	result = pid < 0 ? err_set(e, errno, "fork") : wait_started(pid, output[0], e);
	close(output[0]);
	close(output[1]);
	return result;
}

/* bind(2) says so. Other errors are pasta's to tell. */
static bool is_in_use(const struct publish_entry *p, uint32_t port)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htobe16((uint16_t)port)};
	struct sockaddr_in6 to6 = {.sin6_family = AF_INET6, .sin6_port = to.sin_port};
	const bool tcp = p->protocol == NET_TCP, six = p->address.version == 6;
	const int type = (tcp ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC, on = 1;
	int AUTO_CLOSE fd = socket(six ? AF_INET6 : AF_INET, type, 0);

	memcpy(&to.sin_addr, p->address.address, sizeof(to.sin_addr));
	memcpy(&to6.sin6_addr, p->address.address, sizeof(to6.sin6_addr));
	/* As pasta: closed connections are in nobody's way, listening sockets are. socket(7) */
	if (fd < 0 || (tcp && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0))
		return false;
	errno = 0;
	if (six)
		bind(fd, (const struct sockaddr *)&to6, sizeof(to6));
	else
		bind(fd, (const struct sockaddr *)&to, sizeof(to));
	return errno == EADDRINUSE;
}

static bool are_in_use(const struct publish_list *list)
{
	for (uint32_t i = 0; i < list->count; i++)
		for (uint32_t port = list->items[i].first; port <= list->items[i].last; port++)
			if (is_in_use(&list->items[i], port))
				return true;
	return false;
}

int pasta_start(const struct request *r, struct err *e)
{
	const struct timespec nap = {.tv_nsec = 100000000};
	int AUTO_CLOSE userns = ioctl(r->netns, NS_GET_USERNS);

	if (userns < 0)
		return err_set(e, errno, "the tenant's user namespace");
	if (setns(r->pidns, CLONE_NEWPID) < 0)
		return err_set(e, errno, "the tenant's pid namespace");
	/* The ports may still be those of the last sandbox, which is just ending. */
	for (int tries = 0; tries < TRIES && are_in_use(&r->policy.publish); tries++)
		nanosleep(&nap, NULL);
	return start(r, userns, e);
}
