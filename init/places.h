/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The skeleton of a sandbox that is made of an image (image.h): what lies over the image and holds what that
 * lacks. Directories on the way have the image's modes.
 */
#ifndef INIT_PLACES_H
#define INIT_PLACES_H

#include <stdbool.h>
#include <stdint.h>

#include "parts.h"

/* O_PATH descriptor of what is there, no symbolic links, never outside. -1 with errno. */
int places_open(int dir, const char *path, uint64_t flags);

/* A place for what is mounted at `path`, or a file to be written. A descriptor, or -1 with errno. */
int places_make(const struct build *b, int skeleton, const char *path, bool file);

/* To the tenant, where something may be written; else it stays root's. 0 or -1 with errno. */
int places_give(const struct build *b, int fd);

#endif
