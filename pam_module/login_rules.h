/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether a tenant with a valid policy may log in now. Each rule: 0, or -1 with what it has against it.
 */
#ifndef PAM_MODULE_LOGIN_RULES_H
#define PAM_MODULE_LOGIN_RULES_H

#include "base/err.h"
#include "login.h"

/*
 * Not suspended, a service that is listed, a caller without threads and with root's rights. From here on
 * d->why is REFUSED_HOST, unless a rule says more.
 */
int login_permitted(const struct login *l, struct denial *d);

/* Maintenance: for whoever is not root with `hostel run`. */
int login_undrained(const struct login *l, struct denial *d);

/* Asked early, what would fail later: a host without user namespaces, or without what [lsm] names. */
int login_confinable(const struct login *l, struct denial *d);

/* Count this login: is it one too many for login_rate? */
int login_count(const struct login *l, struct denial *d);

#endif
