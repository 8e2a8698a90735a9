/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Section [image] of hostel.ini, as far as it is about what comes in.
 */
#ifndef CLI_IMAGE_BOUNDS_H
#define CLI_IMAGE_BOUNDS_H

#include "cli/cli.h"
#include "work.h"

/*
 * 0, or an exit status after saying why. *first: the host's id of 0 in an import's sandbox. *need_signature:
 * rooms are refused what nobody has signed.
 */
int bounds_read(const struct cli *c, struct work_bounds *bounds, uint32_t *first, bool *need_signature);

#endif
