/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Plans: their files, and who goes by them.
 */
#include "users.h"

#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "cli/config_file.h"
#include "cli/ini.h"
#include "cli/output.h"

char *plan_path(const char *name)
{
	return text_of("plans/%s.ini", name);
}

int plan_check_name(const char *verb, const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";

	if (*name && *name != '.' && *name != '-' && strlen(name) <= 64 && !name[strspn(name, letters)] &&
		name[strspn(name, "0123456789")])
		return 0;
	say("%s: %s: not the name of a plan: letters, digits and _.-, not only digits", verb, name);
	return EXIT_USAGE;
}

int plan_text(int config, const char *name, char **text)
{
	char *AUTO_FREE path = plan_path(name);
	int status = config_text(config, path, text);

	if (status || *text)
		return status;
	say("there is no plan %s: hostel plan list", name);
	return EXIT_NO_SUCH;
}

static void add_user(struct plan_users *u, const char *path, const char *section, const char *key)
{
	if (u->count == u->size) {
		u->size = u->size ? 2 * u->size : 16;
		u->v = reallocarray(u->v, u->size, sizeof(*u->v));
		if (!u->v)
			out_of_memory();
	}
	u->v[u->count++] = (struct plan_user){text_of("%s", path), section, key};
}

static bool names_it(const char *text, const char *section, const char *key, const char *plan)
{
	struct ini_cursor at = {.at = text};
	char *name, *value;
	bool found = false;

	while (!found && ini_next(&at, section, &name, &value)) {
		found = (!key || !strcmp(name, key)) && !strcmp(value, plan);
		free(name);
		free(value);
	}
	return found;
}

static int look_at(struct plan_users *u, int config, const char *path, const char *section, const char *key,
	const char *plan)
{
	char *AUTO_FREE text = NULL;
	int status = config_text(config, path, &text);

	if (!status && text && names_it(text, section, key, plan))
		add_user(u, path, section, key);
	return status;
}

static int look_in(
	struct plan_users *u, int config, const char *directory, const char *key, const char *plan)
{
	char **names;
	const size_t count = config_names(config, directory, &names);
	int status = 0;

	for (size_t i = 0; !status && i < count; i++) {
		char *AUTO_FREE path = text_of("%s/%s.ini", directory, names[i]);

		status = look_at(u, config, path, *directory == 'p' ? "plan" : "tenant", key, plan);
	}
	config_names_free(names, count);
	return status;
}

int plan_users_find(struct plan_users *u, int config, const char *plan)
{
	int status;

	*u = (struct plan_users){0};
	status = look_at(u, config, "hostel.ini", "plans", NULL, plan);
	if (!status)
		status = look_in(u, config, "plans", "extends", plan);
	return status ? status : look_in(u, config, "tenants", "plan", plan);
}

void plan_users_free(struct plan_users *u)
{
	for (size_t i = 0; i < u->count; i++)
		free(u->v[i].path);
	free(u->v);
	*u = (struct plan_users){0};
}
