/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The two accounts that policies pass through: one has the network, the other one judges.
 */
#ifndef CLI_APART_ACCOUNT_H
#define CLI_APART_ACCOUNT_H

#include "apart.h"
#include "base/err.h"

#define APART_FETCHER "hostel-sync"    /* talks to servers, HOSTEL_SYNCDIR is its home */
#define APART_VERIFIER "hostel-verify" /* has no network; HOSTEL_VERIFYDIR */

/* Their ids and homes. They have to be two. 0, or -1 with *e. */
int apart_accounts(struct apart *fetcher, struct apart *verifier, struct err *e);

/* The home, made where it is missing, and the account's. 0, or -1 with *e. */
int apart_home(const struct apart *w, struct err *e);

#endif
