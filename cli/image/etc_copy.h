/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a sandbox of an import sees of /etc.
 */
#ifndef CLI_IMAGE_ETC_COPY_H
#define CLI_IMAGE_ETC_COPY_H

#include "base/err.h"
#include "confines.h"

/* Into the directory etc of the working directory, which it makes; all is s->first's, so that it can be read.
 */
int etc_copy(const struct sandbox *s, struct err *e);

#endif
