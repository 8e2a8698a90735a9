/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What [lsm] of a policy means on this host.
 */
#ifndef PAM_MODULE_LSM_H
#define PAM_MODULE_LSM_H

#include "base/err.h"
#include "policy/policy.h"

#define LSM_PROFILE_TENANT "hostel-tenant" /* etc/apparmor.d/hostel */
#define LSM_PROFILE_INIT "hostel-init"
#define LSM_PROFILE_TENANT_ROOT "hostel-tenant-root" /* of a room that has a root of its own */
#define LSM_PROFILE_INIT_ROOT "hostel-init-root"

/* "" is none. The strings are the policy's own or constants. */
struct lsm {
	const char *apparmor;      /* profile of the tenant's programs */
	const char *apparmor_init; /* profile of PID 1 */
	const char *selinux;       /* context of the tenant's programs */
};

/*
 * auto takes what is there; a name that this host cannot enforce is refused. 0, or -1 with *e, which
 * names file, line and key.
 */
int lsm_resolve(const struct policy *p, struct lsm *lsm, struct err *e);

#endif
