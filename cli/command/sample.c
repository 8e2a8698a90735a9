/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel sample: a look at every tenant for the history, by a timer; and who is to be told of it.
 */
#include "cli/history.h"
#include "cli/notify.h"
#include "command.h"

int cmd_sample(const struct cli *c, int count, char **operands)
{
	const int looked = history_look(c), told = notify_all(c);

	(void)count;
	(void)operands;
	return looked ? looked : told;
}
