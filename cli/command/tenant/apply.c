/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel tenant apply: operations as JSON objects, one a line, each with a result of one line.
 *
 * Each is the verb of its name with its options, so that it does and refuses the same. Memory is that of
 * one line.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/assign.h"
#include "cli/config.h"
#include "cli/exit_status.h"
#include "cli/json.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/roster.h"
#include "tenant.h"

#define LINE_BYTES (1024 * 1024)

struct operation {
	struct cli cli;
	struct json *object, *answer;
	const char *op, *name;
	size_t count;
	char *operands[ASSIGN_MAX + 2]; /* the name; what is to be set is malloc'ed */
};

/* Members that are options of the same name. */
static const char **text_member(struct cli *c, const char *key)
{
	const struct {
		const char *key;
		const char **text;
	} members[] = {{"plan", &c->plan}, {"owner", &c->owner}, {"home", &c->home}, {"uid", &c->uid},
		{"comment", &c->comment}, {"shell", &c->shell}, {"confirm", &c->confirm}, {"why", &c->why},
		{"until", &c->until}};

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (!strcmp(key, members[i].key))
			return members[i].text;
	return NULL;
}

static bool *flag_member(struct cli *c, const char *key)
{
	const struct {
		const char *key;
		bool *flag;
	} members[] = {{"keep", &c->keep}, {"keep_home", &c->keep_home}, {"take_home", &c->take_home},
		{"keep_account", &c->keep_account}, {"move_home", &c->move_home}, {"kill", &c->kill},
		{"no_reload", &c->no_reload}, {"dry_run", &c->dry_run}, {"local", &c->local}};

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (!strcmp(key, members[i].key))
			return members[i].flag;
	return NULL;
}

static int wrong(const char *key, const char *what)
{
	say("%s: %s", key, what);
	return EXIT_USAGE;
}

static int add_operand(struct operation *o, char *text)
{
	if (o->count == ASSIGN_MAX + 1) {
		free(text);
		return wrong(o->op, "too many keys");
	}
	o->operands[o->count++] = text;
	return 0;
}

/* {"memory.max": "512M", "pids.max": 128}; null would be ambiguous: unset says it. */
static int take_set(struct operation *o, const struct json *values)
{
	const struct json *inside;
	const char *key, *text;
	void *at = NULL;
	int status = 0;

	while (!status && json_each(values, &at, &key, &text, &inside))
		status = text ? add_operand(o, text_of("%s=%s", key, text))
			      : wrong(key,
					"neither text, number nor true or false: \"unset\" takes keys out");
	return status;
}

static int take_list(struct operation *o, const char *key, const struct json *list)
{
	const bool keys = !strcmp(key, "keys");
	int status = 0;

	for (size_t i = 0; !status && i < json_length(list); i++) {
		const char *text = json_element(list, i);

		if (!text)
			status = wrong(key, "a list of texts is meant");
		else if (!keys)
			status = add_operand(o, text_of("%s", text));
		else if (*text == '@' || !strcmp(text, "-") || o->cli.key_count == CLI_KEYS_MAX)
			status = wrong(key, "up to 16 lines of public keys are meant");
		else
			o->cli.keys[o->cli.key_count++] = text;
	}
	return status;
}

static int take_member(struct operation *o, const struct command *verb, const char *key, const char *text,
	const struct json *inside)
{
	const bool option = options_has(verb->bit, strcmp(key, "keys") ? key : "key");
	const bool lists = (option && !strcmp(key, "keys")) ||
			   (!strcmp(key, "unset") && !strcmp(o->op, "unset"));

	if (!strcmp(key, "op") || !strcmp(key, "name") || !strcmp(key, "schema"))
		return 0;
	if (inside && lists)
		return take_list(o, key, inside);
	if (inside && !strcmp(key, "set") && !strcmp(o->op, "set"))
		return take_set(o, inside);
	if (text && !strcmp(key, "new") && !strcmp(o->op, "rename"))
		return add_operand(o, text_of("%s", text));
	if (option && text_member(&o->cli, key) && text) {
		*text_member(&o->cli, key) = text;
		return 0;
	}
	if (option && flag_member(&o->cli, key) && text && (!strcmp(text, "yes") || !strcmp(text, "no"))) {
		*flag_member(&o->cli, key) = !strcmp(text, "yes");
		return 0;
	}
	return wrong(key, "no such member of this operation, or of another type");
}

static const struct command *find_verb(const char *op)
{
	for (const struct command *v = tenant_verbs; v->name; v++)
		if (!strcmp(v->name + strlen("tenant "), op) && v->bit & CLI_DEEDS &&
			v->bit != CLI_TENANT_APPLY)
			return v;
	return NULL;
}

static int run_operation(struct operation *o)
{
	const struct command *verb = find_verb(o->op);
	const struct json *inside;
	const char *key, *text;
	void *at = NULL;
	int status = 0;

	if (!verb)
		return wrong(*o->op ? o->op : "op",
			"no such operation: use add, adopt, set, unset, suspend, resume, remove or rename");
	if (!*o->name)
		return wrong("name", "is missing");
	o->operands[o->count++] = (char *)o->name;
	while (!status && json_each(o->object, &at, &key, &text, &inside))
		status = take_member(o, verb, key, text, inside);
	if (!status && ((int)o->count < verb->least || (verb->most >= 0 && (int)o->count > verb->most)))
		status = wrong(!strcmp(o->op, "rename") ? "new" : o->op, "is missing");
	return status ? status : verb->run(&o->cli, (int)o->count, o->operands);
}

static void answer(struct operation *o, size_t line, int status)
{
	struct json *result = o->answer ? o->answer : json_make_object();

	json_put_number(result, "line", (int64_t)line);
	json_put_text(result, "op", o->op);
	json_put_text(result, "name", o->name);
	json_put_text(result, "result", status ? exit_name(status) : "ok");
	json_put_number(result, "code", status);
	json_put_text(result, "message", status ? said() : "");
	json_finish_line(result);
}

/* What only changes policies need not ask for the account each time; the others make that stale. */
static void note_account(struct operation *o, struct roster *accounts)
{
	static const char *const policies[] = {"set", "unset", "suspend", "resume"};

	for (size_t i = 0; i < sizeof(policies) / sizeof(policies[0]); i++)
		if (!strcmp(o->op, policies[i])) {
			o->cli.roster = accounts;
			return;
		}
	roster_changed(accounts, o->name);
}

static int apply_line(const struct cli *c, struct roster *accounts, const char *text, size_t line)
{
	struct operation o = {.cli = *c, .op = "", .name = ""};
	int status;

	o.cli.json = o.cli.bulk = true;
	o.cli.result = &o.answer;
	say_forget();
	o.object = json_parse(text);
	if (o.object) {
		o.op = json_text(o.object, "op");
		o.name = json_text(o.object, "name");
		note_account(&o, accounts);
		status = run_operation(&o);
	} else {
		status = wrong("line", "not a JSON object");
	}
	answer(&o, line, status);
	for (size_t i = 1; i < o.count; i++)
		free(o.operands[i]);
	json_release(o.object);
	return status;
}

static int read_accounts(const struct cli *c, struct roster *accounts)
{
	int AUTO_CLOSE config = config_open(c);

	return config < 0 ? EXIT_POLICY : roster_read(accounts, config);
}

/* What the single ones left to be written. */
static int sync_all(const struct cli *c)
{
	int AUTO_CLOSE config = config_open(c);

	if (config >= 0 && syncfs(config) == 0)
		return 0;
	say("the configuration cannot be brought to the disk: %s", strerror(errno));
	return EXIT_SYSTEM;
}

int tenant_apply(const struct cli *c, int count, char **operands)
{
	struct roster accounts = {0};
	char *AUTO_FREE line = NULL;
	size_t size = 0, number = 0, failed = 0;
	ssize_t n;
	int status;

	(void)count;
	if (strcmp(operands[0], "-")) {
		say("tenant apply: %s: operations come from standard input: hostel tenant apply - <FILE",
			operands[0]);
		return EXIT_USAGE;
	}
	status = read_accounts(c, &accounts);
	if (status) {
		roster_free(&accounts);
		return status;
	}
	say_nothing(true);
	while ((n = getline(&line, &size, stdin)) >= 0) {
		number++;
		if (strspn(line, " \t\r\n") == (size_t)n)
			continue;
		if (n > LINE_BYTES || strlen(line) != (size_t)n)
			line[0] = '\0'; /* not JSON */
		failed += apply_line(c, &accounts, line, number) != 0;
		fflush(stdout);
	}
	say_nothing(false);
	say_forget();
	roster_free(&accounts);
	status = c->dry_run ? 0 : sync_all(c);
	if (failed)
		say("%zu of %zu failed", failed, number);
	return status ? status : failed ? EXIT_PARTLY : EXIT_FINE;
}
