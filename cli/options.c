/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Options as one table: parser and help are made from it.
 */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "output.h"

#define LETTER_ONLY_LONG 256 /* ids of options without a letter begin here */
#define TIMEOUT_MAX 3600

enum {
	ID_NO_COLOR = LETTER_ONLY_LONG,
	ID_DRAFT,
	ID_FORCE,
	ID_HIDDEN,
	ID_KEEP,
	ID_NET,
	ID_OFF,
	ID_RESTART,
	ID_SERVICE,
	ID_SINCE,
	ID_UNDO,
	ID_VERSION
};

static const struct row {
	const char *name;
	int id; /* its letter, or one of the numbers above */
	const char *argument;
	unsigned commands;
	const char *text;
} rows[] = {
	{"draft", ID_DRAFT, NULL, CLI_CHECK, "files of anybody's: leave owners and modes out"},
	{"hidden", ID_HIDDEN, NULL, CLI_SHOW, "what of /etc and /var/lib no tenant sees, and why"},
	{"processes", 'p', NULL, CLI_PS, "list the processes of each sandbox too"},
	{"net", ID_NET, NULL, CLI_PS, "list addresses and what went through each sandbox's link"},
	{"service", ID_SERVICE, "NAME", CLI_RUN, "PAM service to open the session of (hostel)"},
	{"restart", ID_RESTART, NULL, CLI_RELOAD, "end sandboxes that need a new one, as kill does"},
	{"off", ID_OFF, NULL, CLI_DRAIN, "end the maintenance: tenants can come in again"},
	{"keep", ID_KEEP, NULL, CLI_DRAIN, "leave alone who is in"},
	{"undo", ID_UNDO, NULL, CLI_SETUP, "take out of the host what setup wrote"},
	{"force", ID_FORCE, NULL, CLI_SETUP, "with --undo: although there are tenants"},
	{"timeout", 't', "SECONDS", CLI_KILL | CLI_RELOAD | CLI_DRAIN, "how long to wait for the end (5)"},
	{"dry-run", 'n', NULL, CLI_GC | CLI_RELOAD | CLI_SETUP, "only say what would be done"},
	{"since", ID_SINCE, "TIME", CLI_EVENTS, "only what happened later: 10m, 14:03, 2026-11-22"},
	{"follow", 'f', NULL, CLI_EVENTS, "go on, and print what happens"},
	{"quiet", 'q', NULL, CLI_EVENTS, "print nothing: only the log and the journal get it"},
	{"output", 'o', "FILE", CLI_METRICS, "write FILE, whole or not at all"},
	{"config", 'c', "DIR", CLI_ANY, "directory of the configuration (" HOSTEL_CONFDIR ")"},
	{"json", 'j', NULL,
		CLI_CHECK | CLI_SHOW | CLI_PS | CLI_KILL | CLI_GC | CLI_EVENTS | CLI_DOCTOR | CLI_RELOAD |
			CLI_DRAIN | CLI_SETUP | CLI_ME,
		"print JSON"},
	{"no-color", ID_NO_COLOR, NULL, CLI_ANY, "no colours on a terminal, as with NO_COLOR set"},
	{"help", 'h', NULL, CLI_ANY, "print this"},
	{"version", ID_VERSION, NULL, CLI_ANY, "print the version"},
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

static int wrong(const char *command, const char *what, const char *option)
{
	if (command)
		say("%s: %s %s: see hostel %s --help", command, what, option, command);
	else
		say("%s %s: see hostel --help", what, option);
	return -1;
}

static int take_timeout(struct cli *c, const char *command, const char *text)
{
	char *end;
	unsigned long n;

	errno = 0;
	n = strtoul(text, &end, 10);
	if (errno || *text < '0' || *text > '9' || *end || n > TIMEOUT_MAX) {
		say("%s: --timeout %s: not a number of seconds from 0 to %d", command, text,
			TIMEOUT_MAX);
		return -1;
	}
	c->timeout = (unsigned)n;
	return 0;
}

static int take_service(struct cli *c, const char *command, const char *text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

	if (!*text || text[strspn(text, letters)]) {
		say("%s: --service %s: not the name of a PAM service", command, text);
		return -1;
	}
	c->service = text;
	return 0;
}

static int take(struct cli *c, const char *command, int id, const char *argument)
{
	switch (id) {
	case ID_NET:
		c->net = true;
		return 0;
	case ID_OFF:
		c->off = true;
		return 0;
	case ID_KEEP:
		c->keep = true;
		return 0;
	case ID_UNDO:
	case ID_FORCE:
		*(id == ID_UNDO ? &c->undo : &c->force) = true;
		return 0;
	case ID_HIDDEN:
		c->hidden = true;
		return 0;
	case ID_DRAFT:
		c->draft = true;
		return 0;
	case 'p':
		c->processes = true;
		return 0;
	case ID_RESTART:
		c->restart = true;
		return 0;
	case ID_SERVICE:
		return take_service(c, command, argument);
	case 't':
		return take_timeout(c, command, argument);
	case 'n':
		c->dry_run = true;
		return 0;
	case ID_SINCE:
		c->since = argument;
		return 0;
	case 'f':
		c->follow = true;
		return 0;
	case 'q':
		c->quiet = true;
		return 0;
	case 'o':
		c->output = argument;
		return 0;
	case 'c':
		c->config = argument;
		c->config_given = true;
		return 0;
	case 'j':
		c->json = true;
		return 0;
	case ID_NO_COLOR:
		output_no_color();
		return 0;
	}
	return -1;
}

/* getopt_long(3)'s two descriptions of the rows that belong to these subcommands. */
static void describe(unsigned commands, bool stop_early, struct option longs[ROWS + 1],
	char *shorts)
{
	size_t n = 0;

	if (stop_early)
		*shorts++ = '+';
	*shorts++ = ':';
	for (size_t i = 0; i < ROWS; i++) {
		if (!(rows[i].commands & commands))
			continue;
		longs[n++] = (struct option){rows[i].name,
			rows[i].argument ? required_argument : no_argument, NULL, rows[i].id};
		if (rows[i].id >= LETTER_ONLY_LONG)
			continue;
		*shorts++ = (char)rows[i].id;
		if (rows[i].argument)
			*shorts++ = ':';
	}
	longs[n] = (struct option){0};
	*shorts = '\0';
}

/* What getopt_long(3) stumbled over, as it was written. */
static const char *stumbled_over(char **argv, char buffer[3])
{
	const char *word = argv[optind - 1];

	if (optopt > 0 && optopt < LETTER_ONLY_LONG && strncmp(word, "--", 2)) {
		snprintf(buffer, 3, "-%c", optopt);
		return buffer;
	}
	return word;
}

enum parsed options_parse(struct cli *c, const struct command *command, int argc, char **argv,
	int *first)
{
	const char *name = command ? command->name : NULL;
	struct option longs[ROWS + 1];
	char shorts[3 * ROWS + 3], letter[3];
	int id;

	describe(command ? command->bit : CLI_ANY, !command, longs, shorts);
	optind = 0; /* glibc: begin anew, with another argv too */
	opterr = 0;
	while ((id = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		if (id == 'h')
			return PARSED_HELP;
		if (id == ID_VERSION)
			return PARSED_VERSION;
		if (id == ':' || id == '?') {
			wrong(name, id == ':' ? "a value is missing behind" : "unknown option",
				stumbled_over(argv, letter));
			return PARSED_WRONG;
		}
		if (take(c, name ? name : "hostel", id, optarg) < 0)
			return PARSED_WRONG;
	}
	*first = optind;
	return PARSED_OK;
}

bool options_view(uint64_t command, size_t n, struct option_view *view)
{
	for (size_t i = 0; i < ROWS; i++) {
		const struct row *r = &rows[i];
		bool everywhere = r->commands == CLI_ANY || (!command && r->id == 'j');

		if ((command ? !(r->commands & command) : !everywhere) || n--)
			continue;
		*view = (struct option_view){r->name, r->id < LETTER_ONLY_LONG ? (char)r->id : 0,
			r->argument, r->text};
		return true;
	}
	return false;
}

void options_help(unsigned command)
{
	struct option_view v;

	for (size_t i = 0; options_view(command, i, &v); i++) {
		char names[64];

		snprintf(names, sizeof(names), "%c%c%c --%s%s%s", v.letter ? '-' : ' ',
			v.letter ? v.letter : ' ', v.letter ? ',' : ' ', v.name,
			v.argument ? " " : "", v.argument ? v.argument : "");
		printf("  %-23s %s\n", names, v.text);
	}
}
