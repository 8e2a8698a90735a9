/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Connections, carried: accepted at CARRIER_LISTENER, connected inside, bytes copied.
 */
#ifndef CARRIER_CARRY_H
#define CARRIER_CARRY_H

#include <stdint.h>

/*
 * To NAME.sock in the working directory, or, if it is not 0, to this port of 127.0.0.1; until SIGTERM, and
 * then until the last connection has ended. Returns 0 then, -1 with errno if that fails.
 */
int carry(const char *name, uint16_t port);

#endif
