/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A room's hostel-jobs. Mustn't: ask crontab(1) in the login program's process, or start a second one.
 */
#include "jobs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.h"
#include "cgroup/make.h"
#include "host/process.h"
#include "host_jobs.h"
#include "on_host.h"
#include "talk/paths.h"

#define ENDING_SECONDS 4 /* beyond stop_timeout: init/room.c kills what is left, three at most */
#define FIRST_FILE 8
#define CGROUP_FILE_SIZE (sizeof(((struct cgroup_place *)0)->path) + 16)

struct arguments {
	char uid[16], gid[16], stay[24], words[48], *groups;
	char files[CGROUP_CONTROLLERS][CGROUP_FILE_SIZE];
	const char *argv[FIRST_FILE + CGROUP_CONTROLLERS + 1];
};

/* What is known of a room's spool, while nobody is in. */
enum known {
	KNOWN_NOTHING,
	KNOWN_EMPTY,
	KNOWN_SAME, /* and that all that is looked at on the host is what it was then, too */
};

/* The session's end of the room's FIFO, which is one that writes; *new: it was not there. -1 with errno. */
static int hold(int tenant, const char *path, bool *new)
{
	*new = mkfifoat(tenant, path, 0600) == 0;
	if (!*new && errno != EEXIST)
		return -1;
	return openat(tenant, path, O_RDWR | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
}

/* The other end with its lock; -1 with errno EWOULDBLOCK: the room has one that lives. */
static int lock_room(int tenant, const char *path)
{
	int AUTO_CLOSE fd = openat(tenant, path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);

	return fd < 0 || flock(fd, LOCK_EX | LOCK_NB) < 0 ? -1 : fd_take(&fd);
}

/*
 * The stamp that the room's last hostel-jobs has left, if it left with nothing in the spool and nobody in the
 * room. It is for one reader: from now on somebody is in. With the room's lock. *fd -1 with errno.
 */
static enum known take_left(int tenant, const char *path, const struct host_jobs *host, int *fd)
{
	char text[STAMP_SIZE] = "";

	*fd = openat(tenant, path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (*fd < 0 || read(*fd, text, sizeof(text) - 1) != sizeof(text) - 1)
		return KNOWN_NOTHING;
	if (ftruncate(*fd, 0) < 0)
		fd_close(fd);
	return strcmp(text, host->stamp) ? KNOWN_EMPTY : KNOWN_SAME;
}

/* How long processes may go on without a session, and be ended; 0: for ever. */
static uint64_t stay_of(const struct policy *p)
{
	const uint64_t ending = p->stop_timeout + ENDING_SECONDS;

	return p->linger == LINGER_YES ? 0 : p->linger == LINGER_NO ? ending : p->linger + ending;
}

/* A pid may be another's by now: what was opened is looked at. */
static int open_init(const struct record *r)
{
	int AUTO_CLOSE fd = (int)syscall(SYS_pidfd_open, r->pid, 0);

	if (fd >= 0 && process_start(r->pid) == r->start)
		return fd_take(&fd);
	errno = ESRCH;
	return -1;
}

/* Of the tenant's cgroups, all but the number of processes: a bomb inside must not keep it from its work. */
static size_t name_cgroups(const struct login *l, const struct record *r, char files[][CGROUP_FILE_SIZE])
{
	struct cgroup_place places[CGROUP_CONTROLLERS];
	struct err ignored = ERR_NONE;
	struct cgroups c;
	size_t n = 0;

	if (cgroup_find(&c, &ignored) == 0)
		n = cgroup_places(&c, r->cgroup, l->account.name, cgroup_needed(&c, &l->policy) &
			~(c.mounts[CGROUP_PIDS].v2 ? 0 : 1U << CGROUP_PIDS), places);
	for (size_t i = 0; i < n; i++)
		snprintf(files[i], CGROUP_FILE_SIZE, "%s/%s", places[i].path,
			places[i].v2 ? "cgroup.procs" : "tasks");
	return n;
}

static int fill(const struct login *l, const struct record *r, const struct host_jobs *host,
	struct arguments *a)
{
	const struct account *account = &l->account;
	const size_t size = account->group_count * 12 + 1;
	size_t used = 0, n;

	a->groups = malloc(size);
	if (!a->groups)
		return -1;
	a->groups[0] = '\0';
	for (size_t i = 0; i < account->group_count; i++)
		used += (size_t)snprintf(a->groups + used, size - used, "%s%u", i ? "," : "",
			account->groups[i]);
	snprintf(a->uid, sizeof(a->uid), "%u", account->uid);
	snprintf(a->stay, sizeof(a->stay), "%llu", (unsigned long long)stay_of(&l->policy));
	snprintf(a->gid, sizeof(a->gid), "%u", account->gid);
	memcpy(a->argv, ((const char *[]){HOSTEL_JOBS, account->name, a->uid, a->gid, a->groups, a->words,
		a->stay, host->stamp}), FIRST_FILE * sizeof(a->argv[0]));
	n = name_cgroups(l, r, a->files);
	for (size_t i = 0; i < n; i++)
		a->argv[FIRST_FILE + i] = a->files[i];
	a->argv[FIRST_FILE + n] = NULL;
	return 0;
}

/* What a room's hostel-jobs is given. */
struct room {
	const struct login *login;
	const struct record *record;
	int tenant, porch, lock;
	bool new; /* no session was in it before */
};

/* 0 or -1 with *e. */
static int start(const struct room *room, const struct arguments *a, int left, bool wait, struct err *e)
{
	int AUTO_CLOSE init = open_init(room->record);
	const int fds[] = {room->porch, room->lock, init, left};
	char said[ERR_MESSAGE_SIZE] = "";
	int status;

	if (init < 0)
		return err_set(e, errno, "hostel-init of the room");
	status = wait ? on_host_program(a->argv, fds, 4, login_share(room->login), said, sizeof(said))
		      : on_host_start(a->argv, fds, 4);
	if (status < 0)
		return err_set(e, errno, HOSTEL_JOBS);
	return status ? err_rule(e, EIO, "hostel-jobs: %s", *said ? said : "it failed without a word") : 0;
}

/* Wait only where there may be something to be shown, or something that is there may be old. */
static int attend(const struct room *room, struct host_jobs *host, struct err *e)
{
	int AUTO_CLOSE left = -1;
	struct arguments a;
	enum known known;
	char path[32];
	bool wait;
	int result;

	host_jobs_look(room->login, host);
	snprintf(path, sizeof(path), "%u/jobs.left", room->record->number);
	known = take_left(room->tenant, path, host, &left);
	if (left < 0)
		return err_set(e, errno, "jobs.left");
	if (room->new)
		known = KNOWN_EMPTY;
	wait = known != KNOWN_SAME && !(room->new && !host->something);
	snprintf(a.words, sizeof(a.words), "%s%s%s%s%s", host->crontab ? "crontab," : "",
		host->at ? "at," : "", known != KNOWN_NOTHING ? "empty," : "",
		known == KNOWN_SAME ? "same," : "", wait ? "" : "unheard");
	if (fill(room->login, room->record, host, &a) < 0)
		return err_set(e, ENOMEM, "hostel-jobs");
	result = start(room, &a, left, wait, e);
	free(a.groups);
	return result;
}

int jobs_attend(const struct login *l, int tenant, const struct record *r, const struct porch *porch,
	bool *cronless, struct err *e)
{
	int AUTO_CLOSE held = -1, AUTO_CLOSE lock = -1;
	struct host_jobs host;
	char path[32];
	bool new;

	host_jobs_find(l, &host);
	*cronless = host.cronless;
	if (!host.crontab && !host.at)
		return -1;
	snprintf(path, sizeof(path), "%u/jobs", r->number);
	held = hold(tenant, path, &new);
	lock = held < 0 ? -1 : lock_room(tenant, path);
	if (lock < 0)
		return held >= 0 && errno == EWOULDBLOCK ? fd_take(&held)
			: err_set(e, errno, "the FIFO of hostel-jobs");
	return attend(&(struct room){l, r, tenant, porch->mount, lock, new}, &host, e) < 0
		? -1 : fd_take(&held);
}
