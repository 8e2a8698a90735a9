/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel sample: a look at every tenant for the history, by a timer.
 */
#include "cli/history.h"
#include "command.h"

int cmd_sample(const struct cli *c, int count, char **operands)
{
	(void)count;
	(void)operands;
	return history_look(c);
}
