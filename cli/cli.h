/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The command line as every subcommand sees it, and how a subcommand ends.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* hostel(8), EXIT STATUS; names: exit_status.c. run and enter end as the command they started. */
enum {
	EXIT_FINE = 0,
	EXIT_FAILED = 1,      /* what was asked for failed */
	EXIT_USAGE = 2,
	EXIT_NOT_RUNNING = 3, /* the tenant has no sandbox */
	EXIT_NO_SUCH = 4,     /* no such account, tenant or plan */
	EXIT_POLICY = 5,      /* mistakes in the configuration */
	EXIT_HOST = 6,        /* this host cannot enforce it, or lacks what it needs */
	EXIT_BUSY = 7,        /* a lock that others hold, processes that will not end */
	EXIT_GUARD = 8,       /* would lose or overwrite something: what to type is said */
	EXIT_PARTLY = 9,      /* one or more of many failed */
	EXIT_WARNINGS = 10,   /* doctor: a wall is thinner than it could be */
	EXIT_HOLE = 20,       /* doctor: a check failed */
	EXIT_CHECKER = 30,    /* doctor: a check broke, and none failed */
	EXIT_SYSTEM = 111     /* the system did not let us: not root, out of memory, disk full */
};

#define CLI_KEYS_MAX 16

struct json;
struct roster;

/* Options; those that a subcommand does not know are at their defaults. */
struct cli {
	const char *config;   /* directory */
	bool config_given;
	bool json;
	bool processes, net;  /* ps */
	bool batch;           /* top */
	unsigned count, delay; /* top: 0 for its own; delay: milliseconds */
	const char *sort;     /* top: column, or NULL */
	bool draft;           /* check */
	bool hidden;          /* show */
	bool dry_run;         /* apply, gc, reload, setup, tenant, plan */
	bool restart;         /* reload */
	unsigned timeout;     /* kill, drain and reload --restart, seconds */
	const char *service;  /* run: of PAM */
	const char *run_service; /* run: a [service NAME] */
	const char *since;    /* events, usage, faults */
	const char *by;       /* usage, faults: NULL: not given */
	bool csv, above_given;
	unsigned above;       /* usage: percent */
	bool follow, quiet;   /* events */
	bool all;             /* service start */
	bool off, keep;       /* drain; keep: tenant suspend */
	bool undo, force;     /* setup */
	const char *output;   /* metrics: file, or NULL */
	const char *baseline, *probe, *reason, *tenant; /* doctor: a file, a tenant; of waive */
	bool html;            /* doctor */
	const char *sign_key; /* image sign, watch sign */
	const char *number;   /* watch sign, or NULL */
	char **program;       /* run, enter: what stands behind --, NULL if nothing does */

	/* tenant and plan, owner: ps, too; NULL and false: not given */
	const char *plan, *owner, *home, *uid, *comment, *shell, *confirm, *why, *until, *extends;
	const char *keys[CLI_KEYS_MAX]; /* "@FILE", "-", or for apply the line itself */
	size_t key_count;
	bool keep_home, take_home, keep_account, move_home, no_reload, kill;
	bool allow_older, keep_going; /* apply; the first: image receive, too */
	bool deletions_given;
	uint64_t deletions;   /* apply: so many tenants may go at once */
	bool local;           /* although a set of hostel apply is in force */
	const char *as, *suite, *include, *mirror; /* image pull, import, build */
	bool bulk;            /* apply: files are synced once, at the end */
	const struct roster *roster; /* apply: accounts that were read once, for who changes only policies */
	struct json **result; /* apply: the answer goes here instead of standard output */
};

#endif
