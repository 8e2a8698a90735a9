/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The directory trees that a tenant's sandboxes are built on.
 */
#ifndef PAM_MODULE_TREES_H
#define PAM_MODULE_TREES_H

#include "build.h"

/* In the survey's helper: find or make them; their names go into b->survey. 0 or -1 with *e. */
int trees_describe(struct build *b, struct err *e);

#endif
