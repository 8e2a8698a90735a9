/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel plan: the table of its verbs. Help, completion and parser are made from it.
 */
#include "plan.h"

const struct command plan_verbs[] = {
	{"plan list", CLI_PLAN_LIST, "", 0, 0, true, false, plan_list,
		"list all plans and how many tenants have each", NULL},
	{"plan show", CLI_PLAN_SHOW, "PLAN", 1, 1, false, false, plan_show,
		"print the keys that a plan sets", NULL},
	{"plan set", CLI_PLAN_SET, "PLAN KEY=VALUE...", 2, -1, true, false, plan_set,
		"set keys of a plan, and apply them to its tenants",
		"The policies of all tenants that have it are checked first."},
	{"plan unset", CLI_PLAN_UNSET, "PLAN KEY...", 2, -1, true, false, plan_unset,
		"take keys out of a plan", NULL},
	{"plan add", CLI_PLAN_ADD, "PLAN [KEY=VALUE...]", 1, -1, true, false, plan_add,
		"make a plan", NULL},
	{"plan rename", CLI_PLAN_RENAME, "PLAN NEW", 2, 2, true, false, plan_rename,
		"rename a plan; tenants, other plans and hostel.ini follow", NULL},
	{"plan remove", CLI_PLAN_REMOVE, "PLAN", 1, 1, true, false, plan_remove,
		"remove a plan that nobody has", NULL},
	{0},
};
