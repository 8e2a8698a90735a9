/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel show: a tenant's policy, value by value, and where each comes from.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "cli/config.h"
#include "cli/host_limits.h"
#include "cli/json.h"
#include "cli/output.h"
#include "command.h"
#include "policy/keys.h"
#include "policy/print.h"
#include "policy/service.h"
#include "show_hidden.h"

#define VALUE_COLUMN_MAX 36 /* longer values push their origin to the right */

static char *print_value(const struct policy *p, enum field_id id)
{
	int n = policy_print_field(p, id, NULL, 0);
	char *text = malloc((size_t)n + 1);

	if (!text)
		out_of_memory();
	policy_print_field(p, id, text, (size_t)n + 1);
	return text;
}

/* Keys of plan files steer how files are put together; a tenant does not have them. */
static bool shown(enum field_id id)
{
	return policy_field(id)->scope != SCOPE_PLAN;
}

static void print_origin(const struct origin *o)
{
	if (o->line)
		printf("%s%s:%u%s", paint(PAINT_DIM), o->file, o->line, paint(PAINT_PLAIN));
	else
		printf("%s%s%s", paint(PAINT_DIM), o->file, paint(PAINT_PLAIN));
}

static void print_head(const struct tenant *t)
{
	const struct policy *p = &t->policy;
	char *AUTO_FREE selectors = print_value(p, FIELD_tenants);

	printf("%s%s%s is a tenant: ", paint(PAINT_BOLD), t->account.name, paint(PAINT_PLAIN));
	if (t->mark == TENANT_SHELL)
		printf("the login shell is %s", t->account.shell);
	else if (t->mark == TENANT_FILE)
		printf("there is tenants/%s.ini", t->account.name);
	else
		printf("%s:%u says tenants = %s", p->origin[FIELD_tenants].file,
			p->origin[FIELD_tenants].line, selectors);
	printf("\nuid %u, home %s, ", t->account.uid, t->account.home);
	if (*p->plan)
		printf("plan %s", p->plan);
	else
		printf("no plan");
	printf("%s%s\n", *p->owner ? ", owner " : "", p->owner);
	if (p->suspended)
		printf("%ssuspended: every login is refused%s (%s:%u)\n", paint(PAINT_RED),
			paint(PAINT_PLAIN), p->origin[FIELD_suspended].file,
			p->origin[FIELD_suspended].line);
}

static char *print_service_value(const struct service *s, enum service_key key)
{
	int n = policy_print_service(s, key, NULL, 0);
	char *text = malloc((size_t)n + 1);

	if (!text)
		out_of_memory();
	policy_print_service(s, key, text, (size_t)n + 1);
	return text;
}

static void print_service(const struct service *s)
{
	printf("\n%s[service %s]%s\n", paint(PAINT_BOLD), s->name, paint(PAINT_PLAIN));
	for (unsigned int n = 0; n < SERVICE_KEY_COUNT; n++) {
		char *AUTO_FREE value = make_printable(print_service_value(s, (enum service_key)n));

		printf("%-12s = %-*s  ", policy_service_field((enum service_key)n)->key, VALUE_COLUMN_MAX,
			value);
		print_origin(&s->origin[n]);
		printf("\n");
	}
}

static void print_fields(const struct policy *p)
{
	const char *section = "";
	char *values[FIELD_COUNT];
	int key_width = 0, value_width = 0;

	for (int id = 0; id < FIELD_COUNT; id++) {
		int key = (int)strlen(policy_field(id)->key), value;

		values[id] = make_printable(print_value(p, id));
		value = (int)strlen(values[id]);
		if (key > key_width)
			key_width = key;
		if (value > value_width && value <= VALUE_COLUMN_MAX)
			value_width = value;
	}
	for (int id = 0; id < FIELD_COUNT; id++) {
		const struct field_info *f = policy_field(id);

		if (!shown(id))
			continue;
		if (strcmp(section, f->section))
			printf("\n%s[%s]%s\n", paint(PAINT_BOLD), f->section, paint(PAINT_PLAIN));
		section = f->section;
		printf("%-*s = %-*s  ", key_width, f->key, value_width, values[id]);
		print_origin(&p->origin[id]);
		printf("\n");
	}
	for (int id = 0; id < FIELD_COUNT; id++)
		free(values[id]);
	for (size_t i = 0; i < p->service_sections.count; i++)
		print_service(&p->service_sections.items[i]);
}

/* What all tenants of the owner have together, as far as owners/NAME.ini says anything. */
static void print_owner(const struct policy *p)
{
	if (!p->sum)
		return;
	printf("\n%sall tenants of %s together%s\n", paint(PAINT_BOLD), p->owner, paint(PAINT_PLAIN));
	for (int id = 0; id < FIELD_COUNT; id++) {
		char *AUTO_FREE value = NULL;

		if (!policy_field(id)->sum || !p->sum->origin[id].line)
			continue;
		value = print_value(p->sum, id);
		printf("%s = %s  ", policy_field(id)->key, make_printable(value));
		print_origin(&p->sum->origin[id]);
		printf("\n");
	}
}

/* Where the host's limit of a process is the lower one, it holds. malloc'ed, as a policy has it; or NULL. */
static char *print_lower(const struct host_limits *h, const struct policy *p, enum field_id id)
{
	const int n = (int)id - (int)FIELD_ulimit_cpu;
	struct policy lower = {0};
	struct ulimit_pair holds;

	if (n < 0 || n >= ULIMIT_COUNT || !host_limits_lower(h, p, n, &holds))
		return NULL;
	*(struct ulimit_pair *)(void *)policy_ulimit(&lower, n) = holds;
	return print_value(&lower, id);
}

static void print_host_limits(const struct tenant *t)
{
	struct host_limits h;
	bool headed = false;

	host_limits_of(&h, &t->account);
	for (int n = 0; n < ULIMIT_COUNT; n++) {
		const enum field_id id = (enum field_id)(FIELD_ulimit_cpu + n);
		char *AUTO_FREE text = print_lower(&h, &t->policy, id);

		if (!text)
			continue;
		if (!headed)
			printf("\n%slower on this host, and so in force%s\n", paint(PAINT_BOLD),
				paint(PAINT_PLAIN));
		headed = true;
		printf("%s = %s  %s%s%s\n", policy_field(id)->key, text, paint(PAINT_DIM), h.where[n],
			paint(PAINT_PLAIN));
	}
}

static struct json *value_json(const char *section, const char *key, const char *value,
	const struct origin *o)
{
	struct json *j = json_make_object();

	json_put_text(j, "section", section);
	json_put_text(j, "key", key);
	json_put_text(j, "value", value);
	json_put_text(j, "origin", o->file);
	json_put_number(j, "line", o->line);
	return j;
}

static void add_services(struct json *list, const struct policy *p)
{
	for (size_t i = 0; i < p->service_sections.count; i++)
		for (unsigned int n = 0; n < SERVICE_KEY_COUNT; n++) {
			const struct service *s = &p->service_sections.items[i];
			const char *key = policy_service_field((enum service_key)n)->key;
			char *AUTO_FREE value = print_service_value(s, (enum service_key)n);
			char section[SERVICE_NAME_MAX + 16];

			snprintf(section, sizeof(section), "service %s", s->name);
			json_add(list, value_json(section, key, value, &s->origin[n]));
		}
}

static void print_json(const struct tenant *t)
{
	const struct policy *p = &t->policy;
	struct json *list = json_make_array();
	struct host_limits h;

	host_limits_of(&h, &t->account);
	for (int id = 0; id < FIELD_COUNT; id++) {
		const struct field_info *f = policy_field(id);
		char *AUTO_FREE value = print_value(p, id), *AUTO_FREE lower = print_lower(&h, p, id);
		uint64_t number;
		struct json *o;

		if (!shown(id))
			continue;
		o = value_json(f->section, f->key, value, &p->origin[id]);
		if (policy_key_number(p, id, &number) && number != VALUE_MAX && number <= INT64_MAX)
			json_put_number(o, "number", (int64_t)number);
		else
			json_put_null(o, "number");
		if (lower) {
			json_put_text(o, "lower_on_this_host", lower);
			json_put_text(o, "lower_origin", h.where[id - FIELD_ulimit_cpu]);
		}
		json_add(list, o);
	}
	add_services(list, p);
	json_finish(list);
}

static int show_tenant(const struct cli *c, const char *name)
{
	int AUTO_CLOSE config = config_open(c);
	struct tenant t;
	int status;

	if (config < 0)
		return EXIT_POLICY;
	status = tenant_load(&t, name, config);
	if (!status) {
		if (c->json) {
			print_json(&t);
		} else {
			print_head(&t);
			print_fields(&t.policy);
			print_owner(&t.policy);
			print_host_limits(&t);
		}
	}
	tenant_free(&t);
	return status;
}

int cmd_show(const struct cli *c, int count, char **operands)
{
	if (c->hidden == (count == 0))
		return c->hidden ? show_hidden(c) : show_tenant(c, operands[0]);
	say(c->hidden ? "show: --hidden is the same for all: it goes without a tenant"
		      : "show: a tenant is missing: hostel show TENANT, or hostel show --hidden");
	return EXIT_USAGE;
}
