/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Completion scripts: a row per subcommand, from the same tables as parser and help, in front of a fixed part
 * (completion/script.*) that walks along the command line.
 */
#include "completion.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "doctor/checks.h"

static const char bash_script[] =
#include "completion_bash.h"
	;
static const char zsh_script[] =
#include "completion_zsh.h"
	;

/* What differs between the shells in the rows. */
struct shell {
	const char *name, *script;
	void (*subcommand)(const struct command *c);
	void (*option)(const struct option_view *o);
	const char *operands, *program; /* which of them are whose; with a program behind -- */
};

/* In single quotes; with `marks` of zsh's _arguments and _describe behind a backslash. */
static void print_quoted(const char *text, const char *marks)
{
	for (; *text; text++) {
		if (*text == '\'')
			printf("'\\''");
		else if (strchr(marks, *text))
			printf("\\%c", *text);
		else
			putchar(*text);
	}
}

/* What is typed: the last word of "tenant add". */
static const char *word_of(const struct command *c)
{
	const char *blank = strrchr(c->name, ' ');

	return blank ? blank + 1 : c->name;
}

static void bash_subcommand(const struct command *c)
{
	printf(" %s", word_of(c));
}

/* The kind of an option's value: of "@FILE|-" what stands first. */
static int kind_length(const char *argument)
{
	int length = *argument == '@';

	while (isalnum((unsigned char)argument[length]) || argument[length] == '_')
		length++;
	return length;
}

static void bash_option(const struct option_view *o)
{
	const char *is = o->argument ? "=" : "", *argument = o->argument ? o->argument : "";

	printf(" --%s%s%.*s", o->name, is, kind_length(argument), argument);
	if (o->letter)
		printf(" -%c%s%.*s", o->letter, is, kind_length(argument), argument);
}

static void zsh_subcommand(const struct command *c)
{
	printf(" '%s:", word_of(c));
	print_quoted(c->text, "\\:");
	putchar('\'');
}

/* '(-c --config)'{-c+,--config=}'[what it is]:DIR:_hostel_kind DIR' */
static void zsh_option(const struct option_view *o)
{
	const char *is = o->argument ? "=" : "";

	if (o->letter)
		printf(" '(-%c --%s)'{-%c%s,--%s%s}'[", o->letter, o->name, o->letter,
			o->argument ? "+" : "", o->name, is);
	else
		printf(" '--%s%s[", o->name, is);
	print_quoted(o->text, "\\[]:");
	if (o->argument)
		printf("]:%.*s:_hostel_kind %.*s'", kind_length(o->argument), o->argument,
			kind_length(o->argument), o->argument);
	else
		printf("]'");
}

static const struct shell shells[] = {
	{"bash", bash_script, bash_subcommand, bash_option, "", ""},
	{"zsh", zsh_script, zsh_subcommand, zsh_option, "'*: :->operand'",
		"'1: :->operand' '*:::command:_normal'"},
};

/* Of "[FILE|TENANT...]" those in capitals are kinds, others words: bash | zsh. Options are known already. */
static void print_operands(const char *arguments, bool kinds)
{
	while (*arguments) {
		size_t length = 0;
		bool capital = isupper((unsigned char)*arguments), option = *arguments == '-';

		while (isalpha((unsigned char)arguments[length]) || arguments[length] == '-')
			length++;
		if (length && capital == kinds && !option)
			printf(" %.*s", (int)length, arguments);
		arguments += length ? length : 1;
	}
}

static void print_options(const struct shell *s, command_bits bit)
{
	struct option_view o;

	printf(" options=(");
	for (size_t i = 0; options_view(bit, i, &o); i++)
		s->option(&o);
	printf(")\n\t\t");
}

static void print_names(const struct shell *s, const struct command *table)
{
	printf("verbs=(");
	for (; table->name; table++)
		s->subcommand(table);
	printf(") kinds=() operands=()");
}

static void print_command(const struct shell *s, const struct command *c)
{
	const char *behind = c->program ? strstr(c->arguments, " [--") : NULL;
	char own[128];

	snprintf(own, sizeof(own), "%.*s",
		(int)(behind ? (size_t)(behind - c->arguments) : strlen(c->arguments)), c->arguments);
	printf("verbs=(");
	print_operands(own, false);
	printf(") kinds=(");
	print_operands(own, true);
	printf(") operands=(%s)", c->program ? s->program : s->operands);
}

static void print_rows(const struct shell *s, const struct command *table, completion_verbs *verbs)
{
	for (; table->name; table++) {
		const struct command *own = verbs ? verbs(table) : NULL;

		printf("\t'%s')", table->name);
		print_options(s, table->bit);
		if (own)
			print_names(s, own);
		else
			print_command(s, table);
		printf(" ;;\n");
		if (own)
			print_rows(s, own, NULL);
	}
}

int completion_print(const char *shell, const struct command *table, completion_verbs *verbs)
{
	const struct shell *s = NULL;

	for (size_t i = 0; i < sizeof(shells) / sizeof(shells[0]); i++)
		if (!strcmp(shell, shells[i].name))
			s = &shells[i];
	if (!s)
		return -1;
	printf("# %s completion for hostel(8) %s: hostel completion %s\n"
	       "_hostel_rows() {\n\tcase $1 in\n\t'')",
		s->name, HOSTEL_VERSION, s->name);
	print_options(s, 0);
	print_names(s, table);
	printf(" default='%s'\n\t\tchecks=(", HOSTEL_CONFDIR);
	printf(" list explain waive");
	for (size_t i = 0; i < doctor_check_count; i++)
		printf(" %s", doctor_checks[i].id);
	printf(") ;;\n");
	print_rows(s, table, verbs);
	printf("\t*) verbs=() kinds=() ;;\n\tesac\n}\n\n%s", s->script);
	return 0;
}
