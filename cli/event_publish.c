/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events for who reads the host's logs.
 */
#include "event_publish.h"

#include <syslog.h>

#include "events/journal.h"

void event_publish(const struct event *e)
{
	char text[EVENT_LINE_SIZE];

	if (journal_send(EVENT_JOURNAL, e))
		return;
	event_pairs(e, text, sizeof(text));
	/* The facility of pam_syslog(3), where refused logins are. */
	openlog("hostel", LOG_PID, LOG_AUTHPRIV);
	syslog(event_priority(e->kind), "%s", text);
}
