/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Would this account come in by this PAM service? Asked of libpam itself, with the host's modules.
 */
#ifndef CLI_SETUP_LOGIN_TRIAL_H
#define CLI_SETUP_LOGIN_TRIAL_H

#include <stdbool.h>

struct trial {
	const char *step; /* "account" or "session": what refused; "" if nothing did */
	int code;	  /* of libpam, 0: it comes in */
	bool moved;	  /* the session has another root directory: a porch's */
	char said[256];	  /* what a module said, or pam_strerror(3) */
};

/*
 * The account and session phases, in a child, with half a minute for both; no password is asked.
 * `directory` is read in place of /etc/pam.d, or NULL. `session`: the second phase too. A module
 * may write down the login as any other. True if the account comes in; *t says why not.
 */
bool trial_run(struct trial *t, const char *directory, const char *service, const char *account,
	bool session);

/* Can libpam load the module? A sentence in *t if not. */
bool trial_loads(struct trial *t, const char *module);

#endif
