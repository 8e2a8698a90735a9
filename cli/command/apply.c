/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel apply: a whole set of policies, of a directory.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "cli/fleet/apply.h"
#include "cli/json.h"
#include "cli/output.h"
#include "command.h"

int cmd_apply(const struct cli *c, int count, char **operands)
{
	char *AUTO_FREE origin = realpath(operands[0], NULL);
	struct apply_order order = {.shown = operands[0], .origin = origin ? origin : operands[0]};
	struct apply_result result = {0};
	int status;

	(void)count;
	order.source = open(operands[0], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (order.source < 0) {
		say("%s: %s", operands[0], strerror(errno));
		return EXIT_SYSTEM;
	}
	status = apply_set(c, &order, &result);
	if (result.answer)
		json_finish(result.answer);
	return status;
}
