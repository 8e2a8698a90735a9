/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of exit statuses: that of hostel(8), EXIT STATUS.
 */
#include "exit_status.h"

#include <stddef.h>

#include "cli.h"
#include "json.h"

static const struct row {
	int status;
	const char *name, *text;
} rows[] = {
	{EXIT_FAILED, "failed", "it failed"},
	{EXIT_USAGE, "usage", "the command line is wrong"},
	{EXIT_NOT_RUNNING, "not_running", "the tenant has no sandbox"},
	{EXIT_NO_SUCH, "no_such_tenant", "there is no such tenant, plan, owner, service or image"},
	{EXIT_POLICY, "policy_invalid", "the configuration has mistakes"},
	{EXIT_HOST, "host_cannot", "this host cannot enforce it"},
	{EXIT_BUSY, "busy", "something is in use: try again"},
	{EXIT_GUARD, "refused", "a guard refused it"},
	{EXIT_PARTLY, "partly_failed", "a part of it failed"},
	{EXIT_WARNINGS, "warnings", "doctor warns"},
	{EXIT_HOLE, "hole", "a check of doctor failed"},
	{EXIT_CHECKER, "checker", "a check of doctor broke"},
	{EXIT_SYSTEM, "system", "the system did not allow it"},
};

static const struct row *find(int status)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].status == status)
			return &rows[i];
	return &rows[0];
}

const char *exit_name(int status)
{
	return find(status)->name;
}

void exit_error_print(int status, const char *message)
{
	struct json *o = json_make_object();

	json_put_text(o, "type", "exit_error");
	json_put_number(o, "code", status);
	json_put_text(o, "name", exit_name(status));
	json_put_text(o, "message", *message ? message : find(status)->text);
	json_finish_error(o);
}
