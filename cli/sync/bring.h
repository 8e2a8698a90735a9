/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the account does that fetches. Nothing of it is believed: see verify.h.
 */
#ifndef CLI_SYNC_BRING_H
#define CLI_SYNC_BRING_H

#include "fetched.h"

/*
 * Fetch the branch, answer with its commit (FETCH_NEW) or what went wrong, close APART_ANSWER, and write a
 * pack of the commit's files and of its history to APART_DATA. `order` is a struct fetch_order.
 */
void bring(void *order);

#endif
