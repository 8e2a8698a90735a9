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
#define COUNT_MAX 1000000
#define DELETIONS_MAX 10000000
#define ABOVE_MAX 1000 /* percent */
#define DELAY_MAX 600 /* seconds */

enum {
	ID_NO_COLOR = LETTER_ONLY_LONG,
	ID_ABOVE,
	ID_ALL,
	ID_ALLOW_DELETIONS,
	ID_ALLOW_OLDER,
	ID_AS,
	ID_BASELINE,
	ID_BY,
	ID_COMMENT,
	ID_CONFIRM,
	ID_CSV,
	ID_DRAFT,
	ID_EXTENDS,
	ID_FORCE,
	ID_HIDDEN,
	ID_HOME,
	ID_HTML,
	ID_INCLUDE,
	ID_KEEP,
	ID_KEEP_ACCOUNT,
	ID_KEEP_GOING,
	ID_KEEP_HOME,
	ID_KEY,
	ID_KILL,
	ID_LOCAL,
	ID_MIRROR,
	ID_MOVE_HOME,
	ID_NET,
	ID_NO_RELOAD,
	ID_NUMBER,
	ID_OFF,
	ID_OWNER,
	ID_PAM_SERVICE,
	ID_PLAN,
	ID_PROBE,
	ID_REASON,
	ID_RESTART,
	ID_SERVICE,
	ID_SHELL,
	ID_SIGN_KEY,
	ID_SINCE,
	ID_SORT,
	ID_SUITE,
	ID_TAKE_HOME,
	ID_TENANT,
	ID_UID,
	ID_UNDO,
	ID_UNTIL,
	ID_VERSION,
	ID_WHY
};

static const struct row {
	const char *name;
	int id; /* its letter, or one of the numbers above */
	const char *argument;
	command_bits commands;
	const char *text;
} rows[] = {
	{"draft", ID_DRAFT, NULL, CLI_CHECK, "files of anybody's: leave owners and modes out"},
	{"keep-going", ID_KEEP_GOING, NULL, CLI_APPLY, "a tenant with a mistake keeps what it has"},
	{"allow-deletions", ID_ALLOW_DELETIONS, "N", CLI_APPLY | CLI_SYNC_NOW,
		"so many tenants may go or be suspended at once"},
	{"allow-older", ID_ALLOW_OLDER, NULL, CLI_APPLY | CLI_SYNC_NOW,
		"although what is in force is newer"},
	{"local", ID_LOCAL, NULL, CLI_DEEDS, "although a set of hostel apply is in force: until the next"},
	{"hidden", ID_HIDDEN, NULL, CLI_SHOW, "what of /etc, /var/cache, /var/lib no tenant sees"},
	{"processes", 'p', NULL, CLI_PS, "list the processes of each sandbox too"},
	{"net", ID_NET, NULL, CLI_PS, "list addresses and what went through each sandbox's link"},
	{"service", ID_SERVICE, "NAME", CLI_RUN, "the tenant's [service NAME], until it ends"},
	{"pam-service", ID_PAM_SERVICE, "NAME", CLI_RUN, "PAM service to open the session of (hostel)"},
	{"restart", ID_RESTART, NULL, CLI_RELOAD, "end sandboxes that need a new one, as kill does"},
	{"off", ID_OFF, NULL, CLI_DRAIN, "end the maintenance: tenants can come in again"},
	{"undo", ID_UNDO, NULL, CLI_SETUP, "take out of the host what setup wrote"},
	{"force", ID_FORCE, NULL, CLI_SETUP, "with --undo: although there are tenants"},
	{"keep", ID_KEEP, NULL, CLI_DRAIN | CLI_TENANT_SUSPEND, "leave alone who is in"},
	{"plan", ID_PLAN, "PLAN", CLI_TENANT_ADD | CLI_TENANT_ADOPT, "the tenant's plan"},
	{"owner", ID_OWNER, "OWNER", CLI_TENANT_ADD | CLI_TENANT_ADOPT,
		"whose tenant it is: owners/OWNER.ini"},
	{"owner", ID_OWNER, "OWNER", CLI_TENANT_LIST | CLI_PS | CLI_TOP, "only tenants of this owner"},
	{"key", ID_KEY, "FILE|-", CLI_TENANT_ADD, "file of public keys, or standard input; repeatable"},
	{"key", ID_SIGN_KEY, "FILE", CLI_IMAGE_SIGN, "private key (Ed25519, PEM)"},
	{"key", ID_SIGN_KEY, "FILE", CLI_WATCH_SIGN,
		"ssh key, or its public half where an agent has the key"},
	{"number", ID_NUMBER, "N", CLI_WATCH_SIGN,
		"higher than that of the value before (the time in milliseconds)"},
	{"allow-older", ID_ALLOW_OLDER, NULL, CLI_IMAGE_RECEIVE,
		"take a version that is not above all that were here"},
	{"home", ID_HOME, "DIR", CLI_TENANT_ADD, "home directory (useradd(8) has one for each name)"},
	{"uid", ID_UID, "N", CLI_TENANT_ADD, "uid of the account (the next that is free)"},
	{"comment", ID_COMMENT, "TEXT", CLI_TENANT_ADD, "the account's comment, such as a name"},
	{"why", ID_WHY, "TEXT", CLI_TENANT_SUSPEND, "one sentence that the tenant is told"},
	{"until", ID_UNTIL, "DATE", CLI_TENANT_SUSPEND, "day from which on they can log in again"},
	{"confirm", ID_CONFIRM, "NAME", CLI_TENANT_REMOVE, "the name again, if there is no terminal"},
	{"keep-home", ID_KEEP_HOME, NULL, CLI_TENANT_REMOVE, "leave the home directory (the default)"},
	{"take-home", ID_TAKE_HOME, NULL, CLI_TENANT_REMOVE, "remove the home directory and the mail, too"},
	{"keep-account", ID_KEEP_ACCOUNT, NULL, CLI_TENANT_REMOVE, "leave an ordinary account"},
	{"shell", ID_SHELL, "SHELL", CLI_TENANT_REMOVE, "its login shell then"},
	{"move-home", ID_MOVE_HOME, NULL, CLI_TENANT_RENAME, "move the home directory, too"},
	{"kill", ID_KILL, NULL, CLI_TENANT_RENAME, "end the sandboxes first"},
	{"extends", ID_EXTENDS, "PLAN", CLI_PLAN_ADD, "plan whose keys apply where this one says nothing"},
	{"no-reload", ID_NO_RELOAD, NULL, CLI_TENANT_SET | CLI_TENANT_UNSET | CLI_PLAN_SET | CLI_PLAN_UNSET,
		"leave living sandboxes as they are"},
	{"timeout", 't', "SECONDS",
		CLI_KILL | CLI_RELOAD | CLI_DRAIN | CLI_TENANT_SUSPEND | CLI_TENANT_REMOVE |
			CLI_TENANT_RENAME | CLI_TENANT_APPLY,
		"how long to wait for the end (5)"},
	{"batch", 'b', NULL, CLI_TOP, "print lines instead of taking the terminal over"},
	{"count", 'n', "N", CLI_TOP, "print so often, then end (1)"},
	{"delay", 'd', "SECONDS", CLI_TOP, "from one look to the next (2); 0.2 at least"},
	{"sort", ID_SORT, "COLUMN", CLI_TOP,
		"cpu, memory, swap, pids, io, network, pressure, hits, sessions or name"},
	{"dry-run", 'n', NULL,
		CLI_APPLY | CLI_GC | CLI_RELOAD | CLI_SETUP | CLI_DEEDS | CLI_SYNC_NOW,
		"only say what would be done"},
	{"since", ID_SINCE, "TIME", CLI_EVENTS | CLI_USAGE | CLI_FAULTS,
		"only what happened later: 10m, 14:03, 2026-11-22"},
	{"by", ID_BY, "WHAT", CLI_USAGE, "cpu (the first), memory, pids, io, swap or net: sort by it"},
	{"by", ID_BY, "WHAT", CLI_FAULTS, "only cpu, memory, pids or logins"},
	{"above", ID_ABOVE, "PERCENT", CLI_USAGE, "only who came above so much of a limit"},
	{"csv", ID_CSV, NULL, CLI_USAGE | CLI_FAULTS, "print lines of numbers with commas"},
	{"html", ID_HTML, NULL, CLI_DOCTOR, "print one page for an auditor's browser"},
	{"baseline", ID_BASELINE, "FILE", CLI_DOCTOR, "print what is not as in this report of --json"},
	{"probe", ID_PROBE, "TENANT", CLI_DOCTOR, "log in as the tenant, and try the room's walls"},
	{"tenant", ID_TENANT, "TENANT", CLI_DOCTOR, "waive: what is this tenant's, not all of it"},
	{"until", ID_UNTIL, "DATE", CLI_DOCTOR, "waive: the day from which on it counts again"},
	{"reason", ID_REASON, "TEXT", CLI_DOCTOR, "waive: one sentence, which every report shows"},
	{"off", ID_OFF, NULL, CLI_DOCTOR, "waive: take it back"},
	{"as", ID_AS, "NAME", CLI_IMAGE_PULL | CLI_IMAGE_IMPORT | CLI_IMAGE_BUILD | CLI_COMMIT,
		"the image's name on this host"},
	{"suite", ID_SUITE, "SUITE", CLI_IMAGE_BUILD, "of the distribution: trixie, bookworm"},
	{"include", ID_INCLUDE, "PACKAGES", CLI_IMAGE_BUILD,
		"packages besides the smallest set, with commas"},
	{"mirror", ID_MIRROR, "URL", CLI_IMAGE_BUILD, "where packages are from (where the host's are)"},
	{"all", ID_ALL, NULL, CLI_SERVICE_START, "the enabled services of every tenant"},
	{"follow", 'f', NULL, CLI_EVENTS | CLI_SERVICE_LOGS, "go on, and print what happens"},
	{"quiet", 'q', NULL, CLI_EVENTS, "print nothing: only the log and the journal get it"},
	{"output", 'o', "FILE", CLI_METRICS, "write FILE, whole or not at all"},
	{"config", 'c', "DIR", CLI_ANY, "directory of the configuration (" HOSTEL_CONFDIR ")"},
	{"json", 'j', NULL,
		CLI_CHECK | CLI_SHOW | CLI_PS | CLI_KILL | CLI_GC | CLI_EVENTS | CLI_DOCTOR | CLI_RELOAD |
			CLI_DRAIN | CLI_DEEDS | CLI_TENANT_LIST | CLI_TENANT_SHOW | CLI_PLAN_LIST |
			CLI_PLAN_SHOW | CLI_KEYS | CLI_SETUP | CLI_ME | CLI_SERVICE_LIST | CLI_TOP |
			CLI_EXPLAIN | CLI_USAGE | CLI_FAULTS | CLI_IMAGE_PULL | CLI_IMAGE_IMPORT |
			CLI_IMAGE_BUILD | CLI_IMAGE_UPDATE | CLI_IMAGE_STORE | CLI_DIFF | CLI_COMMIT |
			CLI_APPLY | CLI_SYNC_NOW | CLI_SYNC_STATUS | CLI_WATCH_STATUS,
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
		say("%s %s in front of the command: see hostel --help", what, option);
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

/* 90 or 90%. */
static int take_above(struct cli *c, const char *command, const char *text)
{
	char *end;
	const unsigned long n = strtoul(text, &end, 10);

	if (*text < '0' || *text > '9' || (*end && strcmp(end, "%")) || n > ABOVE_MAX) {
		say("%s: --above %s: not a percentage from 0 to %d", command, text, ABOVE_MAX);
		return -1;
	}
	c->above = (unsigned)n;
	c->above_given = true;
	return 0;
}

static int take_deletions(struct cli *c, const char *command, const char *text)
{
	char *end;
	const unsigned long n = strtoul(text, &end, 10);

	if (*text < '0' || *text > '9' || *end || n > DELETIONS_MAX) {
		say("%s: --allow-deletions %s: not a number from 0 to %d", command, text, DELETIONS_MAX);
		return -1;
	}
	c->deletions = n;
	c->deletions_given = true;
	return 0;
}

static int take_count(struct cli *c, const char *command, const char *text)
{
	char *end;
	const unsigned long n = strtoul(text, &end, 10);

	if (*text < '1' || *text > '9' || *end || n > COUNT_MAX) {
		say("%s: --count %s: not a number from 1 to %d", command, text, COUNT_MAX);
		return -1;
	}
	c->count = (unsigned)n;
	return 0;
}

/* Seconds with a fraction, kept in milliseconds. */
static int take_delay(struct cli *c, const char *command, const char *text)
{
	char *end;
	const double seconds = strtod(text, &end);

	if (*text < '0' || *text > '9' || *end || !(seconds >= 0.2 && seconds <= DELAY_MAX)) {
		say("%s: --delay %s: not a number of seconds from 0.2 to %d", command, text, DELAY_MAX);
		return -1;
	}
	c->delay = (unsigned)(seconds * 1000);
	return 0;
}

static int take_service(struct cli *c, const char *command, const char *text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

	if (!*text || text[strspn(text, letters)]) {
		say("%s: --pam-service %s: not the name of a PAM service", command, text);
		return -1;
	}
	c->service = text;
	return 0;
}

static int take_key(struct cli *c, const char *command, const char *argument)
{
	if (*argument != '@' && strcmp(argument, "-"))
		argument = text_of("@%s", argument); /* both forms name a file */
	if (c->key_count == CLI_KEYS_MAX) {
		say("%s: --key: at most %d", command, CLI_KEYS_MAX);
		return -1;
	}
	c->keys[c->key_count++] = argument;
	return 0;
}

/* Options that only say yes; those with a text, of which nothing else is asked here. */
static bool *flag_of(struct cli *c, int id)
{
	switch (id) {
	case ID_ALL:
		return &c->all;
	case 'b':
		return &c->batch;
	case ID_ALLOW_OLDER:
		return &c->allow_older;
	case ID_KEEP_GOING:
		return &c->keep_going;
	case ID_LOCAL:
		return &c->local;
	case ID_CSV:
		return &c->csv;
	case ID_DRAFT:
		return &c->draft;
	case ID_HIDDEN:
		return &c->hidden;
	case ID_HTML:
		return &c->html;
	case ID_RESTART:
		return &c->restart;
	case ID_KEEP_HOME:
		return &c->keep_home;
	case ID_TAKE_HOME:
		return &c->take_home;
	case ID_KEEP_ACCOUNT:
		return &c->keep_account;
	case ID_MOVE_HOME:
		return &c->move_home;
	case ID_NO_RELOAD:
		return &c->no_reload;
	case ID_KILL:
		return &c->kill;
	case ID_NET:
		return &c->net;
	case ID_OFF:
		return &c->off;
	case ID_KEEP:
		return &c->keep;
	case ID_UNDO:
		return &c->undo;
	case ID_FORCE:
		return &c->force;
	}
	return NULL;
}

static const char **text_for(struct cli *c, int id)
{
	switch (id) {
	case ID_PLAN:
		return &c->plan;
	case ID_OWNER:
		return &c->owner;
	case ID_HOME:
		return &c->home;
	case ID_UID:
		return &c->uid;
	case ID_COMMENT:
		return &c->comment;
	case ID_SHELL:
		return &c->shell;
	case ID_CONFIRM:
		return &c->confirm;
	case ID_WHY:
		return &c->why;
	case ID_UNTIL:
		return &c->until;
	case ID_EXTENDS:
		return &c->extends;
	case ID_SERVICE:
		return &c->run_service;
	case ID_SIGN_KEY:
		return &c->sign_key;
	case ID_SORT:
		return &c->sort;
	case ID_BASELINE:
		return &c->baseline;
	case ID_PROBE:
		return &c->probe;
	case ID_REASON:
		return &c->reason;
	case ID_TENANT:
		return &c->tenant;
	case ID_BY:
		return &c->by;
	case ID_AS:
		return &c->as;
	case ID_SUITE:
		return &c->suite;
	case ID_INCLUDE:
		return &c->include;
	case ID_MIRROR:
		return &c->mirror;
	case ID_NUMBER:
		return &c->number;
	}
	return NULL;
}

static int take(struct cli *c, const char *command, int id, const char *argument)
{
	if (flag_of(c, id)) {
		*flag_of(c, id) = true;
		return 0;
	}
	if (text_for(c, id)) {
		*text_for(c, id) = argument;
		return 0;
	}
	switch (id) {
	case ID_KEY:
		return take_key(c, command, argument);
	case 'p':
		c->processes = true;
		return 0;
	case ID_PAM_SERVICE:
		return take_service(c, command, argument);
	case 't':
		return take_timeout(c, command, argument);
	case 'n':
		if (argument)
			return take_count(c, command, argument);
		c->dry_run = true;
		return 0;
	case 'd':
		return take_delay(c, command, argument);
	case ID_SINCE:
		c->since = argument;
		return 0;
	case ID_ALLOW_DELETIONS:
		return take_deletions(c, command, argument);
	case ID_ABOVE:
		return take_above(c, command, argument);
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

static bool is_everywhere(const struct row *r)
{
	return r->commands == CLI_ANY || r->id == 'j';
}

/* getopt_long(3)'s two descriptions of the rows that belong to these subcommands, or with 0 to all. */
static void describe(command_bits commands, bool stop_early, struct option longs[ROWS + 1],
	char *shorts)
{
	size_t n = 0;

	if (stop_early)
		*shorts++ = '+';
	*shorts++ = ':';
	for (size_t i = 0; i < ROWS; i++) {
		if (commands ? !(rows[i].commands & commands) : !is_everywhere(&rows[i]))
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

/* --json stood in front of a command that has none. */
static bool is_json_in_vain(const struct cli *c, const struct command *command)
{
	for (size_t i = 0; i < ROWS; i++)
		if (rows[i].id == 'j' && rows[i].commands & command->bit)
			return false;
	return c->json;
}

enum parsed options_parse(struct cli *c, const struct command *command, int argc, char **argv,
	int *first)
{
	const char *name = command ? command->name : NULL;
	struct option longs[ROWS + 1];
	char shorts[3 * ROWS + 3], letter[3];
	int id;

	describe(command ? command->bit : 0, !command, longs, shorts);
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
	if (command && is_json_in_vain(c, command)) {
		wrong(name, "unknown option", "--json");
		return PARSED_WRONG;
	}
	*first = optind;
	return PARSED_OK;
}

static bool same_name(const char *option, const char *name)
{
	while (*option && (*option == *name || (*option == '-' && *name == '_'))) {
		option++;
		name++;
	}
	return *option == *name;
}

bool options_has(command_bits command, const char *name)
{
	for (size_t i = 0; i < ROWS; i++)
		if (rows[i].commands & command && same_name(rows[i].name, name))
			return true;
	return false;
}

bool options_view(command_bits command, size_t n, struct option_view *view)
{
	for (size_t i = 0; i < ROWS; i++) {
		const struct row *r = &rows[i];

		if ((command ? !(r->commands & command) : !is_everywhere(r)) || n--)
			continue;
		*view = (struct option_view){r->name, r->id < LETTER_ONLY_LONG ? (char)r->id : 0,
			r->argument, r->text};
		return true;
	}
	return false;
}

const char *options_needed(command_bits command)
{
	static const struct {
		command_bits commands;
		const char *text;
	} needed[] = {
		{CLI_IMAGE_PULL | CLI_IMAGE_IMPORT | CLI_COMMIT, " --as NAME"},
		{CLI_IMAGE_BUILD, " --suite SUITE --as NAME"},
		{CLI_IMAGE_SIGN | CLI_WATCH_SIGN, " --key FILE"},
	};

	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (command & needed[i].commands)
			return needed[i].text;
	return "";
}

void options_help(command_bits command)
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
