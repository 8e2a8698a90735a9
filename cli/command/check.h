/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel check, for other subcommands, too.
 */
#ifndef CLI_COMMAND_CHECK_H
#define CLI_COMMAND_CHECK_H

#include "cli/cli.h"
#include "cli/findings.h"

/* Who has a mistake; `tenant` NULL: nobody in particular. */
struct check_watch {
	void (*mistake)(void *context, const char *tenant, const struct problem *p);
	void *context;
};

struct checked_set {
	const char *path, *shown;	/* `shown` in front of its files' names */
	const char *const *files; /* NULL: all; else only these of tenants, where nothing else is new */
	size_t count;
};

/*
 * The same of a set of hostel apply. Tenants whose account is on other hosts are nothing to tell of. What is
 * found goes behind what *f has.
 */
void check_set(const struct cli *cli, const struct checked_set *set, const struct check_watch *watch,
	struct findings *f);

/* Everything that `hostel check` without arguments finds. */
void check_configuration(const struct cli *cli, struct findings *f);

#endif
