/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of system calls.
 */
#ifndef CLI_CALL_NAME_H
#define CLI_CALL_NAME_H

#include <stdint.h>

/* The call's name on the architecture of an audit record, or its number. */
void call_name(uint32_t arch, uint32_t number, char name[40]);

#endif
