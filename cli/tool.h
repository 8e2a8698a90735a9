/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The command line of a tool, as one would type it.
 */
#ifndef CLI_TOOL_H
#define CLI_TOOL_H

#include "host/tool.h"

/* The words, with quotes where a shell needs them, malloc'ed. */
char *tool_text(const char *const argv[]);

#endif
