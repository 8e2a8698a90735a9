/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Entries of the journal, without libsystemd.
 */
#ifndef HOSTEL_EVENTS_JOURNAL_H
#define HOSTEL_EVENTS_JOURNAL_H

#include "events/event.h"

#define EVENT_JOURNAL "/run/systemd/journal/socket"

/*
 * Send to the journal at `path` (EVENT_JOURNAL), as systemd.io/JOURNAL_NATIVE_PROTOCOL has it, without
 * waiting. Returns false if nobody took it: then it is syslog(3)'s. Own code and not libsystemd, which
 * would bring itself and a handful of other libraries into sshd, for one datagram.
 */
bool journal_send(const char *path, const struct event *e);

#endif
