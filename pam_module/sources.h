/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The policy as hostel-init gets it.
 */
#ifndef PAM_MODULE_SOURCES_H
#define PAM_MODULE_SOURCES_H

#include "build.h"

/* In the survey's helper: b->found and b->files. 0 or -1 with *e. */
int sources_find(struct build *b, struct err *e);

/* Is a single file shown at this place inside? */
bool sources_show_file(const struct build *b, const char *target);

/* Then, with the links that were found meanwhile: b->survey->policy. 0 or -1 with *e. */
int sources_put(struct build *b, struct err *e);

#endif
