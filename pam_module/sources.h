/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The policy as hostel-init gets it.
 */
#ifndef PAM_MODULE_SOURCES_H
#define PAM_MODULE_SOURCES_H

#include "build.h"

/* In the survey's helper: b->survey->policy. 0 or -1 with *e. */
int sources_resolve(struct build *b, struct err *e);

#endif
