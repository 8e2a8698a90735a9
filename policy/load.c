/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The chain of files behind one policy: hostel.ini, the plan with those it extends, the tenant's
 * own file; each later one wins. That of the owner stands beside it. Every mistake of every file is
 * collected before the login is refused.
 */
#include "policy/load.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "expand.h"
#include "policy/defaults.h"
#include "policy/file/layer.h"
#include "owner.h"
#include "policy/names.h"
#include "services.h"
#include "text.h"
#include "value.h"

#define DEPTH_MAX 16

struct chain {
	const struct policy_reader *reader;
	const struct policy_who *who;
	struct layer *host;
	struct layer *tenant;
	struct layer *plans[DEPTH_MAX]; /* the tenant's first, then what it extends */
	size_t plan_count;
	struct layer *plan_from; /* who names the plan: the tenant's file, hostel.ini, or nobody */
	struct plan_line named;	 /* .plan is "" where there is none */
};

static void release_chain(struct chain *ch)
{
	layer_free(ch->host);
	layer_free(ch->tenant);
	for (size_t i = 0; i < ch->plan_count; i++)
		layer_free(ch->plans[i]);
}

/* --- which plan ------------------------------------------------------------------------------ */

static bool in_group(const struct policy_who *who, const char *group)
{
	for (size_t i = 0; i < who->group_count; i++) {
		if (strcmp(who->groups[i], group) == 0)
			return true;
	}
	return false;
}

static void choose_plan(struct chain *ch)
{
	struct layer *t = ch->tenant;

	if (t && (t->bad[FIELD_plan] || (t->set[FIELD_plan] && t->values[FIELD_plan].NAME[0]))) {
		ch->plan_from = t;
		ch->named.plan = t->bad[FIELD_plan] ? NULL : t->values[FIELD_plan].NAME;
		ch->named.line = t->line[FIELD_plan];
		return;
	}
	for (size_t i = 0; ch->host && i < ch->host->plan_count; i++) {
		if (in_group(ch->who, ch->host->plans[i].group)) {
			ch->plan_from = ch->host;
			ch->named = ch->host->plans[i];
			return;
		}
	}
}

/* --- plans ----------------------------------------------------------------------------------- */

/* "pro -> base -> pro" */
static void print_chain(const struct chain *ch, const char *last, char *buffer, size_t size)
{
	struct text out = {.buffer = buffer, .size = size};

	buffer[0] = '\0';
	for (size_t i = 0; i < ch->plan_count; i++) {
		const char *file = ch->plans[i]->file + strlen("plans/");

		text_add(&out, "%.*s -> ", (int)(strlen(file) - strlen(".ini")), file);
	}
	text_add(&out, "%s", last);
}

/* Say at the line that names `plan` why there is no such plan. */
static void refuse_plan(struct chain *ch, const char *plan, const char *why)
{
	struct layer *last = ch->plan_count ? ch->plans[ch->plan_count - 1] : NULL;
	struct layer *from = last ? last : ch->plan_from;
	uint32_t line = last ? last->line[FIELD_extends] : ch->named.line;
	char list[160];
	char where[96];

	if (last || from == ch->tenant)
		field_where(last ? FIELD_extends : FIELD_plan, where, sizeof(where));
	else
		(void)snprintf(where, sizeof(where), "[plans] @%s", ch->named.group);
	print_chain(ch, plan, list, sizeof(list));
	problems_add(&from->problems, from->file, line, where, plan, "%s (%s)", why, list);
	problems_sort(&from->problems, 0, NULL, 0);
}

static bool is_open(const struct chain *ch, const char *file)
{
	for (size_t i = 0; i < ch->plan_count; i++) {
		if (strcmp(ch->plans[i]->file, file) == 0)
			return true;
	}
	return false;
}

/* Open one plan; *next is the one it extends, or NULL. */
static int read_plan(struct chain *ch, const char *plan, const char **next)
{
	struct layer *l;
	char file[96];
	int error;

	(void)snprintf(file, sizeof(file), "plans/%s.ini", plan);
	*next = NULL;
	if (is_open(ch, file)) {
		refuse_plan(ch, plan, "the plans extend each other in a circle");
		return 0;
	}
	if (ch->plan_count == DEPTH_MAX) {
		refuse_plan(ch, plan, "too many plans extend one another");
		return 0;
	}
	error = layer_read(&l, ch->reader, (struct source){.file = file, .kind = FILE_PLAN});
	if (error == ENOENT)
		refuse_plan(ch, plan, "there is no such plan");
	if (error == ENOENT || error == ENOMEM)
		return error == ENOENT ? 0 : error;
	ch->plans[ch->plan_count++] = l;
	if (l->set[FIELD_extends] && l->values[FIELD_extends].NAME[0])
		*next = l->values[FIELD_extends].NAME;
	return 0;
}

static int read_plans(struct chain *ch)
{
	const char *plan = ch->plan_from ? ch->named.plan : NULL;
	int error = 0;

	while (!error && plan)
		error = read_plan(ch, plan, &plan);
	return error;
}

/* --- the whole chain ------------------------------------------------------------------------- */

static int read_chain(struct chain *ch, struct problems *ps)
{
	char file[96];
	const struct source host = {.file = "hostel.ini", .kind = FILE_HOST};
	int error = layer_read(&ch->host, ch->reader, host);

	if (error == ENOENT)
		problems_add(ps, "hostel.ini", 0, "", NULL, "there is no such file");
	if (error == ENOMEM)
		return error;
	(void)snprintf(file, sizeof(file), "tenants/%s.ini", ch->who->name);
	error = layer_read(&ch->tenant, ch->reader, (struct source){.file = file, .kind = FILE_TENANT});
	if (error == ENOMEM)
		return error;
	choose_plan(ch);
	return read_plans(ch);
}

static void hand_over(const struct chain *ch, struct problems *ps)
{
	if (ch->host)
		layer_hand_over(ch->host, ps);
	for (size_t i = ch->plan_count; i > 0; i--)
		layer_hand_over(ch->plans[i - 1], ps);
	if (ch->tenant)
		layer_hand_over(ch->tenant, ps);
}

/* The plan that a group has is the tenant's, too. */
static int keep_plan(const struct chain *ch, struct policy *p)
{
	struct origin *origin = &p->origin[FIELD_plan];
	char *plan;

	if (!ch->plan_from || ch->plan_from == ch->tenant)
		return 0;
	plan = strdup(ch->named.plan);
	if (!plan)
		return ENOMEM;
	value_release(&policy_fields[FIELD_plan], &p->plan);
	p->plan = plan;
	(void)snprintf(origin->file, sizeof(origin->file), "%s", ch->plan_from->file);
	origin->line = ch->named.line;
	return 0;
}

static int merge_chain(struct chain *ch, struct policy *p)
{
	int error = ch->host ? layer_merge(ch->host, p) : 0;

	for (size_t i = ch->plan_count; !error && i > 0; i--)
		error = layer_merge(ch->plans[i - 1], p);
	if (!error && ch->tenant)
		error = layer_merge(ch->tenant, p);
	return error ? error : keep_plan(ch, p);
}

static int finish(struct chain *ch, struct policy *p, struct problems *ps)
{
	int error = merge_chain(ch, p);

	if (!error)
		error = owner_read(p, ch->reader, ps);
	if (!error)
		error = expand_policy(p, ch->who, ps);
	if (!error)
		error = check_policy(p, ch->who, true, ps);
	if (!error)
		services_check(p, ch->who, true, ps);
	return error;
}

/* Files in the order of the chain, so that what values say together stands where they do. */
static void sort_problems(const struct chain *ch, struct problems *ps, size_t start)
{
	const char *files[DEPTH_MAX + 2];
	size_t count = 0;

	files[count++] = "hostel.ini";
	for (size_t i = ch->plan_count; i > 0; i--)
		files[count++] = ch->plans[i - 1]->file;
	if (ch->tenant)
		files[count++] = ch->tenant->file;
	problems_sort(ps, start, files, count);
}

static int load(struct chain *ch, struct policy *p, struct problems *ps)
{
	size_t before = problems_total(ps);
	size_t start = ps->count;
	int error = read_chain(ch, ps);

	if (error)
		return error;
	hand_over(ch, ps);
	if (!ch->tenant && !ch->plan_from) {
		problems_add(ps, "tenants", 0, "", NULL,
			"no policy for %s: there is no tenants/%s.ini, and [plans] of hostel.ini "
			"names none of the account's groups",
			ch->who->name, ch->who->name);
		return problems_total(ps) == before + 1 ? ENOENT : EINVAL;
	}
	error = policy_init(p);
	if (!error)
		error = finish(ch, p, ps);
	sort_problems(ch, ps, start);
	if (!error && problems_total(ps) != before)
		error = EINVAL;
	if (error)
		policy_free(p);
	return error;
}

int policy_load(struct policy *p, const struct policy_reader *reader, const struct policy_who *who,
	struct problems *ps)
{
	struct chain ch = {.reader = reader, .who = who};
	int error;

	memset(p, 0, sizeof(*p));
	if (!policy_valid_name(who->name)) {
		problems_add(ps, "tenants", 0, "", who->name,
			"an account of this name cannot have a policy: 1 to %d bytes of letters, digits and "
			"_.+@-$\\, no . or - at the start",
			POLICY_NAME_SIZE_MAX);
		return EINVAL;
	}
	error = load(&ch, p, ps);
	release_chain(&ch);
	return error;
}
