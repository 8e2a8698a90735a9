/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does a tenant's file let anybody in?
 */
#ifndef CLI_FLEET_FILE_OPEN_H
#define CLI_FLEET_FILE_OPEN_H

#include <stdbool.h>

/* By this file of a set alone: can the tenant log in on this host? One that cannot be read counts as if. */
bool file_is_open(int set, const char *path);

#endif
