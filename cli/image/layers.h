/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Images of layers, as registries and docker save have them, made a tree.
 */
#ifndef CLI_IMAGE_LAYERS_H
#define CLI_IMAGE_LAYERS_H

#include "import.h"

#define LAYERS_REFERENCE_SIZE 256
#define LAYERS_DIGEST_SIZE 72 /* "sha256:" and 64 digits */

/* The digest of what the registry has under this reference now. */
int layers_look(struct import *im, const char *reference, char digest[LAYERS_DIGEST_SIZE]);

/* Into IMPORT_LAYOUT: with `network` from the registry, else from a place inside. */
int layers_copy(struct import *im, const char *title, const char *reference, bool network);

/* IMPORT_LAYOUT becomes IMPORT_TREE. */
int layers_unpack(struct import *im);

#endif
