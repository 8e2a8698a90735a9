/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Looking at all tenants for their history: hostel sample does it, and whoever comes by when the last look is
 * HISTORY_EVERY seconds ago.
 */
#ifndef CLI_HISTORY_H
#define CLI_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "cli.h"

/* Is it time? Cheap enough for every second. */
bool history_due(void);

/* Look, and say nothing: if it is time, or `now`. */
void history_come_by(const struct cli *c, bool now);

/* Look now, at every tenant that has state. 0, or an exit status after saying why. */
int history_look(const struct cli *c);

/* One of those whose history is kept. */
struct history_tenant {
	char name[65];
	uint32_t uid;
};

/*
 * All of them by name, or those of one name: the accounts that had it. malloc'ed; how many, or -1 with *e.
 * `dir`: history_open().
 */
int history_tenants(int dir, const char *name, struct history_tenant **tenants, struct err *e);

#endif
