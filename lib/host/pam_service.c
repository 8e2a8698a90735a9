/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where libpam looks for a service.
 */
#include "host/pam_service.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool pam_service_refuses(const char *service)
{
	static const char *const names[] = {"cockpit", "polkit-1", "systemd-run0", "systemd-user"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(names[i], service))
			return true;
	return false;
}

bool pam_service_is_there(const char *service)
{
	static const char *const directories[] = {PAM_SERVICES_HOST, PAM_SERVICES_VENDOR};
	char path[256];

	for (size_t i = 0; i < sizeof(directories) / sizeof(directories[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", directories[i], service);
		if (access(path, F_OK) == 0)
			return true;
	}
	return false;
}
