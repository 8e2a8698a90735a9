/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel plan list, show.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "cli/config.h"
#include "cli/config_file.h"
#include "cli/ini.h"
#include "cli/json.h"
#include "cli/output.h"
#include "cli/roster.h"
#include "plan.h"
#include "users.h"

struct listing {
	int config;
	struct roster roster;
	size_t count;
	char **names;
};

static size_t tenants_of(const struct listing *l, const char *plan)
{
	size_t n = 0;

	for (size_t i = 0; i < l->roster.count; i++)
		n += !strcmp(l->roster.v[i].plan, plan);
	return n;
}

static char *extends(const struct listing *l, const char *plan)
{
	char *AUTO_FREE path = plan_path(plan), *AUTO_FREE text = NULL, *value;

	value = config_text(l->config, path, &text) || !text ? NULL : ini_get(text, "plan", "extends");
	return value ? value : text_of("%s", "");
}

static void print_list(const struct listing *l)
{
	static const struct column columns[] = {{"PLAN", false}, {"TENANTS", true}, {"EXTENDS", false}};
	struct table t = {columns, sizeof(columns) / sizeof(columns[0]), 0, NULL, NULL};

	for (size_t i = 0; i < l->count; i++) {
		char *AUTO_FREE base = extends(l, l->names[i]), number[24];

		snprintf(number, sizeof(number), "%zu", tenants_of(l, l->names[i]));
		table_add(&t, (const char *const[]){l->names[i], number, base});
	}
	table_show(&t);
	table_free(&t);
}

static void print_list_json(const struct listing *l)
{
	struct json *list = json_make_array();

	for (size_t i = 0; i < l->count; i++) {
		char *AUTO_FREE base = extends(l, l->names[i]);
		struct json *o = json_make_object();

		json_put_text(o, "name", l->names[i]);
		json_put_number(o, "tenants", (int64_t)tenants_of(l, l->names[i]));
		if (*base)
			json_put_text(o, "extends", base);
		else
			json_put_null(o, "extends");
		json_add(list, o);
	}
	json_finish(list);
}

int plan_list(const struct cli *c, int count, char **operands)
{
	struct listing l = {.config = config_open(c)};
	int status = l.config < 0 ? EXIT_POLICY : roster_read(&l.roster, l.config);

	(void)count;
	(void)operands;
	if (!status)
		l.count = config_names(l.config, "plans", &l.names);
	if (!status && c->json)
		print_list_json(&l);
	else if (!status && !l.count)
		say("there is no plan: hostel plan add");
	else if (!status)
		print_list(&l);
	config_names_free(l.names, l.count);
	roster_free(&l.roster);
	fd_close(&l.config);
	return status;
}

/* --- show --------------------------------------------------------------------------------- */

/* As the manual has them; then those of services, as the file has them. */
static const char *const sections[] = {"plan", "tenant", "session", "filesystem", "resources", "ulimits",
	"capabilities", "seccomp", "lsm", "network"};

typedef void key_seen(void *context, const char *section, char *key, char *value);

static bool is_listed(const char *section)
{
	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
		if (!strcmp(section, sections[i]))
			return true;
	return false;
}

static void each_key(const char *text, key_seen *seen, void *context)
{
	struct ini_cursor others = {.at = text};
	char *section, *key, *value;

	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++) {
		struct ini_cursor at = {.at = text};

		while (ini_next(&at, sections[i], &key, &value)) {
			seen(context, sections[i], key, value);
			free(key);
			free(value);
		}
	}
	while (ini_each(&others, &section, &key, &value)) {
		if (!is_listed(section))
			seen(context, section, key, value);
		free(section);
		free(key);
		free(value);
	}
}

static void print_key(void *context, const char *section, char *key, char *value)
{
	char **head = context, *shown = make_printable(text_of("%s", section));

	if (!*head || strcmp(*head, shown))
		printf("%s[%s]%s\n", paint(PAINT_BOLD), shown, paint(PAINT_PLAIN));
	printf("%s = %s\n", make_printable(key), make_printable(value));
	free(*head);
	*head = shown;
}

static void show_text(const char *text)
{
	char *AUTO_FREE head = NULL;

	each_key(text, print_key, &head);
}

static void put_key(void *context, const char *section, char *key, char *value)
{
	struct json *o = json_make_object();

	json_put_text(o, "section", section);
	json_put_text(o, "key", key);
	json_put_text(o, "value", value);
	json_add(context, o);
}

static void show_json(const char *text)
{
	struct json *list = json_make_array();

	each_key(text, put_key, list);
	json_finish(list);
}

int plan_show(const struct cli *c, int count, char **operands)
{
	int AUTO_CLOSE config = config_open(c);
	char *AUTO_FREE text = NULL;
	int status = config < 0 ? EXIT_POLICY : plan_check_name("plan show", operands[0]);

	(void)count;
	if (!status)
		status = plan_text(config, operands[0], &text);
	if (!status && c->json)
		show_json(text);
	else if (!status)
		show_text(text);
	return status;
}
