/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A change that is made step by step: each step is said before it is done, and with --dry-run said only, in
 * the same words. At its end an answer with --json.
 */
#ifndef CLI_DEED_H
#define CLI_DEED_H

#include <stdbool.h>
#include <stddef.h>

#include "cli.h"
#include "json.h"

struct deed {
	const struct cli *cli;
	const char *verb; /* "tenant add" */
	const char *name; /* of the tenant or plan */
	int config;	  /* directory */
	int lock;
	size_t steps;
	struct json *list, *reload;
};

/*
 * Open the configuration and, unless it is a dry run, lock out other changes. 0, or an exit status after
 * saying why not; deed_end() in either case.
 */
int deed_begin(struct deed *d, const struct cli *c, const char *verb, const char *name);

/*
 * Lock out whoever else changes policies, waiting a few seconds. 0, or an exit status after saying why not.
 */
int deed_lock(int *lock);

/* Say a step. True if it is to be done. */
bool deed_step(struct deed *d, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A step that writes or removes a file of the configuration; `what` is said of it. 0, or an exit status. */
int deed_write(struct deed *d, const char *path, const char *text, const char *what);
int deed_unlink(struct deed *d, const char *path);

/* A step that runs one of the system's tools. Its exit status; -1: it could not be run. What it said is
 * said. */
int deed_tool(struct deed *d, const char *const *argv);

/* As hostel reload NAME, or all with NULL; unless it is a dry run. An exit status. */
int deed_reload(struct deed *d, const char *name);

/* The tenant's services, made what the policy says; not of a bulk: services_settle(). */
void deed_services(struct deed *d);

/* The answer. Returns `status`. */
int deed_end(struct deed *d, int status);

#endif
