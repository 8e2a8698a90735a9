/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel service: the table of its verbs.
 */
#include "service.h"

const struct command service_verbs[] = {
	{"service list", CLI_SERVICE_LIST, "[TENANT]", 0, 1, true, false, service_list,
		"list the services of a tenant, or of all, and how they are", NULL},
	{"service start", CLI_SERVICE_START, "TENANT [NAME...] | --all", 0, -1, true, false, service_start,
		"start a tenant's services: those named, or the enabled ones",
		"--all is for the host's start: those of every tenant, some at a time."},
	{"service stop", CLI_SERVICE_STOP, "TENANT [NAME...]", 1, -1, true, false, service_stop,
		"end a tenant's services: those named, or all",
		"They stay ended until they are started, or the host comes up again."},
	{"service restart", CLI_SERVICE_RESTART, "TENANT [NAME...]", 1, -1, true, false, service_restart,
		"end and start them, with the policy as it is now", NULL},
	{"service status", CLI_SERVICE_STATUS, "TENANT [NAME...]", 1, -1, true, false, service_status,
		"show how they are, with the last lines of their log", NULL},
	{"service logs", CLI_SERVICE_LOGS, "TENANT [NAME...]", 1, -1, true, false, service_logs,
		"print what they wrote, from the journal", NULL},
	{0},
};
