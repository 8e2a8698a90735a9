/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What lscpu(1), numactl(8) and lstopo(1) ask about the machine's processors.
 */
#ifndef PAM_MODULE_MACHINE_H
#define PAM_MODULE_MACHINE_H

#include "build.h"

/* The tree that is shown as /sys/devices/system: b->survey->machine_name. 0, or -1 and *e. */
int machine_describe(struct build *b, struct err *e);

#endif
