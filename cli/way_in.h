/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Could anybody log in to this account: a key or a password, as far as files tell.
 */
#ifndef CLI_WAY_IN_H
#define CLI_WAY_IN_H

#include <shadow.h>
#include <stdbool.h>

/* sshd has keys from elsewhere than ~/.ssh, or believes others: nobody can tell then. */
bool way_in_elsewhere(void);

/* No password and no key below `home`. `entry` NULL: not known, false. */
bool way_in_none(const struct spwd *entry, const char *home);

#endif
