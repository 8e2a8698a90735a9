/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A clean start for hostel-init.
 */
#ifndef PAM_MODULE_CLEAN_H
#define PAM_MODULE_CLEAN_H

#include "build.h"

/* In the helper, first of all: stand on the host, as root still. As clean_start(). */
const char *clean_enter(const struct build *b);

/*
 * In the helper: leave nothing of the login program's context and become the keeper. Returns NULL, or
 * what failed, with errno.
 */
const char *clean_start(const struct build *b);

#endif
