/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel watch: the table of its verbs.
 */
#include "watch.h"

const struct command watch_verbs[] = {
	{"watch run", CLI_WATCH_RUN, "", 0, 0, true, false, watch_run,
		"take what etcd has, and what changes, until it is ended",
		"hostel-watch.service runs it. Where etcd is, is in watch.ini, see hostel.ini(5)."},
	{"watch status", CLI_WATCH_STATUS, "", 0, 0, true, false, watch_status,
		"show what is in force, and which values are not", NULL},
	{"watch sign", CLI_WATCH_SIGN, "FILE", 1, 1, false, false, watch_sign,
		"print a file of policies as a signed value",
		"Its name has to end as in a set: tenants/alice.ini. For etcdctl put "
		"PREFIXtenants/alice.ini."},
	{0},
};
