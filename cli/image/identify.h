/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a tree is: for which processor, and which system. Inside the sandbox.
 */
#ifndef CLI_IMAGE_IDENTIFY_H
#define CLI_IMAGE_IDENTIFY_H

#include <stddef.h>

/* As OCI has it, read off the programs themselves; "unknown" where there are none. */
const char *identify_architecture(int root);

/* PRETTY_NAME of os-release(5), printable, or "unknown". Returns text. */
const char *identify_system(int root, char *text, size_t size);

#endif
