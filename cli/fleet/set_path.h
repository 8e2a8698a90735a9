/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which paths a set of policies can have.
 */
#ifndef CLI_FLEET_SET_PATH_H
#define CLI_FLEET_SET_PATH_H

#include <stdbool.h>

/* hostel.ini, set.ini, gone, plans/X.ini, owners/X.ini, tenants/X.ini, and nothing hidden. */
bool set_path_is(const char *path);

/* Of those: can somebody be called so? */
bool set_path_can_be(const char *path);

#endif
