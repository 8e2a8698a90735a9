/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a login that makes a sandbox has to know of the host's file systems and name service.
 */
#ifndef PAM_MODULE_SURVEY_H
#define PAM_MODULE_SURVEY_H

#include "build.h"

/* Into b->survey, and what depends on it. 0 or -1 with *e. */
int survey_make(struct build *b, struct err *e);
void survey_free(struct build *b);

#endif
