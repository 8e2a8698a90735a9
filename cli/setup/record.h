/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What hostel setup has switched on that was off before, so that --undo leaves alone what was on
 * anyway.
 */
#ifndef CLI_SETUP_RECORD_H
#define CLI_SETUP_RECORD_H

#include <stdbool.h>

#include "base/err.h"

/* Below root's /var/lib, for it must outlive a reboot: a line for each act. */
#define RECORD_DIRECTORY "/var/lib/hostel"

/* Hold it against another setup: a descriptor to keep, or -1 with *e (EBUSY: another one runs). */
int record_lock(struct err *e);

bool record_has(const char *act);

/* Written down before the act, and synced. 0, or -1 with *e. */
int record_add(const char *act, struct err *e);

/* The names behind "WHAT NAME" of all acts, a line each, malloc'ed. */
char *record_names(const char *what);

/* All of it is undone. */
void record_remove(void);

#endif
