/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the PAM service says of the login program. No wall depends on it: a name that is not known has no
 * trait and is a session like another.
 */
#ifndef PAM_MODULE_SERVICE_H
#define PAM_MODULE_SERVICE_H

#include <stdbool.h>

enum service_trait {
	SERVICE_LOGIN = 1 << 0,      /* is a login for utmp, wtmp, lastlog */
	SERVICE_CONSOLE = 1 << 1,    /* on a terminal of the host, whose name is the utmp line */
	SERVICE_CONNECTION = 1 << 2, /* serves a connection, with or without a command */
	SERVICE_BY_ROOT = 1 << 3,    /* only an administrator can start it for the account */
	SERVICE_JOB_FILES = 1 << 4,  /* atd: removes its job's files after the session's end */
	SERVICE_MANAGER = 1 << 5     /* starts the account's processes outside any session */
};

/* True if the program that uses this service has the trait. */
bool service_is(const char *service, enum service_trait trait);

#endif
