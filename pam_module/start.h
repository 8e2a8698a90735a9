/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The birth of hostel-init.
 */
#ifndef PAM_MODULE_START_H
#define PAM_MODULE_START_H

#include "build.h"

/* Start it, up to "ready". 0 or -1 with *e: nothing of it is left. */
int init_start(struct build *b, struct err *e);

void init_kill(struct build *b);

#endif
