/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The filter of system calls of a sandbox of an import.
 */
#ifndef CLI_IMAGE_SANDBOX_FILTER_H
#define CLI_IMAGE_SANDBOX_FILTER_H

#include "confines.h"

/* For this process and its children; no_new_privs is set already. 0, or -1 with errno. */
int sandbox_filter(const struct sandbox *s);

#endif
