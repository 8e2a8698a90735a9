/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two lifetimes: that of the processes, and that of the room (PID 1, the mounts, /tmp).
 *
 *   SERVING    sessions are open
 *   LINGERING  none is; [session] linger lets processes live
 *   EMPTYING   they have been told to end, and have [session] stop_timeout for it
 *   KILLING    they have been killed
 *   KEPT       there is no process but PID 1; [session] keep_room says how long
 *   DRAINING   the end: as EMPTYING, and then PID 1 ends
 *
 * Whoever comes while it is EMPTYING or KILLING waits for that, and nothing of before is there then.
 */
#ifndef INIT_ROOM_H
#define INIT_ROOM_H

#include "client.h"

/* Sessions may have come or gone. */
void room_look(struct server *s);

/* The time of the state is over. */
void room_deadline(struct server *s);

/* Processes may have ended. */
void room_reap(struct server *s);

/* End everything, as root or the host's shutdown ask. */
void room_drain(struct server *s);

/* No login will come any more: a room that is kept ends now, others are not kept. */
void room_retire(struct server *s);

#endif
