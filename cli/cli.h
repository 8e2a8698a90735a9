/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The command line as every subcommand sees it, and how a subcommand ends.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>

/* hostel(8), EXIT STATUS. run and enter end as the command they started. */
enum {
	EXIT_FINE = 0,
	EXIT_FAILED = 1,  /* what was asked for failed, or mistakes were found */
	EXIT_USAGE = 2,
	EXIT_SYSTEM = 111 /* the system did not let us: not root, out of memory, disk full */
};

/* Options; those that a subcommand does not know are at their defaults. */
struct cli {
	const char *config;   /* directory */
	bool config_given;
	bool json;
	bool processes, net;  /* ps */
	bool draft;           /* check */
	bool dry_run;         /* gc, reload */
	bool restart;         /* reload */
	unsigned timeout;     /* kill, drain and reload --restart, seconds */
	const char *service;  /* run */
	const char *since;    /* events */
	bool follow, quiet;   /* events */
	bool off, keep;       /* drain */
	const char *output;   /* metrics: file, or NULL */
	char **program;       /* run, enter: what stands behind --, NULL if nothing does */
};

/* Bits of the subcommands, so that an option's row can say where it belongs. */
enum {
	CLI_CHECK = 1 << 0,
	CLI_SHOW = 1 << 1,
	CLI_PS = 1 << 2,
	CLI_ENTER = 1 << 3,
	CLI_RUN = 1 << 4,
	CLI_KILL = 1 << 5,
	CLI_GC = 1 << 6,
	CLI_DOCTOR = 1 << 7,
	CLI_EVENTS = 1 << 8,
	CLI_METRICS = 1 << 9,
	CLI_RELOAD = 1 << 10,
	CLI_DRAIN = 1 << 11,
	CLI_ANY = (1 << 12) - 1
};

struct command {
	const char *name;
	unsigned bit;
	const char *arguments;
	int least, most;      /* operands; most < 0: any number */
	bool root;            /* refuses to work for anybody else */
	bool program;         /* operands may be followed by -- and a command */
	int (*run)(const struct cli *c, int count, char **operands);
	const char *text;     /* one line */
	const char *more;     /* sentences for `hostel COMMAND --help` */
};

int cmd_check(const struct cli *c, int count, char **operands);
int cmd_show(const struct cli *c, int count, char **operands);
int cmd_ps(const struct cli *c, int count, char **operands);
int cmd_enter(const struct cli *c, int count, char **operands);
int cmd_run(const struct cli *c, int count, char **operands);
int cmd_kill(const struct cli *c, int count, char **operands);
int cmd_gc(const struct cli *c, int count, char **operands);
int cmd_events(const struct cli *c, int count, char **operands);
int cmd_metrics(const struct cli *c, int count, char **operands);
int cmd_reload(const struct cli *c, int count, char **operands);
int cmd_drain(const struct cli *c, int count, char **operands);
int cmd_doctor(const struct cli *c, int count, char **operands);

/* --- options.c ------------------------------------------------------------------------------ */

enum parsed { PARSED_OK, PARSED_HELP, PARSED_VERSION, PARSED_WRONG };

/*
 * Take the options of one subcommand (or, with `command` NULL, those in front of it, up to the
 * first operand) out of argv[1..]; *first is where the operands begin. Mistakes are said here.
 */
enum parsed options_parse(struct cli *c, const struct command *command, int argc, char **argv,
	int *first);

/* Lines about the options of a subcommand, or with 0 about those of all. */
void options_help(unsigned command);

#endif
