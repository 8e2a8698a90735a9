/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Opened by root, to be read: the kernel asks who opened. cgroup-v2.rst, "memory.events"; cgroup-v1/memory.rst,
 * "OOM Control" and "cgroup.event_control"; memfd_create(2); F_ADD_SEALS of fcntl(2).
 */
#include "watch.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/fd.h"
#include "talk/witness.h"

static int open_at(const struct cgroup_place *place, const char *file, int flags)
{
	char path[sizeof(place->path) + 32];

	snprintf(path, sizeof(path), "%s/%s", place->path, file);
	return open(path, flags | O_CLOEXEC | O_NOFOLLOW);
}

/* The eventfd(2) counts; the two files may be closed again. */
static int register_event(const struct cgroup_place *place)
{
	int AUTO_CLOSE event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	int AUTO_CLOSE control = open_at(place, "memory.oom_control", O_RDONLY);
	int AUTO_CLOSE registry = open_at(place, "cgroup.event_control", O_WRONLY);
	char line[32];
	int length;

	if (event < 0 || control < 0 || registry < 0)
		return -1;
	length = snprintf(line, sizeof(line), "%d %d", event, control);
	return write(registry, line, (size_t)length) == length ? fd_take(&event) : -1;
}

static int open_counter(const struct build *b, enum cgroup_controller controller)
{
	struct cgroup_place places[CGROUP_CONTROLLERS];

	if (!cgroup_places(&b->cgroups, b->base, b->login->account.name, 1U << controller, places))
		return -1;
	if (controller == CGROUP_MEMORY && !places[0].v2)
		return register_event(&places[0]);
	return open_at(&places[0], controller == CGROUP_MEMORY ? "memory.events" : "pids.events", O_RDONLY);
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
	w->witness = make_witness();
	w->oom = w->witness < 0 ? -1 : open_counter(b, CGROUP_MEMORY);
	w->pids = w->witness < 0 ? -1 : open_counter(b, CGROUP_PIDS);
}

void watch_close(struct watch *w)
{
	fd_close(&w->oom);
	fd_close(&w->pids);
	fd_close(&w->witness);
}
