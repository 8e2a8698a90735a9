/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What may be shown to an admin: printable ASCII, whatever somebody wrote.
 */
#ifndef HOSTEL_BASE_PRINTABLE_H
#define HOSTEL_BASE_PRINTABLE_H

#include <stdbool.h>

/* From ' ' to '~'. */
bool is_printable(char c);

/* Every other byte becomes '?'. Returns `text`. */
char *make_printable(char *text);

#endif
