/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where an event goes besides the log of its tenant.
 */
#ifndef CLI_EVENT_PUBLISH_H
#define CLI_EVENT_PUBLISH_H

#include "events/event.h"

/* Give an event to the journal, or to syslog(3). */
void event_publish(const struct event *e);

#endif
