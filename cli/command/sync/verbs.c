/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel sync: the table of its verbs.
 */
#include "sync.h"

const struct command sync_verbs[] = {
	{"sync now", CLI_SYNC_NOW, "", 0, 0, true, false, sync_now,
		"fetch the newest signed commit, and put its policies in force",
		"Where they come from is in sync.ini, see hostel.ini(5).\n"
		"hostel-sync.timer does it twice a minute."},
	{"sync status", CLI_SYNC_STATUS, "", 0, 0, true, false, sync_status,
		"show what is in force, and what the last time came to", NULL},
	{0},
};
