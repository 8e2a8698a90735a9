/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where libpam looks for a service: pam.conf(5).
 */
#ifndef HOSTEL_PAM_SERVICE_H
#define HOSTEL_PAM_SERVICE_H

#include <stdbool.h>

#define PAM_SERVICES_HOST "/etc/pam.d"
#define PAM_SERVICES_VENDOR "/usr/lib/pam.d" /* read where the host has none */

/*
 * PAM_USER_PROMPT of a login that hostel setup only tries, as root: it is no event and no count. Programs set
 * such items, and nothing that a tenant writes does.
 */
#define PAM_TRIAL_PROMPT "hostel setup: "

/* Is there a file of its own for the service in one of them? What has none is of the service "other". */
bool pam_service_is_there(const char *service);

/* Not in the default of [session] services: it refuses every tenant, unless the admin decides otherwise. */
bool pam_service_refuses(const char *service);

#endif
