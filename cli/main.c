/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel: the administrator's command. The table of subcommands is the help text, too.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/inherited.h"
#include "cli.h"
#include "command/command.h"
#include "command/image/image.h"
#include "command/plan/plan.h"
#include "command/service/service.h"
#include "command/sync/sync.h"
#include "command/watch/watch.h"
#include "command/tenant/tenant.h"
#include "completion.h"
#include "doctor/probe_inside.h"
#include "exit_status.h"
#include "options.h"
#include "output.h"

#define HELP_COLUMNS 80

static const struct command commands[] = {
	{"setup", CLI_SETUP, "", 0, 0, true, false, cmd_setup,
		"tell PAM, sshd and systemd of this host about hostel",
		"Each file is written whole. The ways in of root and of an ordinary account are tried\n"
		"before and after: if one would be refused, everything is put back. It can be run again\n"
		"at any time. --dry-run shows each change and each command; --undo takes all out again."},
	{"check", CLI_CHECK, "[FILE|TENANT...]", 0, -1, false, false, cmd_check,
		"look for mistakes in the configuration",
		"Without arguments every file is checked, and the whole policy of every tenant\n"
		"that has one. A FILE is hostel.ini, plans/NAME.ini, owners/NAME.ini or tenants/NAME.ini,\n"
		"anywhere."},
	{"apply", CLI_APPLY, "DIR", 1, 1, true, false, cmd_apply,
		"put a whole set of policies in force, all of it or nothing",
		"DIR is laid out as the configuration directory: plans/, owners/, tenants/; hostel.ini is\n"
		"the host's own if DIR has none. What changes is said; sandboxes get their new limits."},
	{"show", CLI_SHOW, "TENANT | --hidden", 0, 1, false, false, cmd_show,
		"print a tenant's policy and where each value comes from", NULL},
	{"explain", CLI_EXPLAIN, "TENANT [KEY|TEXT]", 1, 2, true, false, cmd_explain,
		"say why a tenant complains, and what changes it",
		"TEXT is what the tenant saw, as it was pasted: \"bash: fork: retry: Resource temporarily\n"
		"unavailable\". KEY is a key of the policy. With neither, how the tenant is."},
	{"tenant", 0, "VERB ...", 0, -1, false, false, NULL,
		"add, change, suspend and remove tenants", NULL},
	{"plan", 0, "VERB ...", 0, -1, false, false, NULL,
		"make and change plans, which tenants share", NULL},
	{"service", 0, "VERB ...", 0, -1, false, false, NULL,
		"start, stop and list tenants' web programs and other services", NULL},
	{"sync", 0, "VERB ...", 0, -1, false, false, NULL,
		"take this host's policies from signed commits of a git repository", NULL},
	{"watch", 0, "VERB ...", 0, -1, false, false, NULL,
		"take this host's policies from signed values of etcd, as they change", NULL},
	{"image", 0, "VERB ...", 0, -1, false, false, NULL,
		"get, check, sign, update and remove the systems that rooms are made of", NULL},
	{"diff", CLI_DIFF, "TENANT", 1, 1, true, false, cmd_diff,
		"list what a tenant has changed of an image",
		"A added, C changed, D deleted, O a directory of which nothing of the image's is left."},
	{"commit", CLI_COMMIT, "TENANT", 1, 1, true, false, cmd_commit,
		"make an image of a tenant's, with what the tenant has changed",
		"No room of the tenant may be alive."},
	{"keys", CLI_KEYS, "", 0, 0, false, false, cmd_keys,
		"list every key that a policy can have", NULL},
	{"ps", CLI_PS, "[TENANT]", 0, 1, true, false, cmd_ps,
		"list the sandboxes that are alive", NULL},
	{"top", CLI_TOP, "", 0, 0, true, false, cmd_top,
		"watch what tenants use beside their limits",
		"On a terminal until q is pressed: ? tells the keys and columns. Elsewhere, and with\n"
		"--batch or --json, it looks twice and prints what was in between."},
	{"enter", CLI_ENTER, "TENANT [-- COMMAND...]", 1, 1, true, true, cmd_enter,
		"run a command or a shell in a tenant's running sandbox",
		"As the tenant, under all limits of the policy. It ends as the command does."},
	{"run", CLI_RUN, "TENANT [-- COMMAND...]", 0, 1, true, true, cmd_run,
		"run a command or a login shell as a tenant, in a session of its own",
		"The sandbox is made if there is none. It ends as the command does."},
	{"reload", CLI_RELOAD, "[TENANT...]", 0, -1, true, false, cmd_reload,
		"apply changed limits to the sandboxes that are alive",
		"All of them, or those named. What cannot change in one that is alive is said: it needs a\n"
		"new sandbox, which the next login makes; --restart ends the old one for it."},
	{"kill", CLI_KILL, "TENANT", 1, 1, true, false, cmd_kill,
		"end a tenant's sandboxes and the login programs that serve it",
		"The tenant can come back at once, unless it is suspended first (hostel.ini(5))."},
	{"drain", CLI_DRAIN, "[MESSAGE...]", 0, -1, true, false, cmd_drain,
		"maintenance: let nobody in, and end who is in",
		"The MESSAGE is what tenants are told who try to come in; root's own `hostel run` works on.\n"
		"It lasts until --off, or until the host goes down."},
	{"gc", CLI_GC, "", 0, 0, true, false, cmd_gc,
		"remove what sandboxes that have ended left behind", NULL},
	{"events", CLI_EVENTS, "[TENANT]", 0, 1, true, false, cmd_events,
		"list what tenants ran into: limits, refused logins and system calls",
		"Events are kept until the host goes down, the last of each tenant; with --follow they are\n"
		"printed as they happen, with --json too one a line."},
	{"usage", CLI_USAGE, "[TENANT]", 0, 1, true, false, cmd_usage,
		"what tenants used over a time, beside their limits",
		"A line for each tenant; with a TENANT one for each piece of the time, with a bar. The last\n"
		"two days are kept in pieces of 5 minutes, 31 days in hours, 400 days in days."},
	{"faults", CLI_FAULTS, "[TENANT]", 0, 1, true, false, cmd_faults,
		"who ran into which limit, how often, and what ran then",
		"A line for each tenant who did; with a TENANT one for each piece of the time."},
	{"sample", CLI_SAMPLE, "", 0, 0, true, false, cmd_sample,
		"look at every tenant for usage and faults",
		"For a timer (hostel-sample.timer), every five minutes."},
	{"metrics", CLI_METRICS, "", 0, 0, true, false, cmd_metrics,
		"print numbers for Prometheus", NULL},
	{"me", CLI_ME, "", 0, 0, false, false, cmd_me,
		"for a tenant: what the room has, uses and ran into",
		"Inside a room, by the tenant. It needs no right and asks nobody."},
	{"doctor", CLI_DOCTOR, "[CHECK...]", 0, -1, true, false, cmd_doctor,
		"look for what weakens the walls on this host",
		"Tenants, PAM, sshd, kernel, limits, files, network; or only the CHECKs named. Nothing is\n"
		"changed. `doctor list` names the checks, `doctor explain CHECK` says why and what to do,\n"
		"`doctor waive CHECK` accepts a finding until a day."},
	{0},
};

/* Commands with verbs: "tenant add" is in the family of "tenant". A table ends with a row without a name. */
static const struct {
	const char *name;
	const struct command *verbs;
} families[] = {{"tenant", tenant_verbs}, {"plan", plan_verbs}, {"service", service_verbs},
	{"sync", sync_verbs}, {"watch", watch_verbs}, {"image", image_verbs}};

static const struct command *verbs_of(const struct command *c)
{
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		if (!strcmp(c->name, families[i].name))
			return families[i].verbs;
	return NULL;
}

/* What is written on the command line: the last word of "tenant add". */
static const char *word_of(const struct command *c)
{
	const char *blank = strchr(c->name, ' ');

	return blank ? blank + 1 : c->name;
}

/* In lines of 80 columns, the first of which is at `column` already. */
static void print_text(const char *text, int column)
{
	const int indent = column;

	while (*text) {
		const int n = (int)strcspn(text, " ");

		if (column > indent && column + 1 + n > HELP_COLUMNS) {
			printf("\n%*s", indent, "");
			column = indent;
		}
		column += printf("%s%.*s", column > indent ? " " : "", n, text);
		text += n + (text[n] == ' ');
	}
	printf("\n");
}

static void print_table(const struct command *table, int name, int arguments)
{
	const int indent = 2 + name + 1 + arguments + 1;

	for (const struct command *c = table; c->name; c++) {
		const bool fits = (int)strlen(c->arguments) <= arguments;

		printf("  %s%-*s%s %-*s", paint(PAINT_BOLD), name, word_of(c), paint(PAINT_PLAIN), arguments,
			c->arguments);
		if (fits)
			printf(" ");
		else
			printf("\n%*s", indent, "");
		print_text(c->text, indent);
	}
}

static void print_family_help(const struct command *family)
{
	printf("Usage: hostel %s VERB [OPTION...] [ARGUMENT...]\n\n%c%s.\n\nVerbs:\n", family->name,
		family->text[0] - 'a' + 'A', family->text + 1);
	print_table(verbs_of(family), 8, 19);
	printf("\nMore: hostel help %s VERB, hostel(8)\n", family->name);
}

static void print_help(void)
{
	printf("Usage: hostel [OPTION...] COMMAND [ARGUMENT...]\n\n"
	       "%sEvery login of a tenant gets its own locked room.%s\n\nCommands:\n",
		paint(PAINT_DIM), paint(PAINT_PLAIN));
	print_table(commands, 7, 17);
	printf("\nOptions, also in front of the command:\n");
	options_help(0);
	printf("\nMore: hostel help COMMAND, hostel(8)\n");
}

static void print_command_help(const struct command *c)
{
	printf("Usage: hostel %s%s [OPTION...]%s%s\n\n%c%s.", c->name, options_needed(c->bit),
		*c->arguments ? " " : "", c->arguments, c->text[0] - 'a' + 'A', c->text + 1);
	if (c->more)
		printf("\n%s", c->more);
	printf("\n\nOptions:\n");
	options_help(c->bit);
}

static const struct command *find_command(const struct command *table, const char *name)
{
	for (const struct command *c = table; c->name; c++)
		if (!strcmp(name, word_of(c)))
			return c;
	return NULL;
}

static int unknown_command(const struct command *table, const char *what, const char *name)
{
	char list[256];
	size_t used = 0;

	for (const struct command *c = table; c->name && used < sizeof(list); c++)
		used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s",
			c == table ? "" : c[1].name ? ", " : " or ", word_of(c));
	say("%s: no such %s: use %s", name, what, list);
	return EXIT_USAGE;
}

/* For commands that take one, what stands behind -- is not ours to look at. */
static int split_program(struct cli *c, int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (!strcmp(argv[i], "--")) {
			argv[i] = NULL;
			c->program = i + 1 < argc ? &argv[i + 1] : NULL;
			return i;
		}
	return argc;
}

/* "a tenant" for the first word of "TENANT KEY=VALUE...", as far as operands are missing. */
static void say_missing(const struct command *command, int count)
{
	const char *word = command->arguments;

	while (count--) {
		word += strcspn(word, " ");
		word += strspn(word, " ");
	}
	if (!strncmp(word, "TENANT", 6) || !strncmp(word, "PLAN", 4))
		say("%s: a %s is missing: hostel %s %s", command->name, *word == 'T' ? "tenant" : "plan",
			command->name, command->arguments);
	else
		say("%s: %.*s is missing: hostel %s%s %s", command->name, (int)strcspn(word, " "), word,
			command->name, options_needed(command->bit), command->arguments);
}

/* What was pasted without quotes is many words. */
static void say_quote(int count, char **operands)
{
	char text[160];
	size_t used = 0;

	for (int i = 1; i < count && used < sizeof(text); i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s", i > 1 ? " " : "",
			operands[i]);
	say("explain: put the words in quotes: hostel explain %s \"%s%s\"", operands[0], text,
		used < sizeof(text) ? "" : "...");
}

static int check_operands(const struct command *command, int count, char **operands)
{
	for (int i = 0; i < count; i++)
		if (!*operands[i]) {
			say("%s: an argument is empty", command->name);
			return -1;
		}
	if (count >= command->least && (command->most < 0 || count <= command->most))
		return 0;
	if (count < command->least)
		say_missing(command, count);
	else if (command->bit == CLI_EXPLAIN)
		say_quote(count, operands);
	else if (command->program)
		say("%s: %s is too much: a command goes behind --: hostel %s %s", command->name,
			operands[command->most], command->name, command->arguments);
	else
		say("%s: %s is too much: hostel %s %s", command->name, operands[command->most],
			command->name, command->arguments);
	return -1;
}

static int print_version(void)
{
	printf("hostel %s\n", HOSTEL_VERSION);
	return EXIT_FINE;
}

static int run_command(struct cli *c, const struct command *command, int argc, char **argv)
{
	int first = 0;

	if (command->program)
		argc = split_program(c, argc, argv);
	switch (options_parse(c, command, argc, argv, &first)) {
	case PARSED_HELP:
		print_command_help(command);
		return EXIT_FINE;
	case PARSED_VERSION:
		return print_version();
	case PARSED_WRONG:
		return EXIT_USAGE;
	case PARSED_OK:
		break;
	}
	if (check_operands(command, argc - first, argv + first) < 0)
		return EXIT_USAGE;
	if (command->root && geteuid() != 0) {
		say("%s: only root can do that", command->name);
		return EXIT_SYSTEM;
	}
	return command->run(c, argc - first, argv + first);
}

static int cmd_completion(const struct cli *c, int count, char **operands)
{
	(void)c;
	if (count && !completion_print(operands[0], commands, verbs_of))
		return EXIT_FINE;
	say("completion: %s: not a shell that is known here: use bash or zsh", count ? operands[0] : "none");
	return EXIT_USAGE;
}

static int cmd_probe_inside(const struct cli *c, int count, char **operands)
{
	(void)c;
	(void)count;
	(void)operands;
	return probe_inside();
}

/* For shells, and for hostel itself, not for people: neither help nor completion tells of them. */
static const struct command hidden[] = {
	{"completion", CLI_COMPLETION, "bash | zsh", 0, 1, false, false, cmd_completion,
		"print a shell's completion of this command line",
		"To be evaluated by the shell: eval \"$(hostel completion bash)\""},
	{"probe-inside", CLI_COMPLETION, "", 0, 0, false, false, cmd_probe_inside,
		"what doctor --probe starts in the room", NULL},
	{0},
};

static int run(struct cli *c, const struct command *family, int argc, char **argv);

/* "help tenant add" is "tenant add --help". */
static int run_help(struct cli *c, int count, char **operands)
{
	static char name[] = "hostel", help[] = "--help";
	char *words[] = {name, count > 0 ? operands[0] : help, count > 1 ? operands[1] : help, help, NULL};

	if (count <= 2)
		return run(c, NULL, count + 2, words);
	say("help: %s is too much: hostel help COMMAND [VERB]", operands[2]);
	return EXIT_USAGE;
}

/* Options up to the name of a command, and that command; `family` NULL for those of all. */
static int run(struct cli *c, const struct command *family, int argc, char **argv)
{
	const struct command *table = family ? verbs_of(family) : commands, *command;
	int first = 0;

	switch (options_parse(c, NULL, argc, argv, &first)) {
	case PARSED_HELP:
		if (family)
			print_family_help(family);
		else
			print_help();
		return EXIT_FINE;
	case PARSED_VERSION:
		return print_version();
	case PARSED_WRONG:
		return EXIT_USAGE;
	case PARSED_OK:
		break;
	}
	if (first == argc && family) {
		print_family_help(family);
		return EXIT_FINE;
	}
	if (first == argc) {
		print_help();
		return EXIT_FINE;
	}
	if (!family && !strcmp(argv[first], "help"))
		return run_help(c, argc - first - 1, argv + first + 1);
	command = family ? NULL : find_command(hidden, argv[first]);
	if (command)
		return run_command(c, command, argc - first, argv + first);
	command = find_command(table, argv[first]);
	if (!command)
		return unknown_command(table, family ? "verb" : "command", argv[first]);
	return verbs_of(command) ? run(c, command, argc - first, argv + first)
			      : run_command(c, command, argc - first, argv + first);
}

/* Also where the command line is wrong before the option is reached. */
static bool wants_json(int argc, char **argv)
{
	for (int i = 1; i < argc && argv[i] && strcmp(argv[i], "--"); i++)
		if (!strcmp(argv[i], "--json") || !strcmp(argv[i], "-j"))
			return true;
	return false;
}

int main(int argc, char **argv)
{
	struct cli c = {.config = HOSTEL_CONFDIR, .timeout = 5, .service = "hostel"};
	const bool json = wants_json(argc, argv);
	int status;

	if (inherited_reset() < 0) {
		say("signals, or /dev/null: %s", strerror(errno));
		return EXIT_SYSTEM;
	}
	status = run(&c, NULL, argc, argv);

	/* A full disk or a closed pipe must not look like an empty answer. */
	if (fflush(stdout) || ferror(stdout)) {
		if (errno != EPIPE)
			say("standard output: %s", strerror(errno));
		status = EXIT_SYSTEM;
	}
	if (status && (c.json || json))
		exit_error_print(status, said());
	return status;
}
