/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Telling systemd how a service is: sd_notify(3). Its socket is connected to before the porch is entered,
 * where no path leads to it.
 */
#ifndef CLI_SERVICE_NOTIFY_H
#define CLI_SERVICE_NOTIFY_H

#include <stdbool.h>

/* Of $NOTIFY_SOCKET, which is taken out of the environment. Without it, or if it fails, nobody is told. */
void notify_open(void);

/* Does somebody hear it? */
bool notify_is_heard(void);

/* "READY=1\nSTATUS=..." */
void notify(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
