/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the account phase has found out, for the session phase of the same login a moment later: name
 * service and policy are asked once.
 */
#ifndef PAM_MODULE_KEPT_H
#define PAM_MODULE_KEPT_H

#include <stdbool.h>

#include "login.h"

/*
 * How old it may be, counted from before the first lookup. Between the two phases sshd, su, login and cron
 * do nothing that takes time; whoever does has everything looked up again. A changed policy counts at once:
 * its files are looked at.
 */
#define KEPT_MILLISECONDS 1000

struct kept;

/* Takes over what *l holds, which is empty then. NULL without memory: nothing is kept, *l is as it was. */
struct kept *kept_make(struct login *l, const char *config);

/*
 * Into *l, once: the login of `user` with the policy in `config`, by this process, if it is young enough.
 * False: *l is untouched, look for yourself.
 */
bool kept_take(struct kept *k, const char *user, const char *config, struct login *l);

/* Is it the login of `user`, which nobody has taken? */
bool kept_is_of(const struct kept *k, const char *user);

void kept_free(struct kept *k);

#endif
