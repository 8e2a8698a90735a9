/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tools of an import say, as a sentence.
 */
#ifndef CLI_IMAGE_COMPLAINTS_H
#define CLI_IMAGE_COMPLAINTS_H

#include <stddef.h>

/*
 * `said`: what a tool wrote; it may repeat what a registry or an archive has in it, and is changed here. The
 * sentence, printable; `text` holds it where it is none of ours.
 */
const char *complaint_of(char *said, char *text, size_t size);

#endif
