/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The newest signed commit: one account fetches it, another one judges it and lays it out. Neither has a
 * right of root's, and the first can change nothing that the second one reads or writes.
 */
#ifndef CLI_SYNC_FETCH_H
#define CLI_SYNC_FETCH_H

#include "fetched.h"

void fetch_run(const struct fetch_order *order, struct fetched *result);

/* What was laid out is not needed any more. */
void fetch_tidy(void);

#endif
