/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Facts about processes, from procfs.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "host/process.h"
#include "base/fd.h"
#include "host/state.h"

int boot_id(char buffer[40], struct err *e)
{
	if (fd_get(AT_FDCWD, "/proc/sys/kernel/random/boot_id", buffer, 40) < 0)
		return err_set(e, EIO, "/proc/sys/kernel/random/boot_id");
	return 0;
}

uint64_t process_start(pid_t pid)
{
	char path[64], text[1024], *p;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	if (fd_get(AT_FDCWD, path, text, sizeof(text)) < 0)
		return 0;
	/* The name in parentheses may hold anything; behind the last one field 3 begins. */
	p = strrchr(text, ')');
	for (int field = 2; p && field < 22; field++) {
		p = strchr(p + 1, ' ');
	}
	return p ? strtoull(p, NULL, 10) : 0;
}

unsigned process_threads(void)
{
	struct stat st;

	/* A directory each: link count as of directories. */
	return stat("/proc/self/task", &st) < 0 ? 0 : (unsigned)st.st_nlink - 2;
}
