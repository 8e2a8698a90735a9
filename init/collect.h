/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The first step of building: everything that sandbox and porch consist of, as detached mounts.
 */
#ifndef INIT_COLLECT_H
#define INIT_COLLECT_H

#include "parts.h"

/* 0 or -1 with *e. */
int collect_parts(struct build *b, struct err *e);

#endif
