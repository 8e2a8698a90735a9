/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Asking a sandbox over its control socket. Root's rights.
 */
#ifndef HOSTEL_CONTROL_H
#define HOSTEL_CONTROL_H

#include <stdbool.h>
#include <stdint.h>

#include "talk/protocol.h"
#include "talk/protocol_body.h"

/*
 * Connect to the control socket of t/UID/NUMBER; every wait on it is bounded by so many milliseconds.
 * Descriptor, or -1 with errno.
 */
int control_connect(uint32_t uid, uint32_t number, unsigned milliseconds);

/*
 * A PID 1 that was taken over may have sent descriptors whose last close waits. They are not received, and
 * who closes the connection with them in it does not wait. int AUTO_CONTROL fd = control_connect(...);
 */
void control_close(int *fd);
#define AUTO_CONTROL __attribute__((cleanup(control_close)))

/* True if this errno of control_connect() says that nobody listens any more: the sandbox has ended. */
bool control_has_ended(int error);

/*
 * Ask for its status; *pid becomes hostel-init's, as the kernel says (0: nothing came). 0, or -1: no
 * answer, or not one that is understood.
 */
int control_status(int fd, struct status *s, int32_t *pid);

/* The same in two parts, for who asks many: the question, and the answer that is there. 0 or -1. */
int control_ask(int fd);
int control_answer(int fd, struct status *s, int32_t *pid);

/*
 * No login will come to it any more: a kept room is to end at once, others are not to be kept. 1: it has
 * ended; 0: it goes on, or does not say; -1 with errno: it cannot be asked, or was not there any more.
 */
int control_retire(uint32_t uid, uint32_t number, unsigned milliseconds);

#endif
