/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who could log in on this host, and cannot any more.
 */
#ifndef CLI_FLEET_SHUT_H
#define CLI_FLEET_SHUT_H

#include "staged.h"

/*
 * Mark the changes after which a tenant cannot log in here, and count all such tenants: who goes, who is
 * suspended or on other hosts, and who has no way in, by services that only an administrator or a job begins.
 * *by_others of them by a plan or hostel.ini, said with some of their names.
 */
size_t shut_count(struct staged *st, size_t *by_others);

#endif
