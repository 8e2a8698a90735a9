/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The admin's programs in hooks.d of the configuration directory.
 */
#ifndef CLI_HOOKS_H
#define CLI_HOOKS_H

#include <stddef.h>
#include <stdint.h>

#include "cli.h"

struct hooks {
	size_t count, failed;
	char **paths;  /* in order of their names */
	uint64_t end;  /* CLOCK_MONOTONIC milliseconds after which none is started any more */
};

/*
 * Find them: executable regular files of root's that nobody else may write; what is there and is not like
 * that is said and counted as failed. Hidden files, copies of dpkg and editors are passed over. None is no
 * error.
 */
void hooks_open(struct hooks *h, const struct cli *c);
void hooks_free(struct hooks *h);

/*
 * Run one after the other, each with these bytes on standard input, in a clean environment without a shell,
 * half a minute at most; all of them together have four minutes. What fails is said.
 */
void hooks_run(struct hooks *h, const char *text);

#endif
