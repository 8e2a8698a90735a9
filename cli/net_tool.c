/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs hostel-net: this command holds no library for rules or links.
 */
#include "net_tool.h"

#include "talk/paths.h"
#include "tool.h"

int net_tool(const char *verb, const char *operand, char *said, size_t size)
{
	const char *const argv[] = {HOSTEL_NET, verb, operand, NULL};

	return tool_run(argv, said, size);
}
