/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel doctor: what tenants' programs can have the kernel write, into a log or a queue that is one for the
 * host (docs/decisions/0019).
 */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/word.h"
#include "checks.h"

#define ACTIONS "/proc/sys/kernel/seccomp/actions_logged"
#define CRASHES "/proc/sys/debug/exception-trace" /* not on every architecture */
#define AUDITD "/run/auditd.pid"

void doctor_records(struct doctor *d, struct verdict *v)
{
	char text[256];

	(void)d;
	if (fd_get(AT_FDCWD, ACTIONS, text, sizeof(text)) > 0 && word_in(text, "log", " "))
		verdict_add(v, "kernel.seccomp.actions_logged has \"log\": "
			"any program's own filter writes records");
	if (fd_get(AT_FDCWD, CRASHES, text, sizeof(text)) > 0 && strcmp(text, "0"))
		verdict_add(v, "debug.exception-trace = %s: every crash of a program is a line", text);
	if (access(AUDITD, F_OK) == 0)
		verdict_add(v, "auditd runs: does auditctl -l exclude SECCOMP and ANOM_ABEND "
			"of the tenants' uids?");
	verdict_count(v, LEVEL_INFO, "tenants' programs have few ways to write to the kernel's log",
		"ways of tenants' programs to fill the kernel's log");
}
