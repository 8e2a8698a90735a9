/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The part of hostel doctor --probe that runs inside the room, as the tenant.
 */
#ifndef CLI_DOCTOR_PROBE_INSIDE_H
#define CLI_DOCTOR_PROBE_INSIDE_H

/*
 * On standard output PROBE_BEGIN, then, when a byte has come on standard input, a line "ID STATE
 * DETAIL" for each wall, and below it a line " ITEM" for each thing. Only what a broken wall lets
 * pass is changed, and taken back.
 */
#define PROBE_BEGIN "begin\n"
int probe_inside(void);

#endif
