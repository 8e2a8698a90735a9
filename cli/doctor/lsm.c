/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel doctor: AppArmor and SELinux.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "checks.h"
#include "cli/live.h"
#include "cli/processes.h"

#define PROFILES "/sys/kernel/security/apparmor/profiles"
#define ENFORCE "/sys/fs/selinux/enforce"

void doctor_lsm(struct doctor *d, struct verdict *v)
{
	char list[256] = "", *profiles = NULL;
	int AUTO_CLOSE fd = open(PROFILES, O_RDONLY | O_CLOEXEC);
	size_t length;

	(void)d;
	if (fd_get(AT_FDCWD, "/sys/kernel/security/lsm", list, sizeof(list)) < 0)
		verdict_set(v, LEVEL_INFO, "the list cannot be seen: securityfs is not mounted");
	else if (!strstr(list, "apparmor"))
		verdict_set(v, LEVEL_PASS, "%s", list);
	else if (fd >= 0 && fd_read_file(fd, 4 << 20, &profiles, &length) == 0 &&
		 !strstr(profiles, "hostel-tenant ("))
		verdict_set(v, LEVEL_WARN, "%s; hostel's AppArmor profiles are not loaded", list);
	else if (profiles && strstr(profiles, "hostel-tenant (complain)"))
		verdict_set(v, LEVEL_WARN, "%s; hostel-tenant only complains", list);
	else
		verdict_set(v, LEVEL_PASS, "%s%s", list, profiles ? ", with hostel's profiles" : "");
	free(profiles);
}

/* A room's PID 1 has what the policy says by then: a type of the host's own is none of a tenant's. */
static void look_at_labels(struct verdict *v)
{
	struct processes p = {0};
	struct err e = ERR_NONE;
	int AUTO_CLOSE state = live_state(&e);

	if (state < 0 || processes_keepers(&p, state, &e) < 0 || processes_find(&p, 0, &e) < 0) {
		processes_free(&p);
		return;
	}
	for (size_t i = 0; i < p.count; i++) {
		char path[64], label[256] = "";

		snprintf(path, sizeof(path), "/proc/%d/attr/current", p.v[i].pid);
		if (p.v[i].inside > 1 && fd_get(AT_FDCWD, path, label, sizeof(label)) > 0 &&
			(strstr(label, ":unconfined_t") || strstr(label, ":initrc_t") ||
				strstr(label, ":sshd_t")))
			verdict_add(v, "process %d: %s", p.v[i].pid, label);
	}
	processes_free(&p);
}

void doctor_selinux(struct doctor *d, struct verdict *v)
{
	char text[8] = "";

	(void)d;
	if (verdict_read(v, ENFORCE, text, sizeof(text)) < 0) {
		verdict_set(v, LEVEL_SKIP, "this host has no SELinux");
		return;
	}
	look_at_labels(v);
	if (strcmp(text, "1"))
		verdict_set(v, LEVEL_WARN, "SELinux only complains");
	else
		verdict_count(v, LEVEL_WARN, "SELinux is enforced",
			"programs of tenants with a type of the host's");
}
