/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel doctor: will the services of tenants run, and their sockets be reached?
 */
#include <grp.h>

#include "checks.h"
#include "cli/service/unit.h"
#include "cli/tool.h"

static bool starts_with_the_host(void)
{
	static const char *const argv[] = {
		"systemctl", "is-enabled", "--quiet", "hostel-services.service", NULL};
	char said[256];

	return tool_run(argv, said, sizeof(said)) == 0;
}

void doctor_web(struct doctor *d, struct verdict *v)
{
	if (!d->service_count) {
		verdict_set(v, LEVEL_SKIP, "no policy has a service");
	} else if (d->socket_count && *d->web_group && !getgrnam(d->web_group)) {
		verdict_set(v, LEVEL_FAIL, "%zu sockets are for the group %s, which is not there",
			d->socket_count, d->web_group);
		verdict_remedy(v, "set [host] web_group in hostel.ini to the web server's group");
	} else if (!units_managed()) {
		verdict_set(v, LEVEL_WARN, "%zu services, and no systemd that starts them", d->service_count);
		verdict_remedy(v, "hostel run --service NAME TENANT");
	} else if (!starts_with_the_host()) {
		verdict_set(v, LEVEL_WARN, "%zu services do not start when the host comes up",
			d->service_count);
	} else {
		verdict_set(v, LEVEL_PASS, "%zu services start with the host", d->service_count);
	}
}
