/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The processes inside, by /proc.
 */
#include "processes.h"

#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.h"

/* The kernel's call: opendir(3) would take memory. getdents(2) */
int processes_each(void (*each)(pid_t pid, void *context), void *context)
{
	struct entry { /* struct linux_dirent64 */
		uint64_t number, offset;
		unsigned short size;
		unsigned char type;
		char name[];
	};
	int AUTO_CLOSE proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	_Alignas(struct entry) char buffer[2048];
	long n;

	while (proc >= 0 && (n = syscall(SYS_getdents64, proc, buffer, sizeof(buffer))) > 0)
		for (long at = 0; at < n;) {
			const struct entry *e = (const struct entry *)(const void *)(buffer + at);
			const pid_t pid = (pid_t)strtol(e->name, NULL, 10);

			if (pid > 1)
				each(pid, context);
			at += e->size;
		}
	return proc < 0 || n < 0 ? -1 : 0;
}

static void end(pid_t pid, void *context)
{
	const pid_t *session = context;

	if (pid != *session && getsid(pid) == *session)
		kill(pid, SIGKILL);
}

void processes_end(pid_t session)
{
	processes_each(end, &session);
}
