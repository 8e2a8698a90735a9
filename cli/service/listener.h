/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The socket of a service with listen = unix: HOSTEL_WEBDIR/TENANT/NAME.sock, where the host's web server
 * connects.
 *
 * Should: be in a directory that only root can change, so that what is there is never another tenant's. The
 * one that the program gets is made where the process stands, on the porch: the tenant's network namespace's.
 */
#ifndef CLI_SERVICE_LISTENER_H
#define CLI_SERVICE_LISTENER_H

#include <sys/types.h>

#include "base/err.h"

/*
 * The tenant's directory there, root's and for the group of the web server to look into (0750), made if
 * missing. Descriptor, or -1 with *e.
 */
int listener_directory(const char *tenant, const char *group, struct err *e);

/*
 * A socket that listens in `directory` as NAME.sock, a new one in the place of an old one, of this owner,
 * group and mode. Descriptor, or -1 with *e. It changes the working directory to "/".
 */
struct listener_for {
	uid_t uid;
	gid_t gid;
	mode_t mode;
};
int listener_make(int directory, const char *name, const struct listener_for *whom, struct err *e);

/* Where the program's own socket is: below `at`, root's, to go through only; made if missing. */
int listener_inner(int at, struct err *e);

/* All of a tenant's, and their directory. */
void listener_clear(const char *tenant);

/* Nobody listens any more: take the name away. */
void listener_remove(int directory, const char *name);

#endif
