/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines of the log. Should: lose one rather than wait for a log that hangs.
 */
#include "report.h"

#include <security/pam_ext.h>
#include <stdarg.h>
#include <stdio.h>
#include <syslog.h>

#include "events.h"
#include "host/log_socket.h"
#include "policy/problems.h"

/* Nothing, rather than wait for a log that hangs. */
void say(const pam_handle_t *pamh, int priority, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	if (log_socket_takes(LOG_SOCKET))
		pam_vsyslog(pamh, priority, format, arguments);
	va_end(arguments);
}

/* Without a journal that takes fields they are in the line. */
void log_event(void *pamh, const struct event *event)
{
	char text[EVENT_LINE_SIZE];

	event_pairs(event, text, sizeof(text));
	say(pamh, event_priority(event->kind), "%s", text);
}

void log_refusal(pam_handle_t *pamh, const struct login *l, const struct denial *d)
{
	struct event event;
	char line[1024];

	say(pamh, LOG_ERR, "refused: %s", d->error.message);
	if (!l->trial && events_refused(l, d, &event))
		log_event(pamh, &event);
	for (size_t i = 0; i < l->problems.count; i++) {
		problem_print(line, sizeof(line), &l->problems.v[i]);
		say(pamh, LOG_ERR, "%s", line);
	}
	if (l->problems.dropped)
		say(pamh, LOG_ERR, "and %zu more mistakes", l->problems.dropped);
}

/* From the helper: the login goes on without. */
void log_uncharged(void *pamh, const struct err *e)
{
	say(pamh, LOG_WARNING, "the login program is not charged: %s", e->message);
}

void log_warnings(pam_handle_t *pamh, const struct login *l, const struct cgroup_warnings *w)
{
	for (size_t i = 0; i < w->count && i < CGROUP_WARNINGS_MAX; i++)
		say(pamh, LOG_WARNING, "%s: %s", l->account.name, w->text[i]);
}
