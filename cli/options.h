/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of options, of which parser and help are made.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdint.h>

#include "cli.h"

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
	CLI_SETUP = 1 << 12,
	CLI_ME = 1 << 13,
	CLI_COMPLETION = 1 << 14,
	CLI_ANY = (1 << 15) - 1
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

enum parsed { PARSED_OK, PARSED_HELP, PARSED_VERSION, PARSED_WRONG };

/*
 * Take the options of one subcommand (or, with `command` NULL, those in front of it, up to the
 * first operand) out of argv[1..]; *first is where the operands begin. Mistakes are said here.
 */
enum parsed options_parse(struct cli *c, const struct command *command, int argc, char **argv,
	int *first);

/* An option as others print it: letter 0 and argument NULL if it has none. */
struct option_view {
	const char *name;
	char letter;
	const char *argument;
	const char *text;
};

/* The n-th option that help lists for a subcommand, or with 0 for all. False behind the last. */
bool options_view(uint64_t command, size_t n, struct option_view *view);

/* Lines about the options of a subcommand, or with 0 about those of all. */
void options_help(unsigned command);

#endif
