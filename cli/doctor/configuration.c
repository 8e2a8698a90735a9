/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel doctor: the configuration, and the accounts it is about.
 */
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/id_map.h"
#include "checks.h"
#include "cli/command/check.h"
#include "cli/findings.h"
#include "cli/output.h"
#include "host/subids.h"
#include "policy/problems.h"

/* Owners and modes too: a file that others can write is a mistake (lib/host/config_dir.c). */
void doctor_policies(struct doctor *d, struct verdict *v)
{
	struct findings f = {0};
	char line[1024];

	check_configuration(d->cli, &f);
	for (size_t i = 0; i < f.count; i++) {
		problem_print(line, sizeof(line), &f.v[i].problem);
		verdict_add(v, "%s%s", f.v[i].warning ? "warning: " : "", line);
	}
	if (f.mistakes)
		verdict_set(v, LEVEL_FAIL, "%zu mistake%s in %zu files", f.mistakes,
			f.mistakes == 1 ? "" : "s", f.files);
	else
		verdict_set(v, f.warnings ? LEVEL_WARN : LEVEL_PASS, "%zu files, no mistakes", f.files);
	findings_free(&f);
}

void doctor_tenant_policies(struct doctor *d, struct verdict *v)
{
	for (size_t i = 0; i < d->tenant_count; i++)
		if (d->tenants[i].mistake)
			verdict_add_of(v, d->tenants[i].name, "%s: %s", d->tenants[i].name,
				d->tenants[i].mistake);
	verdict_count(v, LEVEL_FAIL, "every tenant has a valid policy",
		"tenants that cannot come in, for want of a valid policy");
	if (!v->count && !d->tenant_count)
		verdict_set(v, LEVEL_WARN, "no account is a tenant (accounts that the name service "
			"does not list are not seen)");
}

static void look_subids(struct doctor *d, struct verdict *v, const char *path)
{
	FILE *file = fopen(path, "re");
	char line[512];

	while (file && fgets(line, sizeof(line), file)) {
		struct uid_range range;

		line[strcspn(line, "\n")] = '\0';
		if (subids_read(line, &range) && ranges_meet(&range, &d->keepers))
			verdict_add(v, "%s: %s", path, line);
	}
	if (file)
		fclose(file);
}

void doctor_keepers(struct doctor *d, struct verdict *v)
{
	struct passwd *entry;

	setpwent();
	while (d->configured && (entry = getpwent()))
		if (entry->pw_uid >= d->keepers.first && entry->pw_uid <= d->keepers.last)
			verdict_add(v, "account %s, uid %u", entry->pw_name, entry->pw_uid);
	endpwent();
	if (d->configured) {
		look_subids(d, v, "/etc/subuid");
		look_subids(d, v, "/etc/subgid");
	}
	if (d->configured && !id_map_covers(d->keepers.first, d->keepers.last))
		verdict_add(v, "keepers = %u-%u: this host is a container that has not all of these ids: "
			"/proc/self/uid_map", d->keepers.first, d->keepers.last);
	if (d->configured && d->keepers.last > INT32_MAX)
		verdict_add(v, "keepers = %u-%u: devpts mishandles uids from 2147483648 on", d->keepers.first,
			d->keepers.last);
	verdict_count(v, LEVEL_FAIL, "the uids of the sandboxes are nobody else's",
		"what is wrong with the range that is reserved for sandboxes");
	if (!d->configured)
		verdict_set(v, LEVEL_FAIL, "unknown: hostel.ini cannot be used");
}

void doctor_shells(struct doctor *d, struct verdict *v)
{
	FILE *file = fopen("/etc/shells", "re");
	char line[512];

	(void)d;
	while (file && fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		if (*line == '/' && strstr(line, "/hostel-shell"))
			verdict_add(v, "%s", line);
	}
	if (file)
		fclose(file);
	verdict_count(v, LEVEL_WARN, "hostel-shell is not in /etc/shells: chsh(1) refuses tenants",
		"lines of /etc/shells that let a tenant change its login shell");
}

void doctor_host_limits(struct doctor *d, struct verdict *v)
{
	for (size_t i = 0; i < d->lower_count; i++) {
		const struct doctor_lower *l = &d->lower[i];

		if (l->tenants > 1)
			verdict_add(v, "%s: %s, for %s and %zu more", l->where, l->key, l->first,
				l->tenants - 1);
		else
			verdict_add(v, "%s: %s, for %s", l->where, l->key, l->first);
	}
	verdict_count(v, LEVEL_INFO, "no limit of the host is below a policy's [ulimits]",
		"limits of the host below [ulimits] of a policy: the lower one holds");
}
