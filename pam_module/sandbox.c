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
#include "build.h"
#include "cgroup/make.h"
#include "cgroup/split.h"
#include "events.h"
#include "face.h"
#include "host/control.h"
#include "host/limits.h"
#include "host/process.h"
#include "host/record.h"
#include "image.h"
#include "limits.h"
#include "lsm.h"
#include "lxcfs.h"
#include "start.h"
#include "survey.h"
#include "talk/paths.h"
#include "talk/protocol.h"

/* Directories of sandboxes that have ended: nobody listens on their control socket any more. */
static void remove_ended(struct build *b)
{
	int copy = openat(b->tenant, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		int AUTO_CONTROL connected = -1;
		const unsigned long number = strtoul(entry->d_name, NULL, 10);

		if (strspn(entry->d_name, "0123456789") != strlen(entry->d_name))
			continue;
		connected = control_connect(b->login->account.uid, (uint32_t)number, 1);
		if (connected < 0 && control_has_ended(errno))
			tree_remove(b->tenant, entry->d_name);
	}
	if (dir)
		closedir(dir);
}

static int make_directories(struct build *b, struct err *e)
{
	char name[16], door[32];

	remove_ended(b);
	for (b->number++;; b->number++) {
		snprintf(name, sizeof(name), "%u", b->number);
		if (mkdirat(b->tenant, name, 0711) == 0)
			break;
		if (errno != EEXIST)
			return err_set(e, errno, "mkdir %s", name);
	}
	snprintf(b->run_dir, sizeof(b->run_dir), "%s/t/%u/%u", HOSTEL_STATEDIR,
		b->login->account.uid, b->number);
	snprintf(door, sizeof(door), "%s/door", name);
	if (mkdirat(b->tenant, door, 0711) < 0 || fchmodat(b->tenant, name, 0711, 0) < 0 ||
	    fchmodat(b->tenant, door, 0711, 0) < 0)
		return err_set(e, errno, "mkdir %s", door);
	return limits_remember(b->tenant, b->number, &b->login->policy, e);
}

/* Which version it is of, for who wants to remove one. */
static int note_image(const struct build *b, struct err *e)
{
	char path[32], id[IMAGE_ID_SIZE];

	if (!*b->login->image.name)
		return 0;
	snprintf(path, sizeof(path), "%u/" STATE_IMAGE, b->number);
	image_id_print(&b->login->image, id);
	return symlinkat(id, b->tenant, path) < 0 ? err_set(e, errno, "%s", path) : 0;
}

/* hostel gc removes none that is named. The lock "trees" is held. */
static int note_trees(struct build *b, struct err *e)
{
	const char *const names[] = {b->survey->etc_name, b->survey->programs_name, b->survey->base_name,
		b->survey->machine_name};

	for (int i = 0; state_trees[i]; i++) {
		char path[32];

		snprintf(path, sizeof(path), "%u/%s", b->number, state_trees[i]);
		if (symlinkat(names[i], b->tenant, path) < 0)
			return err_set(e, errno, "%s", path);
	}
	return note_image(b, e);
}

static void remove_directories(struct build *b)
{
	char name[16];

	snprintf(name, sizeof(name), "%u", b->number);
	if (*b->run_dir)
		tree_remove(b->tenant, name);
}

/* [host] cgroup, the owner or the account's name is another one now. */
static bool leaves_cgroup(const struct build *b)
{
	const struct record *r = b->before;

	return *r->cgroup && (strcmp(r->cgroup, b->base) || strcmp(r->name, b->login->account.name));
}

static int make_cgroups(struct build *b, struct err *e)
{
	const struct policy *p = &b->login->policy;

	if (cgroup_find(&b->cgroups, e) < 0)
		return -1;
	cgroup_base_of(&b->cgroups, p, b->base);
	if (leaves_cgroup(b)) /* what is counted there from now on is nobody's */
		events_before_removal(b->login, b->tenant,
			&(struct leaf){&b->cgroups, b->before->cgroup, b->before->name});
	if (cgroup_make(&b->cgroups, b->base, b->login->account.name, p, b->login->warnings, e) < 0)
		return -1;
	b->place_count = cgroup_places(&b->cgroups, b->base, b->login->account.name,
		cgroup_needed(&b->cgroups, p), b->places);
	return cgroup_split_wanted(p)
		? cgroup_split(&b->cgroups, b->base, b->login->account.name, &b->split, e) : 0;
}

static void remove_cgroups(struct build *b)
{
	struct err ignored = ERR_NONE;

	if (!leaves_cgroup(b)) /* or the one before it would be counted once more */
		events_before_removal(b->login, b->tenant,
			&(struct leaf){&b->cgroups, b->base, b->login->account.name});
	cgroup_remove(&b->cgroups, b->base, b->login->account.name, &ignored);
}

static int note_cgroup(struct build *b, struct err *e)
{
	return leaves_cgroup(b) ? record_left(b->tenant, b->before, e) : 0;
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

static int make_sockets(struct build *b, struct err *e)
{
	b->control = listen_at(b->run_dir, "control", 0, e);
	if (b->control < 0)
		return -1;
	b->door = listen_at(b->run_dir, "door/socket", b->login->account.uid, e);
	return b->door < 0 ? -1 : 0;
}

/* Directories of trees, below HOSTEL_STATEDIR. */
struct trees {
	char base[STATE_DIR_SIZE], etc[STATE_DIR_SIZE], programs[STATE_DIR_SIZE], machine[STATE_DIR_SIZE];
};

static void fill_launch(const struct build *b, struct trees *t, struct launch *l)
{
	const struct account *a = &b->login->account;
	const struct survey *s = b->survey;

	snprintf(t->etc, sizeof(t->etc), "%s/%s", HOSTEL_STATEDIR, s->etc_name);
	snprintf(t->programs, sizeof(t->programs), "%s/%s", HOSTEL_STATEDIR, s->programs_name);
	snprintf(t->machine, sizeof(t->machine), "%s/%s", HOSTEL_STATEDIR, s->machine_name);
	snprintf(t->base, sizeof(t->base), "%s/t/%u/%s", HOSTEL_STATEDIR, a->uid, s->base_name);
	*l = (struct launch){.name = a->name, .uid = a->uid, .gid = a->gid,
		.group_count = a->group_count, .home = a->home, .home_source = s->home,
		.shell = shell_inside(b->login), .run_dir = b->run_dir,
		.base_dir = t->base, .etc_dir = t->etc, .log_socket = s->log_socket,
		.programs_dir = t->programs, .machine_dir = t->machine, .keeper = b->keeper,
		.face = b->face,
		.network = b->network,
		.shown_count = s->shown_count, .cgroup_count = b->place_count,
		.policy = s->policy, .policy_size = s->policy_size};
	memcpy(l->groups, a->groups, a->group_count * sizeof(l->groups[0]));
	for (size_t i = 0; i < s->shown_count; i++)
		l->shown[i] = s->shown[i];
	for (size_t i = 0; i < b->place_count; i++)
		l->cgroups[i] = (struct launch_cgroup){b->places[i].path, b->places[i].name};
}

static int make_spec(struct build *b, struct err *e)
{
	unsigned char *AUTO_FREE buffer = malloc(LAUNCH_SIZE_MAX);
	struct trees trees;
	struct launch l;
	char image[IMAGE_ID_SIZE] = "";
	struct lsm lsm;
	size_t used;

	if (!buffer)
		return err_set(e, ENOMEM, "launch specification");
	fill_launch(b, &trees, &l);
	if (lsm_resolve(&b->login->policy, &lsm, e) < 0)
		return -1;
	l.apparmor = lsm.apparmor;
	l.apparmor_init = lsm.apparmor_init;
	l.selinux = lsm.selinux;
	if (*b->login->image.name)
		image_id_print(&b->login->image, image);
	if (lxcfs_find(b->login, &b->lxcfs, e) < 0)
		return -1;
	l.lxcfs = b->lxcfs;
	l.subids = b->subids;
	l.image = image;
	used = launch_encode(&l, buffer, LAUNCH_SIZE_MAX);
	if (!used)
		return err_rule(e, E2BIG, "the policy is too large for a launch specification");
	b->spec = fd_sealed("hostel-launch", buffer, used);
	return b->spec < 0 ? err_set(e, errno, "launch specification") : 0;
}

static void close_all(struct build *b)
{
	fd_close(&b->control);
	fd_close(&b->door);
	fd_close(&b->spec);
	fd_close(&b->upper_lock);
}

static const struct {
	int (*run)(struct build *b, struct err *e);
	void (*undo)(struct build *b);
} steps[] = {
	{make_directories, remove_directories},
	{survey_make, NULL},
	{image_prepare, NULL},
	{face_choose, NULL},
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
	struct build b = {.login = login, .state = state, .tenant = tenant, .trees = -1, .control = -1,
		.door = -1, .spec = -1, .image = -1, .upper = -1,
		.upper_lock = -1, .home = -1, .host_mount = -1, .pid_fd = -1, .number = record->number,
		.before = record};
	const size_t count = sizeof(steps) / sizeof(steps[0]);
	size_t done = 0;
	int result = 0;

	while (done < count && !result)
		result = steps[done].run(&b, e) < 0 ? -1 : (done++, 0);
	if (result) {
		/* The step that failed may have done half of its work. */
		for (size_t i = done + 1; i > 0; i--)
			if (steps[i - 1].undo)
				steps[i - 1].undo(&b);
	} else {
		*record = (struct record){.uid = login->account.uid, .room = login->fitting.room,
			.limits = login->fitting.limits,
			.controllers = cgroup_reached(&b.cgroups, &login->policy),
			.number = b.number, .keeper = b.keeper, .pid = b.pid,
			.start = process_start(b.pid), .since = (uint64_t)time(NULL),
			.place = b.survey->place};
		strcpy(record->name, login->account.name);
		snprintf(record->home, sizeof(record->home), "%s", login->account.home);
		strcpy(record->cgroup, b.base);
		snprintf(record->plan, sizeof(record->plan), "%s", login->policy.plan);
		counting_describe(login, &b.cgroups, record->events, sizeof(record->events));
		result = record->start ? boot_id(record->boot, e)
				       : err_rule(e, EIO, "hostel-init has ended, or /proc is not readable");
	}
	close_all(&b);
	survey_free(&b);
	free(b.lxcfs);
	fd_close(&b.pid_fd);
	return result;
}
