/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Plans: their files, and who goes by them.
 */
#ifndef CLI_COMMAND_PLAN_USERS_H
#define CLI_COMMAND_PLAN_USERS_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/deed.h"

/* "plans/NAME.ini", malloc'ed. */
char *plan_path(const char *name);

/* Can a plan have the name? 0, or EXIT_USAGE after saying why not. */
int plan_check_name(const char *verb, const char *name);

/* Its text, malloc'ed. 0, EXIT_NO_SUCH (said), or another status. */
int plan_text(int config, const char *name, char **text);

/* A file that names the plan, and where: what a rename changes. */
struct plan_user {
	char *path;		   /* "hostel.ini", "plans/pro.ini", "tenants/alice.ini" */
	const char *section, *key; /* key NULL: any of [plans] */
};

struct plan_users {
	size_t count, size;
	struct plan_user *v; /* hostel.ini, plans, tenants, by name */
};

/* 0, or an exit status after saying why it cannot be known. plan_users_free() in either case. */
int plan_users_find(struct plan_users *u, int config, const char *plan);
void plan_users_free(struct plan_users *u);

#endif
