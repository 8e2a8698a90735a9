/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the checks of hostel doctor know: who the tenants are, and what their policies show them.
 */
#ifndef CLI_DOCTOR_TENANTS_H
#define CLI_DOCTOR_TENANTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/cli.h"
#include "policy/policy.h"

struct doctor_tenant {
	char *name;
	uint32_t uid;
	char *home, *shell;
	size_t group_count;
	char **groups; /* names */
	char *mistake; /* why there is no valid policy, or NULL */
	unsigned int controllers; /* of cgroups that the policy needs: cgroup_asked() */
	bool swap;                /* it limits swap */
	bool quota;               /* it has disk or inodes, and who cannot have it is refused */
	bool unconfined;          /* [seccomp] profile: no filter but the fixed rules */
	uint64_t memory_low;      /* bytes */
};

/* A device of [resources] io.max or the like. */
struct doctor_device {
	char *path, *first; /* one of the tenants */
	size_t tenants;
};

/* A limit of the host that is below the policy of some tenants. */
struct doctor_lower {
	const char *key; /* of [ulimits] */
	char *where;     /* the line that says so */
	char *first;     /* one of them */
	size_t tenants;  /* how many they are */
};

struct doctor {
	const struct cli *cli;
	size_t tenant_count;
	struct doctor_tenant *tenants; /* of all accounts that the name service lists; by uid */
	struct doctor_tenant **by_name;
	size_t device_count;
	struct doctor_device *devices;
	size_t unconfined; /* tenants without the filter of system calls */
	char **places;                 /* read_only and read_write of their policies */
	size_t place_count;
	uint64_t memory_largest, memory_sum; /* bytes of memory.max: one tenant's, all tenants' */
	struct doctor_lower *lower;
	size_t lower_count;
	size_t service_count, socket_count; /* [service NAME] that are enabled; of these with listen = unix */
	char web_group[65];
	struct uid_range keepers;
	bool configured; /* hostel.ini can be used: the keepers are its own */
};

/* All of it; d->cli is there. */
void doctor_tenants(struct doctor *d);
void doctor_free(struct doctor *d);

/* The tenant with this uid or name, or NULL. */
const struct doctor_tenant *doctor_by_uid(const struct doctor *d, uint32_t uid);
const struct doctor_tenant *doctor_by_name(const struct doctor *d, const char *name);

/* Is the tenant in the group of this name? */
bool doctor_in_group(const struct doctor_tenant *t, const char *group);

#endif
