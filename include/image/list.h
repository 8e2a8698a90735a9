/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is in the store.
 */
#ifndef HOSTEL_IMAGE_LIST_H
#define HOSTEL_IMAGE_LIST_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Names that have a version, by name; the list and its texts are malloc'ed. 0, or -1 with *e. No
 * store: none. */
int image_names(char ***names, size_t *count, struct err *e);
void image_names_free(char **names, size_t count);

/* Numbers of an image's versions, in order, malloc'ed. 0, or -1 with *e. No such image: none. */
int image_versions(const char *name, uint64_t **numbers, size_t *count, struct err *e);

/* The number that `current` leads to; 0: nowhere. */
uint64_t image_current(const char *name);

/* That, and the highest number that is there, which after a rollback is another; 0: none. */
void image_current_and_newest(const char *name, uint64_t numbers[2]);

#endif
