/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A PAM session of a tenant's in this process.
 */
#ifndef CLI_PAM_SESSION_H
#define CLI_PAM_SESSION_H

#include <security/pam_appl.h>
#include <stdbool.h>

#include "host/account.h"
#include "policy/policy.h"

struct pam_session {
	const struct account *account;
	const struct uid_range *keepers; /* of the policy */
	const char *service;             /* of PAM */
	const char *tty;                 /* or NULL */
	pam_handle_t *pamh;              /* NULL at first */
	int self;                        /* /proc/self of the host: there is no procfs on the porch */
	bool told;                       /* a module has said why not */
};

/*
 * pam_hostel.so does what it does for sshd: behind this the process stands on the tenant's porch, where
 * nothing of the host can be opened and nothing but hostel-shell be executed. Whatever is needed later is
 * looked up before. 0, or -1 after saying why not; pam_session_close() in either case.
 */
int pam_session_open(struct pam_session *s);

/* The end of this process closes the session too, however it comes. */
void pam_session_close(struct pam_session *s);

#endif
