/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whom libc asks for accounts and groups: nsswitch.conf(5).
 */
#ifndef HOSTEL_NAME_SERVICES_H
#define HOSTEL_NAME_SERVICES_H

#include <stdbool.h>

/* Does a line of this text, for the database ("group"), name a service beyond this host's files? */
bool name_services_in(const char *text, const char *database);

/*
 * Does this host ask a directory for groups, one that may be down and then know of none? True if
 * nsswitch.conf cannot be read.
 */
bool name_services_directory(void);

#endif
