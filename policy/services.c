/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sections [service NAME]. Their values are of the kinds of all others; only the table is another one.
 */
#include "services.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ascii.h"
#include "path.h"
#include "policy/reserved.h"
#include "value.h"

static const char *const listens[] = {[LISTEN_NONE] = "none", [LISTEN_UNIX] = "unix", NULL};
static const char *const stop_signals[] = {"TERM", "INT", "QUIT", "HUP", "USR1", "USR2", NULL};

/* clang-format off */
const struct field service_fields[SERVICE_KEY_COUNT] = {
#define SERVICE(key_, ident, kind_, range_, default_, text_)                                       \
	[SERVICE_##ident] = {                                                                      \
		.info = {.scope = SCOPE_POLICY, .effect = EFFECT_LOGIN, .section = "service NAME", \
			.key = key_, .kind = KIND_##kind_, .default_text = default_, .text = text_}, \
		.range = range_,                                                                   \
		.offset = offsetof(struct service, ident),                                         \
	},
#include "service_keys.def"
#undef SERVICE
};
/* clang-format on */

void *service_member(struct service *s, enum service_key key)
{
	return (char *)s + service_fields[key].offset;
}

int service_reset(struct service *s, enum service_key key)
{
	const struct field *f = &service_fields[key];

	value_release(f, service_member(s, key));
	return kind_of(f)->parse(f, f->info.default_text, service_member(s, key), NULL);
}

int service_name_check(const char *name, struct complaint *c)
{
	const size_t length = strlen(name);

	if (name[0] < 'a' || name[0] > 'z' || length > SERVICE_NAME_MAX)
		return complain(c, "a service's name is up to %d small letters, digits and -, a letter first",
			SERVICE_NAME_MAX);
	for (const char *s = name; *s; s++)
		if (!(*s >= 'a' && *s <= 'z') && !ascii_digit(*s) && *s != '-')
			return complain(c, "a service's name has small letters, digits and - only");
	return 0;
}

static void release(struct service *s)
{
	for (unsigned int key = 0; key < SERVICE_KEY_COUNT; key++)
		value_release(&service_fields[key], service_member(s, (enum service_key)key));
}

int services_get(struct service_list *list, const char *name, struct service **s)
{
	struct service *grown;
	int error = 0;

	*s = NULL;
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i].name, name) == 0)
			*s = &list->items[i];
	if (*s)
		return 0;
	grown = realloc(list->items, (list->count + 1) * sizeof(*grown));
	if (!grown)
		return ENOMEM;
	list->items = grown;
	*s = &grown[list->count++];
	memset(*s, 0, sizeof(**s));
	(void)snprintf((*s)->name, sizeof((*s)->name), "%s", name);
	for (unsigned int key = 0; !error && key < SERVICE_KEY_COUNT; key++) {
		error = service_reset(*s, (enum service_key)key);
		(void)snprintf((*s)->origin[key].file, sizeof((*s)->origin[key].file), "default");
	}
	return error;
}

void services_free(struct service_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		release(&list->items[i]);
	free(list->items);
	*list = (struct service_list){0};
}

/* --- what they say ------------------------------------------------------------------------------- */

/* `key` NULL: the section as a whole. */
static void report(const struct service *s, const enum service_key *key, const char *what,
	struct problems *ps)
{
	const struct origin *o = key && s->origin[*key].line ? &s->origin[*key] : &s->section;
	char where[96], value[96] = "";

	(void)snprintf(where, sizeof(where), "[%s%s]%s%s", SERVICE_SECTION, s->name, key ? " " : "",
		key ? service_fields[*key].info.key : "");
	if (key)
		(void)value_print(&service_fields[*key], (const char *)s + service_fields[*key].offset, value,
			sizeof(value));
	problems_add(ps, o->file, o->line, where, key ? value : NULL, "%s", what);
}

static int expand_key(struct service *s, enum service_key key, const struct policy_who *who,
	struct problems *ps)
{
	const struct field *f = &service_fields[key];
	struct complaint c = {.message = ""}, whole;
	int error = kind_of(f)->expand(service_member(s, key), who, &c);

	if (!error)
		error = kind_of(f)->check(f, service_member(s, key), &c);
	if (error != EINVAL)
		return error;
	(void)complain(&whole, "for %.64s: %.180s", who->name, c.message);
	report(s, &key, whole.message, ps);
	return service_reset(s, key);
}

int services_expand(struct policy *p, const struct policy_who *who, struct problems *ps)
{
	const struct service_list *list = &p->service_sections;
	int error = 0;

	for (size_t i = 0; i < list->count; i++)
		for (unsigned int key = 0; !error && key < SERVICE_KEY_COUNT; key++)
			if (kind_of(&service_fields[key])->expand)
				error = expand_key(&list->items[i], (enum service_key)key, who, ps);
	return error;
}

static void check_one(const struct service *s, const struct policy *p, const char *home, bool whole,
	struct problems *ps)
{
	static const enum service_key command = SERVICE_command, forward = SERVICE_forward, log = SERVICE_log;

	if (whole && !s->command.count)
		report(s, s->origin[command].line ? &command : NULL,
			"the command is missing: command = /usr/bin/...", ps);
	if (whole && s->forward && s->listen != LISTEN_UNIX)
		report(s, &forward, "this needs listen = unix: what comes in there is carried", ps);
	if (whole && s->forward && p->network == NETWORK_HOST)
		report(s, &forward, "with [network] mode = host this port is everybody's", ps);
	if (home && strcmp(s->log, "journal") != 0 && !policy_inside(s->log, home))
		report(s, &log, "write journal, or a file in the home such as %h/web.log", ps);
}

void services_check(const struct policy *p, const struct policy_who *who, bool whole, struct problems *ps)
{
	char home[POLICY_PATH_SIZE_MAX + 1];
	const bool has_home = path_of_home(who->home, home, NULL) == 0;

	for (size_t i = 0; i < p->service_sections.count; i++)
		check_one(&p->service_sections.items[i], p, has_home ? home : NULL, whole, ps);
	if (p->service_sections.count > SERVICES_MAX) {
		const struct service *last = &p->service_sections.items[SERVICES_MAX];

		problems_add(ps, last->section.file, last->section.line, "", NULL,
			"this is service number %d: a tenant has %d at most", SERVICES_MAX + 1, SERVICES_MAX);
	}
}
