/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The socket of a service with listen = unix: HOSTEL_WEBDIR/TENANT/NAME.sock, where the host's web server
 * connects.
 *
 * Should: be in a directory that only root can change, so that what is there is never another tenant's; be
 * made where the process stands, on the porch, so that it is the tenant's network namespace's own.
 */
#ifndef CLI_SERVICE_LISTENER_H
#define CLI_SERVICE_LISTENER_H

#include "base/err.h"

/*
 * The tenant's directory there, root's and for the group of the web server to look into (0750), made if
 * missing. Descriptor, or -1 with *e.
 */
int listener_directory(const char *tenant, const char *group, struct err *e);

/*
 * A socket that listens there as NAME.sock, a new one in the place of an old one, which the directory's group
 * may connect to (0660). Descriptor, or -1 with *e. It changes the working directory to "/".
 */
int listener_make(int directory, const char *name, struct err *e);

/* Nobody listens any more: take the name away. */
void listener_remove(int directory, const char *name);

#endif
