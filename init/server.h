/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PID 1's life after the set-up: sessions, processes, the end.
 */
#ifndef INIT_SERVER_H
#define INIT_SERVER_H

#include "client.h"

/* Serve until the sandbox ends. Never returns but with the exit status of PID 1. */
int server_run(struct server *s);

#endif
