/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Trees that are the same for all tenants and dear to describe: a key says whether they are still right.
 */
#ifndef PAM_MODULE_KEYED_H
#define PAM_MODULE_KEYED_H

#include <stdint.h>

#include "build.h"
#include "host/skeleton.h"

/*
 * name[]: the tree `prefix`-HASH of the time when the key was the same, or one that `describe` describes
 * now. In HOSTEL_STATEDIR key-`prefix`-KEY is a link to it. 0, or -1 and *e.
 */
int keyed_tree(const struct build *b, const char *prefix, uint64_t key,
	int (*describe)(struct skeleton *s, struct err *e), char name[64], struct err *e);

#endif
