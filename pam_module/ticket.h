/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A Kerberos ticket that the login program was given for the session (GSSAPIDelegateCredentials of
 * ssh_config(5)): it lies in the host's /tmp, and the tenant has another one.
 */
#ifndef PAM_MODULE_TICKET_H
#define PAM_MODULE_TICKET_H

#include <stddef.h>

#include "login.h"

#define TICKET_SIZE_MAX 65536

struct ticket {
	char path[64]; /* "" without one */
	char *data;
	size_t size;
};

/*
 * On the host: what `name`, the session's KRB5CCNAME or NULL, leads to, if it is a file of sshd's kind and
 * the tenant's; it is removed.
 */
void ticket_take(const char *name, const struct login *l, struct ticket *t);

/* On the porch: by the same name, with the tenant's ids. Frees what was taken. 0, or -1 and *e. */
int ticket_give(struct ticket *t, const struct login *l, struct err *e);

#endif
