/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel tenant: the table of its verbs. Help, completion and parser are made from it.
 */
#include "cli/command/command.h"
#include "tenant.h"

const struct command tenant_verbs[] = {
	{"tenant add", CLI_TENANT_ADD, "TENANT", 1, 1, true, false, tenant_add,
		"make an account, with home, plan, login shell and key, all or nothing",
		"What was begun and killed is finished by the same command, or taken away by remove.\n"
		"Once more with the same arguments changes nothing."},
	{"tenant adopt", CLI_TENANT_ADOPT, "TENANT", 1, 1, true, false, tenant_adopt,
		"make a tenant of an account that is there",
		"Its login shell becomes hostel-shell; the one that it had is the tenant's shell inside."},
	{"tenant list", CLI_TENANT_LIST, "", 0, 0, true, false, tenant_list,
		"list all tenants", "Columns on a terminal, tabs between them elsewhere."},
	{"tenant show", CLI_TENANT_SHOW, "TENANT", 1, 1, false, false, cmd_show,
		"print a policy and where each value comes from", "The same as hostel show."},
	{"tenant set", CLI_TENANT_SET, "TENANT KEY=VALUE...", 2, -1, true, false, tenant_set,
		"set keys of the tenant's own file, and apply them",
		"KEY is SECTION.KEY as in resources.memory.max, or KEY alone where no other section has it.\n"
		"The whole policy is checked first; hostel keys lists what there is."},
	{"tenant unset", CLI_TENANT_UNSET, "TENANT KEY...", 2, -1, true, false, tenant_unset,
		"take keys out of the tenant's own file: the plan's apply", NULL},
	{"tenant suspend", CLI_TENANT_SUSPEND, "TENANT", 1, 1, true, false, tenant_suspend,
		"let the tenant in no more, and end who is in", NULL},
	{"tenant resume", CLI_TENANT_RESUME, "TENANT", 1, 1, true, false, tenant_resume,
		"let the tenant in again", NULL},
	{"tenant remove", CLI_TENANT_REMOVE, "TENANT", 1, 1, true, false, tenant_remove,
		"end what runs, and remove the account and its policy",
		"It asks for the name again, or wants --confirm.\n"
		"The home directory stays but for --take-home."},
	{"tenant rename", CLI_TENANT_RENAME, "TENANT NEW", 2, 2, true, false, tenant_rename,
		"give the account and its policy another name",
		"The home directory stays where it is but for --move-home."},
	{"tenant apply", CLI_TENANT_APPLY, "-", 1, 1, true, false, tenant_apply,
		"many of these, as JSON objects on standard input, one a line",
		"{\"op\":\"set\",\"name\":\"alice\",\"set\":{\"memory.max\":\"512M\"}}:\n"
		"a result a line, see hostel(8)."},
	{0},
};
