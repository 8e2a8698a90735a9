/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands that change what is behind a complaint.
 *
 * Mustn't: put into a command what a tenant wrote, unless nothing in it means anything to a shell, to a
 * file of the policy or to a terminal.
 */
#include "remedy.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "cli/ini.h"
#include "host/pam_service.h"
#include "policy/keys.h"
#include "policy/print.h"
#include "policy/reader.h"
#include "policy/single.h"
#include "value.h"

#define VALUE_SIZE 768

void remedy_quote(char *to, size_t size, const char *key, const char *value)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.,:/%@+-";
	const char *quote = value[strspn(value, plain)] ? "'" : "";

	snprintf(to, size, "%s%s=%s%s", quote, key, value, quote);
}

static void add_command(struct answer *a, const char *command)
{
	if (a->command_count < ANSWER_COMMANDS)
		snprintf(a->commands[a->command_count++], ANSWER_COMMAND_SIZE, "%s", command);
}

/* KEY alone where no other section has one of that name. */
static void name_key(enum field_id id, char name[96])
{
	const struct field_info *f = policy_field(id);

	if (policy_key_search(f->key, SCOPE_TENANT).other == FIELD_COUNT)
		snprintf(name, 96, "%s", f->key);
	else
		snprintf(name, 96, "%s.%s", f->section, f->key);
}

static int read_text(void *context, const char *path, char **text, size_t *length, struct problems *ps)
{
	(void)path;
	(void)ps;
	*text = strdup(context);
	if (!*text)
		return ENOMEM;
	*length = strlen(*text);
	return 0;
}

/* As `hostel tenant set` judges it: a call that nobody may allow is not proposed. */
static bool is_valid(enum field_id id, const char *value)
{
	char *AUTO_FREE text = ini_set("", policy_field(id)->section, policy_field(id)->key, value);
	const struct policy_reader reader = {.read = read_text, .context = text};
	struct problems *ps = calloc(1, sizeof(*ps));
	const bool valid = ps && policy_check_file(&reader, "tenants/any.ini", ps) == 0;

	free(ps);
	return valid;
}

/* A key that the sandbox was made of holds in the next one: who is in goes on as before. */
static void set(const struct facts *f, struct answer *a, const char *value)
{
	char key[96], word[VALUE_SIZE + 128], command[ANSWER_COMMAND_SIZE];

	if (strlen(value) >= VALUE_SIZE || strpbrk(value, "'\"\\\n") || !is_valid(a->field, value))
		return;
	name_key(a->field, key);
	remedy_quote(word, sizeof(word), key, value);
	snprintf(command, sizeof(command), "hostel tenant set %s %s", f->name, word);
	add_command(a, command);
	if (f->alive && f->sessions && policy_field(a->field)->effect == EFFECT_ROOM) {
		snprintf(command, sizeof(command), "hostel reload --restart %s", f->name);
		add_command(a, command);
	}
}

/* Twice as much, as far as the key may have it. */
static uint64_t doubled(enum field_id id, uint64_t n)
{
	const struct key_facts k = policy_key_facts(id);
	const uint64_t most = k.ranged ? k.max : INT64_MAX;

	if (!n)
		return k.ranged && k.min ? k.min : 1;
	if (n <= most / 2)
		return n * 2;
	return k.unlimited ? VALUE_MAX : most;
}

static void raise_limit(const struct facts *f, struct answer *a)
{
	const struct ulimit_pair *u = policy_ulimit(f->policy, (int)a->field - (int)FIELD_ulimit_cpu);
	const uint64_t soft = u->soft == VALUE_MAX ? VALUE_MAX : doubled(a->field, u->soft);
	const uint64_t hard = u->hard == VALUE_MAX ? VALUE_MAX : doubled(a->field, u->hard);
	char text[2][VALUE_TEXT_SIZE], both[2 * VALUE_TEXT_SIZE];

	value_write(text[0], a->field, soft);
	value_write(text[1], a->field, hard);
	snprintf(both, sizeof(both), "%s:%s", text[0], text[1]);
	set(f, a, strcmp(text[0], text[1]) ? both : text[0]);
}

static void raise_number(const struct facts *f, struct answer *a)
{
	char text[VALUE_TEXT_SIZE];
	uint64_t n;

	if (a->field == FIELD_login_rate) { /* COUNT << 32 | SECONDS */
		n = f->policy->login_rate;
		snprintf(text, sizeof(text), "%llu/%llus", (unsigned long long)(n >> 32) * 2,
			(unsigned long long)(n & UINT32_MAX));
		set(f, a, n == VALUE_MAX || n >> 32 > 50000 ? "max" : text);
		return;
	}
	if (!policy_key_number(f->policy, a->field, &n)) /* a percentage of the host's memory */
		n = f->use[a->field].limit;
	if (n >= COUNTER_UNLIMITED)
		return;
	value_write(text, a->field, doubled(a->field, n));
	set(f, a, text);
}

static void raise_key(const struct facts *f, struct answer *a)
{
	if (a->field >= FIELD_ulimit_cpu && a->field < FIELD_ulimit_cpu + ULIMIT_COUNT)
		raise_limit(f, a);
	else
		raise_number(f, a);
}

/* --- lists --------------------------------------------------------------------------------------- */

/* Behind what is there. */
static void add_item(const struct facts *f, struct answer *a, const char *item)
{
	char *AUTO_FREE old = value_of(f->policy, a->field);
	char value[VALUE_SIZE];
	const bool none = !*old || !strcmp(old, "none");

	if (snprintf(value, sizeof(value), "%s%s%s", none ? "" : old, none ? "" : ", ", item) <
		(int)sizeof(value))
		set(f, a, value);
}

/*
 * What a policy can name: the path; where it is a socket, or a file to be written to, the directory it is in.
 * Programs write a file by renaming a new one over it.
 */
static void add_path(const struct facts *f, const struct complaint *c, struct answer *a)
{
	char path[sizeof(c->path)];
	char *slash;

	snprintf(path, sizeof(path), "%s", c->path);
	slash = strrchr(path, '/');
	if (slash && (f->path == HOST_OTHER || (f->path == HOST_FILE && a->field == FIELD_read_write)))
		*slash = '\0';
	if (strlen(path) < 2 || f->path == HOST_UNKNOWN || f->path == HOST_NOTHING || strstr(path, "/.") ||
		strstr(path, "//"))
		return;
	for (const char *p = path; *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr("/_.+-@", *p))
			return;
	add_item(f, a, path);
}

bool remedy_lists(const char *list, const char *item)
{
	const size_t n = strlen(item);

	for (const char *at = list; n && *at; at += strcspn(at, ","), at += strspn(at, ", "))
		if (!strncmp(at, item, n) && (!at[n] || at[n] == ','))
			return true;
	return false;
}

/* Without it. */
static void drop_item(const struct facts *f, struct answer *a, const char *item)
{
	char *AUTO_FREE old = value_of(f->policy, a->field);
	char value[VALUE_SIZE] = "";
	size_t used = 0;

	for (char *save = NULL, *at = strtok_r(old, ", ", &save); at && used < sizeof(value);
		at = strtok_r(NULL, ", ", &save))
		if (strcmp(at, item) != 0)
			used += (size_t)snprintf(value + used, sizeof(value) - used, "%s%s",
				used ? ", " : "", at);
	if (used < sizeof(value))
		set(f, a, value);
}

static bool is_below(const char *path, const char *directory)
{
	const size_t n = strlen(directory);

	return !strncmp(path, directory, n) && (path[n] == '/' || !path[n]);
}

static void drop_path(const struct facts *f, const struct complaint *c, struct answer *a)
{
	const struct string_list *l = &f->policy->hide;
	char value[VALUE_SIZE] = "";
	size_t used = 0;

	if (!*c->path)
		return;
	for (size_t i = 0; i < l->count && used < sizeof(value); i++)
		if (!is_below(c->path, l->items[i]))
			used += (size_t)snprintf(value + used, sizeof(value) - used, "%s%s",
				used ? ", " : "", l->items[i]);
	if (used < sizeof(value))
		set(f, a, value);
}

static void add_port(const struct facts *f, const struct complaint *c, struct answer *a)
{
	char port[16];

	snprintf(port, sizeof(port), "%u", (unsigned)c->port);
	if (c->port)
		add_item(f, a, port);
	else
		set(f, a, "any");
}

void remedy_find(const struct facts *f, const struct complaint *c, enum remedy remedy, const char *value,
	struct answer *a)
{
	char command[ANSWER_COMMAND_SIZE];

	switch (remedy) {
	case REMEDY_TELL:
		return;
	case REMEDY_SET:
		set(f, a, value);
		return;
	case REMEDY_RAISE:
		raise_key(f, a);
		return;
	case REMEDY_ADD:
		add_item(f, a, value);
		return;
	case REMEDY_ADD_PORT:
		add_port(f, c, a);
		return;
	case REMEDY_ADD_PATH:
		add_path(f, c, a);
		return;
	case REMEDY_DROP_PATH:
		drop_path(f, c, a);
		return;
	case REMEDY_ADD_CALL:
		if (f->call_count && a->field == FIELD_seccomp_deny)
			drop_item(f, a, f->calls[0].name);
		else if (f->call_count)
			add_item(f, a, f->calls[0].name);
		return;
	case REMEDY_ADD_SERVICE:
		if (pam_service_refuses(f->refused_service))
			a->words = "These services are refused to tenants; to let one in is your own "
				"decision: hostel.ini(5), services.";
		else if (*f->refused_service)
			add_item(f, a, f->refused_service);
		return;
	case REMEDY_RUN:
		/* Of our own table: the %s is the tenant's name. */
		snprintf(command, sizeof(command), "%.*s%s", (int)strcspn(value, "%"), value,
			strchr(value, '%') ? f->name : "");
		add_command(a, command);
		return;
	}
}
