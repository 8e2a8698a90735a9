/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does syslog take a line now? syslog(3) itself waits for a daemon that hangs, without a bound.
 */
#ifndef HOSTEL_LOG_SOCKET_H
#define HOSTEL_LOG_SOCKET_H

#include <stdbool.h>

#define LOG_SOCKET "/dev/log"

/*
 * False if the datagram socket `path` has a reader that takes nothing: its queue stays full for a second, or
 * now if it did so the last time. True if it takes a datagram, and where syslog(3) would not wait: without a
 * socket or reader.
 */
bool log_socket_takes(const char *path);

#endif
