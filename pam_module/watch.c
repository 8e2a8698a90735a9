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
#include <unistd.h>

#include "base/fd.h"
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

/*
 * v1, which says nothing before it kills: when nine tenths of memory.max are in use, and when it is about to
 * kill. The kernel keeps what it needs of the two files.
 */
static int make_event(const struct build *b, const struct cgroup_place *place)
{
	const uint64_t limit = b->login->policy.memory_max;
	int AUTO_CLOSE event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	int AUTO_CLOSE registry = open_at(place, "cgroup.event_control", O_WRONLY);

	if (event < 0 || registry < 0 || add_event(registry, event, place, "memory.oom_control", 0) < 0)
		return -1;
	if (limit < MEMORY_LEAST_UNLIMITED)
		(void)add_event(registry, event, place, "memory.usage_in_bytes", limit / 10 * 9);
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
		w->memory_short = place.v2 ? -1 : make_event(b, &place);
	}
	if (find_place(b, CGROUP_PIDS, &place))
		w->pids = open_at(&place, "pids.events", O_RDONLY);
}

void watch_close(struct watch *w)
{
	fd_close(&w->oom);
	fd_close(&w->memory_short);
	fd_close(&w->pids);
	fd_close(&w->witness);
}
