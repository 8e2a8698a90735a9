/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel-net, as the admin's command uses it.
 */
#ifndef CLI_NET_TOOL_H
#define CLI_NET_TOOL_H

#include <stddef.h>

/*
 * Run hostel-net with one or two arguments (the second may be NULL); what it printed, cut to size, stands in
 * `said`. As tool_run().
 */
int net_tool(const char *verb, const char *operand, char *said, size_t size);

#endif
