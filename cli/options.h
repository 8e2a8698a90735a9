/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of options, of which parser and help are made.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
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
	CLI_TOP = 1 << 15
};
/* More than 64: an extension of the compilers that all our hosts have. */
__extension__ typedef unsigned __int128 command_bits;
#define CLI_BIT(n) ((command_bits)1 << (n))
#define CLI_USAGE CLI_BIT(16)
#define CLI_FAULTS CLI_BIT(17)
#define CLI_SAMPLE CLI_BIT(18)
#define CLI_KEYS CLI_BIT(20)
#define CLI_EXPLAIN CLI_BIT(21)
#define CLI_APPLY CLI_BIT(19)
#define CLI_TENANT_ADD CLI_BIT(24)
#define CLI_TENANT_ADOPT CLI_BIT(25)
#define CLI_TENANT_LIST CLI_BIT(26)
#define CLI_TENANT_SHOW CLI_BIT(27)
#define CLI_TENANT_SET CLI_BIT(28)
#define CLI_TENANT_UNSET CLI_BIT(29)
#define CLI_TENANT_SUSPEND CLI_BIT(30)
#define CLI_TENANT_RESUME CLI_BIT(31)
#define CLI_TENANT_REMOVE CLI_BIT(32)
#define CLI_TENANT_RENAME CLI_BIT(33)
#define CLI_TENANT_APPLY CLI_BIT(34)
#define CLI_PLAN_LIST CLI_BIT(40)
#define CLI_PLAN_SHOW CLI_BIT(41)
#define CLI_PLAN_SET CLI_BIT(42)
#define CLI_PLAN_UNSET CLI_BIT(43)
#define CLI_PLAN_ADD CLI_BIT(44)
#define CLI_PLAN_RENAME CLI_BIT(45)
#define CLI_PLAN_REMOVE CLI_BIT(46)
#define CLI_SERVICE_LIST CLI_BIT(50)
#define CLI_SERVICE_START CLI_BIT(51)
#define CLI_SERVICE_STOP CLI_BIT(52)
#define CLI_SERVICE_RESTART CLI_BIT(53)
#define CLI_SERVICE_STATUS CLI_BIT(54)
#define CLI_SERVICE_LOGS CLI_BIT(55)
#define CLI_SYNC_NOW CLI_BIT(47)
#define CLI_SYNC_STATUS CLI_BIT(63)
#define CLI_IMAGE_LIST CLI_BIT(35)
#define CLI_IMAGE_STATUS CLI_BIT(36)
#define CLI_IMAGE_VERIFY CLI_BIT(37)
#define CLI_IMAGE_SIGN CLI_BIT(38)
#define CLI_IMAGE_MOUNT CLI_BIT(39)
#define CLI_IMAGE_ROLLBACK CLI_BIT(48)
#define CLI_IMAGE_REMOVE CLI_BIT(49)
#define CLI_IMAGE_EXPORT CLI_BIT(22)
#define CLI_IMAGE_RECEIVE CLI_BIT(23)
#define CLI_IMAGE_RESET CLI_BIT(62)
#define CLI_DIFF CLI_BIT(60)
#define CLI_COMMIT CLI_BIT(61)
#define CLI_IMAGE_PULL CLI_BIT(56)
#define CLI_IMAGE_IMPORT CLI_BIT(57)
#define CLI_IMAGE_BUILD CLI_BIT(58)
#define CLI_IMAGE_UPDATE CLI_BIT(59)
#define CLI_WATCH_RUN CLI_BIT(64)
#define CLI_WATCH_STATUS CLI_BIT(65)
#define CLI_WATCH_SIGN CLI_BIT(66)
#define CLI_IMAGE_STORE                                                                            \
	(CLI_IMAGE_LIST | CLI_IMAGE_STATUS | CLI_IMAGE_VERIFY | CLI_IMAGE_SIGN | CLI_IMAGE_MOUNT | \
		CLI_IMAGE_ROLLBACK | CLI_IMAGE_REMOVE | CLI_IMAGE_EXPORT | CLI_IMAGE_RECEIVE |     \
		CLI_IMAGE_RESET)
/* What changes something, and says each step with --dry-run. */
#define CLI_DEEDS_TENANT                                                                             \
	(CLI_TENANT_ADD | CLI_TENANT_ADOPT | CLI_TENANT_SET | CLI_TENANT_UNSET |                     \
		CLI_TENANT_SUSPEND | CLI_TENANT_RESUME | CLI_TENANT_REMOVE | CLI_TENANT_RENAME |     \
		CLI_TENANT_APPLY)
#define CLI_DEEDS                                                                                    \
	(CLI_DEEDS_TENANT | CLI_PLAN_SET | CLI_PLAN_UNSET | CLI_PLAN_ADD | CLI_PLAN_RENAME |         \
		CLI_PLAN_REMOVE)
#define CLI_ANY (~(command_bits)0)

struct command {
	const char *name;
	command_bits bit;
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

/* Does the subcommand take --NAME? Underscores of `name` stand for hyphens. */
bool options_has(command_bits command, const char *name);

/* The n-th option that help lists for a subcommand, or with 0 for all. False behind the last. */
bool options_view(command_bits command, size_t n, struct option_view *view);

/* Options that the command does not work without, with a blank in front, or "". */
const char *options_needed(command_bits command);

/* Lines about the options of a subcommand, or with 0 about those of all. */
void options_help(command_bits command);

#endif
