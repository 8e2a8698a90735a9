/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tenants in the making or in the unmaking: what tenants/NAME.ini is meanwhile. It lets nobody in, and
 * tells the next add or remove what is to be mended, however the last one ended.
 */
#ifndef CLI_HALF_MADE_H
#define CLI_HALF_MADE_H

#include <stdbool.h>

enum half_made { HALF_NOT, HALF_ADD, HALF_REMOVE };

enum half_made half_made(const char *text);

/*
 * The text with such a gate, malloc'ed. `home`: the directory that this act makes, or takes; NULL for none.
 * half_made_home() gives it back, malloc'ed, or NULL.
 */
char *half_made_gate(const char *text, enum half_made what, const char *home);
char *half_made_home(const char *text);

/* Would this reason of a suspension be taken for a gate? */
bool half_made_is_reason(const char *why);

/* The text without gate and suspension, malloc'ed. */
char *half_made_open(const char *text);

#endif
