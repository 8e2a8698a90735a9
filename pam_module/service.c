/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one table of PAM services whose programs differ. One that is not in it has no trait.
 */
#include "service.h"

#include <stddef.h>
#include <string.h>

static const struct {
	const char *name; /* with * at the end: whatever begins so */
	unsigned traits;
} services[] = {
	{"sshd*", SERVICE_LOGIN | SERVICE_CONNECTION},
	{"login", SERVICE_LOGIN | SERVICE_CONSOLE},
	{"su", SERVICE_BY_ROOT},
	{"su-l", SERVICE_BY_ROOT},
	{"runuser", SERVICE_BY_ROOT},
	{"runuser-l", SERVICE_BY_ROOT},
	{"sudo", SERVICE_BY_ROOT},
	{"sudo-i", SERVICE_BY_ROOT},
	{"hostel", SERVICE_BY_ROOT},
	{"atd", SERVICE_JOB_FILES},
	{"systemd-user", SERVICE_MANAGER},
};

static bool matches(const char *pattern, const char *service)
{
	size_t n = strlen(pattern);

	return pattern[n - 1] == '*' ? !strncmp(pattern, service, n - 1) : !strcmp(pattern, service);
}

bool service_is(const char *service, enum service_trait trait)
{
	for (size_t i = 0; i < sizeof(services) / sizeof(services[0]); i++)
		if (matches(services[i].name, service))
			return services[i].traits & trait;
	return false;
}
