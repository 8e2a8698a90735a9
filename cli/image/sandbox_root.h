/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The file system that a sandbox of an import sees.
 */
#ifndef CLI_IMAGE_SANDBOX_ROOT_H
#define CLI_IMAGE_SANDBOX_ROOT_H

#include "base/err.h"
#include "confines.h"

/* In a mount and pid namespace of the caller's own, as the host's root: build it and let go of all else. */
int sandbox_root(const struct sandbox *s, struct err *e);

#endif
