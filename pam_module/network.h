/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mode = nat or pasta: the module's part of the network.
 */
#ifndef PAM_MODULE_NETWORK_H
#define PAM_MODULE_NETWORK_H

#include "build.h"

/* In the survey's helper: addresses and resolvers, into b->survey. 0 or -1 with *e. */
int network_describe(struct build *b, struct err *e);

/* Have hostel-net set the network up, or take away what is left of one, before hostel-init runs. 0 or -1. */
int network_up(const struct build *b, struct err *e);

#endif
