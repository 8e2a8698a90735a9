/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Opened by root, to be read: the kernel asks who opened. cgroup-v2.rst, "memory.events";
 * cgroup-v1/memory.rst, "OOM Control", "Memory thresholds" and "cgroup.event_control"; memfd_create(2);
 * F_ADD_SEALS of fcntl(2).
 */
#include "watch.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.h"
#include "on_host.h"
#include "talk/launch.h"
#include "talk/witness.h"

#define MEMORY_LEAST_UNLIMITED (UINT64_C(1) << 62) /* no limit, or a percentage: policy.h */

static int open_at(const struct cgroup_place *place, const char *file, int flags)
{
	char path[sizeof(place->path) + 32];

	snprintf(path, sizeof(path), "%s/%s", place->path, file);
	return open(path, flags | O_CLOEXEC | O_NOFOLLOW);
}

static int add_event(int registry, int event, const struct cgroup_place *place, const char *file,
	uint64_t argument)
{
	int AUTO_CLOSE source = open_at(place, file, O_RDONLY);
	char line[64];
	const int length = snprintf(line, sizeof(line), "%d %d %" PRIu64, event, source, argument);

	return source >= 0 && write(registry, line, (size_t)length) == length ? 0 : -1;
}

/* v1, which says nothing before it kills: when it is about to. The kernel keeps what it needs of the file. */
static int make_event(const struct cgroup_place *place)
{
	int AUTO_CLOSE event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	int AUTO_CLOSE registry = open_at(place, "cgroup.event_control", O_WRONLY);

	if (event < 0 || registry < 0 || add_event(registry, event, place, "memory.oom_control", 0) < 0)
		return -1;
	return fd_take(&event);
}

static bool find_place(const struct build *b, enum cgroup_controller controller, struct cgroup_place *place)
{
	struct cgroup_place places[CGROUP_CONTROLLERS];
	const bool found = cgroup_places(
		&b->cgroups, b->base, b->login->account.name, 1U << controller, places);

	if (found)
		*place = places[0];
	return found;
}

/* Written once, so that all of it is there: PID 1 shall not need memory when there is none. */
static int make_witness(void)
{
	static const unsigned char empty[WITNESS_MEMORY];
	int AUTO_CLOSE fd = memfd_create(WITNESS_NAME_OF_MEMORY, MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0 || fd_write_all(fd, empty, sizeof(empty)) < 0 ||
		fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) < 0)
		return -1;
	return fd_take(&fd);
}

void watch_open(const struct build *b, struct watch *w)
{
	struct cgroup_place place;

	*w = WATCH_NONE;
	w->witness = make_witness();
	if (w->witness < 0)
		return;
	if (find_place(b, CGROUP_MEMORY, &place)) {
		w->oom = open_at(&place, place.v2 ? "memory.events" : "memory.oom_control", O_RDONLY);
		w->memory_short = place.v2 ? -1 : make_event(&place);
	}
	if (find_place(b, CGROUP_PIDS, &place))
		w->pids = open_at(&place, "pids.events", O_RDONLY);
}

struct threshold {
	struct cgroup_place place;
	uint64_t limit;
	pid_t init;
};

/* By the descriptor that PID 1 has: whatever that is, the kernel takes no other than an eventfd. */
static void add_threshold(const void *data)
{
	const struct threshold *t = data;
	int AUTO_CLOSE process = (int)syscall(SYS_pidfd_open, t->init, 0);
	int AUTO_CLOSE event = (int)syscall(SYS_pidfd_getfd, process, LAUNCH_FD_SHORT, 0);
	int AUTO_CLOSE registry = open_at(&t->place, "cgroup.event_control", O_WRONLY);

	if (event >= 0 && registry >= 0)
		(void)add_event(registry, event, &t->place, "memory.usage_in_bytes", t->limit);
}

void watch_threshold(const struct build *b)
{
	struct threshold t = {.limit = b->login->policy.memory_max / 10 * 9, .init = b->pid};

	if (b->login->policy.memory_max < MEMORY_LEAST_UNLIMITED && find_place(b, CGROUP_MEMORY, &t.place) &&
		!t.place.v2)
		(void)on_host_leave(add_threshold, &t);
}

void watch_close(struct watch *w)
{
	fd_close(&w->oom);
	fd_close(&w->memory_short);
	fd_close(&w->pids);
	fd_close(&w->witness);
}
