/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Making a sandbox: a table of steps, undone in reverse if a later one fails.
 */
#include "sandbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/tree.h"
#include "cgroup/make.h"
#include "events.h"
#include "host/process.h"
#include "host/record.h"
#include "host/skeleton.h"
#include "lsm.h"
#include "talk/paths.h"
#include "talk/protocol.h"

/* Directories of sandboxes that have ended: nobody listens on their control socket any more. */
static void remove_ended(struct making *m)
{
	int copy = openat(m->tenant, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		char path[STATE_DIR_SIZE];
		int connected;

		if (strspn(entry->d_name, "0123456789") != strlen(entry->d_name))
			continue;
		snprintf(path, sizeof(path), "%s/t/%u/%.16s/control", HOSTEL_STATEDIR,
			m->login->account.uid, entry->d_name);
		connected = protocol_connect(path, 1);
		if (connected < 0 && (errno == ECONNREFUSED || errno == ENOENT))
			tree_remove(m->tenant, entry->d_name);
		fd_close(&connected);
	}
	if (dir)
		closedir(dir);
}

static int make_directories(struct making *m, struct err *e)
{
	char name[16], door[32];

	remove_ended(m);
	for (m->number++;; m->number++) {
		snprintf(name, sizeof(name), "%u", m->number);
		if (mkdirat(m->tenant, name, 0711) == 0)
			break;
		if (errno != EEXIST)
			return err_set(e, errno, "mkdir %s", name);
	}
	snprintf(m->run_dir, sizeof(m->run_dir), "%s/t/%u/%u", HOSTEL_STATEDIR,
		m->login->account.uid, m->number);
	snprintf(door, sizeof(door), "%s/door", name);
	if (mkdirat(m->tenant, door, 0711) < 0 || fchmodat(m->tenant, name, 0711, 0) < 0 ||
	    fchmodat(m->tenant, door, 0711, 0) < 0)
		return err_set(e, errno, "mkdir %s", door);
	return limits_remember(m->tenant, m->number, &m->login->policy, e);
}

/* hostel gc removes none that is named. The lock "trees" is held. */
static int note_trees(struct making *m, struct err *e)
{
	const char *const names[] = {m->survey->etc_name, m->survey->programs_name, m->survey->base_name};

	for (int i = 0; state_trees[i]; i++) {
		char path[32];

		snprintf(path, sizeof(path), "%u/%s", m->number, state_trees[i]);
		if (symlinkat(names[i], m->tenant, path) < 0)
			return err_set(e, errno, "%s", path);
	}
	return 0;
}

static void remove_directories(struct making *m)
{
	char name[16];

	snprintf(name, sizeof(name), "%u", m->number);
	if (*m->run_dir)
		tree_remove(m->tenant, name);
}

/* [host] cgroup, or the account's name, is another one now. */
static bool leaves_cgroup(const struct making *m)
{
	const struct record *r = m->before;

	return *r->cgroup && (strcmp(r->cgroup, cgroup_base(&m->cgroups, m->login->policy.cgroup)) ||
				     strcmp(r->name, m->login->account.name));
}

static int make_cgroups(struct making *m, struct err *e)
{
	const struct policy *p = &m->login->policy;

	if (cgroup_find(&m->cgroups, e) < 0)
		return -1;
	if (leaves_cgroup(m)) /* what is counted there from now on is nobody's */
		events_before_removal(m->login, m->tenant,
			&(struct leaf){&m->cgroups, m->before->cgroup, m->before->name});
	if (cgroup_make(&m->cgroups, p->cgroup, m->login->account.name, p, m->login->warnings, e) < 0)
		return -1;
	m->place_count = cgroup_places(&m->cgroups, p->cgroup, m->login->account.name,
		cgroup_needed(&m->cgroups, p), m->places);
	return 0;
}

static void remove_cgroups(struct making *m)
{
	struct err ignored = ERR_NONE;

	if (!leaves_cgroup(m)) /* or the one before it would be counted once more */
		events_before_removal(m->login, m->tenant,
			&(struct leaf){&m->cgroups, m->login->policy.cgroup, m->login->account.name});
	cgroup_remove(&m->cgroups, m->login->policy.cgroup, m->login->account.name, &ignored);
}

static int note_cgroup(struct making *m, struct err *e)
{
	return leaves_cgroup(m) ? record_left(m->tenant, m->before, e) : 0;
}

static int listen_at(const char *directory, const char *name, uint32_t owner, struct err *e)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int AUTO_CLOSE fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return err_set(e, errno, "socket");
	if (snprintf(address.sun_path, sizeof(address.sun_path), "%s/%s", directory, name) >=
	    (int)sizeof(address.sun_path))
		return err_set(e, ENAMETOOLONG, "%s/%s", directory, name);
	/* For protocol_look(). What is accepted has it, too: unix_sock_inherit_flags() of the kernel. */
	if (setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &(const int){1}, sizeof(int)) < 0)
		return err_set(e, errno, "SO_PASSCRED");
	/* Nobody can connect before listen(2): owner and mode are right by then. */
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ||
	    chmod(address.sun_path, 0600) < 0 ||
	    lchown(address.sun_path, owner, (gid_t)-1) < 0 || listen(fd, 128) < 0)
		return err_set(e, errno, "%s", address.sun_path);
	return fd_take(&fd);
}

static int make_sockets(struct making *m, struct err *e)
{
	m->control = listen_at(m->run_dir, "control", 0, e);
	if (m->control < 0)
		return -1;
	m->door = listen_at(m->run_dir, "door/socket", m->login->account.uid, e);
	return m->door < 0 ? -1 : 0;
}

const char *shell_inside(const struct login *l)
{
	if (strcmp(l->policy.shell, "auto"))
		return l->policy.shell;
	return account_has_hostel_shell(&l->account) ? "/bin/bash" : l->account.shell;
}

/* Directories of trees, below HOSTEL_STATEDIR. */
struct trees {
	char base[STATE_DIR_SIZE], etc[STATE_DIR_SIZE], programs[STATE_DIR_SIZE];
};

static void fill_launch(const struct making *m, struct trees *t, struct launch *l)
{
	const struct account *a = &m->login->account;
	const struct survey *s = m->survey;

	snprintf(t->etc, sizeof(t->etc), "%s/%s", HOSTEL_STATEDIR, s->etc_name);
	snprintf(t->programs, sizeof(t->programs), "%s/%s", HOSTEL_STATEDIR, s->programs_name);
	snprintf(t->base, sizeof(t->base), "%s/t/%u/%s", HOSTEL_STATEDIR, a->uid, s->base_name);
	*l = (struct launch){.name = a->name, .uid = a->uid, .gid = a->gid,
		.group_count = a->group_count, .home = a->home, .home_source = s->home,
		.shell = shell_inside(m->login), .run_dir = m->run_dir,
		.base_dir = t->base, .etc_dir = t->etc, .log_socket = s->log_socket,
		.programs_dir = t->programs, .keeper = m->keeper, .network = m->network,
		.etc_count = s->etc_count, .cgroup_count = m->place_count,
		.policy = s->policy, .policy_size = s->policy_size};
	memcpy(l->groups, a->groups, a->group_count * sizeof(l->groups[0]));
	for (size_t i = 0; i < s->etc_count; i++)
		l->etc[i] = s->etc[i];
	for (size_t i = 0; i < m->place_count; i++)
		l->cgroups[i] = (struct launch_cgroup){m->places[i].path, m->places[i].name};
}

static int make_spec(struct making *m, struct err *e)
{
	unsigned char *AUTO_FREE buffer = malloc(LAUNCH_SIZE_MAX);
	struct trees trees;
	struct launch l;
	struct lsm lsm;
	size_t used;

	if (!buffer)
		return err_set(e, ENOMEM, "launch specification");
	fill_launch(m, &trees, &l);
	if (lsm_resolve(&m->login->policy, &lsm, e) < 0)
		return -1;
	l.apparmor = lsm.apparmor;
	l.apparmor_init = lsm.apparmor_init;
	l.selinux = lsm.selinux;
	if (view_find(m->login, &m->lxcfs, e) < 0)
		return -1;
	l.lxcfs = m->lxcfs;
	used = launch_encode(&l, buffer, LAUNCH_SIZE_MAX);
	if (!used)
		return err_rule(e, E2BIG, "the policy is too large for a launch specification");
	m->spec = fd_sealed("hostel-launch", buffer, used);
	return m->spec < 0 ? err_set(e, errno, "launch specification") : 0;
}

static void close_all(struct making *m)
{
	fd_close(&m->control);
	fd_close(&m->door);
	fd_close(&m->spec);
}

static const struct {
	int (*run)(struct making *m, struct err *e);
	void (*undo)(struct making *m);
} steps[] = {
	{make_directories, remove_directories},
	{survey_make, NULL},
	{note_trees, NULL},
	{make_cgroups, remove_cgroups},
	{limits_make, NULL},
	{make_sockets, NULL},
	{make_spec, NULL},
	{init_start, init_kill},
	{note_cgroup, NULL},
};

int sandbox_make(const struct login *login, int state, int tenant, struct record *record,
	struct err *e)
{
	struct making m = {.login = login, .state = state, .tenant = tenant, .trees = -1, .control = -1,
		.door = -1, .spec = -1, .pid_fd = -1, .number = record->number, .before = record};
	const size_t count = sizeof(steps) / sizeof(steps[0]);
	size_t done = 0;
	int result = 0;

	while (done < count && !result)
		result = steps[done].run(&m, e) < 0 ? -1 : (done++, 0);
	if (result) {
		/* The step that failed may have done half of its work. */
		for (size_t i = done + 1; i > 0; i--)
			if (steps[i - 1].undo)
				steps[i - 1].undo(&m);
	} else {
		*record = (struct record){.uid = login->account.uid, .room = login->fitting.room,
			.limits = login->fitting.limits,
			.controllers = cgroup_reached(&m.cgroups, &login->policy),
			.number = m.number, .keeper = m.keeper, .pid = m.pid,
			.start = process_start(m.pid), .since = (uint64_t)time(NULL)};
		strcpy(record->name, login->account.name);
		snprintf(record->home, sizeof(record->home), "%s", login->account.home);
		snprintf(record->cgroup, sizeof(record->cgroup), "%s",
			cgroup_base(&m.cgroups, login->policy.cgroup));
		snprintf(record->plan, sizeof(record->plan), "%s", login->policy.plan);
		counting_describe(login, &m.cgroups, record->events, sizeof(record->events));
		result = record->start ? boot_id(record->boot, e)
				       : err_rule(e, EIO, "hostel-init has ended, or /proc is not readable");
	}
	close_all(&m);
	survey_free(&m);
	free(m.lxcfs);
	fd_close(&m.pid_fd);
	return result;
}
