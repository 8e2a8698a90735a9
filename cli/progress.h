/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What takes long, and how far it is.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stddef.h>

/* Said on a terminal when it takes longer than a second; NULL clears the line. */
void progress(const char *what, size_t count);

#endif
