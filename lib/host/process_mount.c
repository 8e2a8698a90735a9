/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The mount namespace of a process, and whose it is. ioctl_ns(2): the kernel says so, and nothing a
 * tenant writes has a part in it.
 */
#include "host/process_mount.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/nsfs.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.h"

/* The first thread may have ended and have none, while others of the process go on. */
static int open_thread(int proc)
{
	int AUTO_CLOSE copy = openat(proc, "task", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *threads = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *entry;
	int fd = -1;

	if (!threads)
		return -1;
	fd_take(&copy); /* closedir() closes it */
	while (fd < 0 && (entry = readdir(threads))) {
		char path[64];

		if (*entry->d_name == '.')
			continue;
		snprintf(path, sizeof(path), "task/%.16s/ns/mnt", entry->d_name);
		fd = openat(proc, path, O_RDONLY | O_CLOEXEC);
	}
	closedir(threads);
	return fd;
}

int process_mount(int proc, struct process_mount *m)
{
	int AUTO_CLOSE mount = openat(proc, "ns/mnt", O_RDONLY | O_CLOEXEC);
	int AUTO_CLOSE owner = -1;
	struct stat st;
	uid_t uid;

	if (mount < 0)
		mount = open_thread(proc);
	if (mount < 0 || fstat(mount, &st) < 0)
		return -1;
	owner = ioctl(mount, NS_GET_USERNS);
	if (owner < 0 || ioctl(owner, NS_GET_OWNER_UID, &uid) < 0)
		return -1;
	*m = (struct process_mount){st.st_ino, uid};
	return 0;
}

int process_mount_open(int32_t pid, struct process_mount *m)
{
	int AUTO_CLOSE fd = (int)syscall(SYS_pidfd_open, pid, 0);
	int AUTO_CLOSE proc = -1;
	char path[32];

	if (fd < 0)
		return -1;
	snprintf(path, sizeof(path), "/proc/%d", (int)pid);
	proc = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return proc < 0 || process_mount(proc, m) < 0 ? -1 : fd_take(&fd);
}
