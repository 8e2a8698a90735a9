/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What hostel-carrier and who starts it have to agree on.
 */
#ifndef HOSTEL_TALK_CARRIER_H
#define HOSTEL_TALK_CARRIER_H

#define CARRIER_LISTENER 3 /* the descriptor that accepts */
#define CARRIER_CONNECTIONS 256 /* more wait in the socket's queue; two buffers of RELAY_BUFFER each */
#define CARRIER_OTHERS 8 /* descriptors beside those of connections, two each */

#endif
