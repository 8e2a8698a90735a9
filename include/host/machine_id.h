/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * machine-id(5) of a tenant: as lasting as the host's, and the host's cannot be told from it.
 */
#ifndef HOSTEL_MACHINE_ID_H
#define HOSTEL_MACHINE_ID_H

#include <stdint.h>

#define MACHINE_ID_SIZE 34 /* 32 hexadecimal digits and a newline */

/* 0; 1: the host has none, or none yet. -1 with errno: it cannot be told. */
int machine_id_of(uint32_t uid, char id[MACHINE_ID_SIZE]);

#endif
