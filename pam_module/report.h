/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The module's lines in the system's log, by pam_syslog(3); with pam_hostel.c the only file that knows PAM.
 */
#ifndef PAM_MODULE_REPORT_H
#define PAM_MODULE_REPORT_H

#include <security/pam_modules.h>

#include "cgroup/find.h"
#include "events/event.h"
#include "login.h"

void say(const pam_handle_t *pamh, int priority, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* An event that the journal did not take. `pamh`: a pam_handle_t, as a context. */
void log_event(void *pamh, const struct event *event);

/* Why, and the mistakes of the policy; counted as well. */
void log_refusal(pam_handle_t *pamh, const struct login *l, const struct denial *d);

void log_uncharged(void *pamh, const struct err *e);
void log_warnings(pam_handle_t *pamh, const struct login *l, const struct cgroup_warnings *w);

#endif
