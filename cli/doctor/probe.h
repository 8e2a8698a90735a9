/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel doctor --probe: the room's walls, tried from inside.
 */
#ifndef CLI_DOCTOR_PROBE_H
#define CLI_DOCTOR_PROBE_H

#include "report.h"

/* Log in as cli->probe and add a result for each wall. 0, or an exit status after saying why not. */
int probe_tenant(struct report *r, const struct cli *cli);

#endif
