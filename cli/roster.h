/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All tenants at once: the accounts, the files of tenants/ and hostel.ini are read once each, not once a
 * tenant.
 */
#ifndef CLI_ROSTER_H
#define CLI_ROSTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct roster_entry {
	char *name;
	bool account; /* there is one; else only tenants/NAME.ini */
	uint32_t uid, gid;
	char *home, *shell;
	char *plan;  /* "" for none */
	char *owner; /* "" for none */
	char *group; /* whose line of [plans] it is; NULL: the tenant's own file says it, or nothing does */
	bool suspended; /* today */
	bool half_made; /* add or remove was killed */
	bool changed;   /* since it was read: roster_changed() */
};

struct roster {
	size_t count, size;
	struct roster_entry *v; /* by name */
};

/* 0, or an exit status after saying why not. roster_free() in either case. */
int roster_read(struct roster *r, int config);
void roster_free(struct roster *r);

/* An entry with an account that has not changed, or NULL. */
const struct roster_entry *roster_find(const struct roster *r, const char *name);
void roster_changed(struct roster *r, const char *name);

#endif
