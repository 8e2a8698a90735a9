/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of system calls.
 */
#ifndef POLICY_KIND_CALLS_H
#define POLICY_KIND_CALLS_H

const char *call_table_name(unsigned int id); /* of a part: its group's */

#endif
