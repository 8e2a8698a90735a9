/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The configuration as it would be.
 */
#include "trial.h"

#include <errno.h>
#include <string.h>

#include "cli.h"
#include "config.h"
#include "host/config_dir.h"
#include "host/tenant.h"
#include "output.h"
#include "policy/defaults.h"
#include "policy/load.h"
#include "policy/single.h"
#include "published.h"
#include "roster.h"
#include "sources.h"

static int read_trial(void *context, const char *path, char **text, size_t *length, struct problems *ps)
{
	const struct trial *t = context;
	const struct policy_reader below = config_reader(&t->config);

	if (!t->path || strcmp(path, t->path))
		return below.read(below.context, path, text, length, ps);
	if (!t->text)
		return ENOENT;
	*text = strdup(t->text);
	if (!*text)
		return ENOMEM;
	*length = strlen(*text);
	return 0;
}

struct policy_reader trial_reader(const struct trial *t)
{
	return (struct policy_reader){.read = read_trial, .context = (void *)t};
}

int trial_tenant(const struct trial *t, const struct account *a, bool sources, struct policy *p)
{
	const struct policy_reader reader = trial_reader(t);
	const struct policy_who who = account_who(a);
	struct problems problems = {0}, warnings = {0};
	struct err e = ERR_NONE;
	struct policy mine;

	if (!p)
		p = &mine;
	*p = (struct policy){0};
	if (tenant_check_account(a, &e) < 0) {
		say("%s", e.message);
		return EXIT_POLICY;
	}
	if (policy_load(p, &reader, &who, &problems) == ENOMEM)
		out_of_memory();
	if (!problems.count && sources)
		sources_check(p, a, t->path ? t->path : a->name, &problems, &warnings);
	if (p == &mine || problems.count)
		policy_free(p);
	if (!problems.count) {
		problems_say(&warnings);
		return 0;
	}
	say("nothing was changed: %s would have no valid policy", a->name);
	problems_say(&problems);
	return EXIT_POLICY;
}

int trial_tenant_again(const struct trial *t, const struct account *a)
{
	const struct trial now = {.config = t->config};
	const struct policy_reader readers[] = {trial_reader(t), trial_reader(&now)};
	const struct policy_who who = account_who(a);
	struct problems problems[2] = {0};

	for (size_t i = 0; i < 2; i++) {
		struct policy p;

		if (policy_load(&p, &readers[i], &who, &problems[i]) == ENOMEM)
			out_of_memory();
		policy_free(&p);
		if (!problems[i].count)
			break;
	}
	if (!problems[0].count || problems[1].count)
		return 0;
	say("nothing was changed: %s would have no valid policy", a->name);
	problems_say(&problems[0]);
	return EXIT_POLICY;
}

void trial_warn(const struct trial *t, const struct account *a)
{
	const struct policy_reader reader = trial_reader(t);
	const struct policy_who who = account_who(a);
	struct problems problems = {0}, warnings = {0};
	struct policy p;

	if (policy_load(&p, &reader, &who, &problems) == ENOMEM)
		out_of_memory();
	if (!problems.count)
		sources_check(&p, a, t->path, &problems, &warnings);
	policy_free(&p);
	problems_say(&warnings);
}

static void leave(void *context)
{
	(void)context; /* one is enough, and stays in the list */
}

static int try_pair(
	const struct trial *t, const char *name, const struct policy *p, const struct roster_entry *e)
{
	const struct policy_reader reader = trial_reader(t);
	const char *const groups[] = {e->group};
	const struct policy_who who = {.name = e->name,
		.uid = e->uid,
		.home = e->home,
		.shell = e->shell,
		.groups = groups,
		.group_count = e->group ? 1 : 0};
	struct problems ignored = {0}, problems = {0};
	struct published both = {0};
	struct policy other;

	if (policy_load(&other, &reader, &who, &ignored) == 0 && other.publish.count) {
		published_add(&both, e->name, &other);
		published_add(&both, name, p);
		published_overlaps(&both, &problems, leave, NULL);
	}
	policy_free(&other);
	published_free(&both);
	if (!problems.count)
		return 0;
	say("nothing was changed: another tenant has the port");
	problems_say(&problems);
	return EXIT_POLICY;
}

int trial_published(const struct trial *t, const char *name, const struct policy *p)
{
	struct roster r = {0};
	int status = p->publish.count ? roster_read(&r, t->config) : 0;

	for (size_t i = 0; !status && i < r.count; i++)
		if (r.v[i].account && strcmp(r.v[i].name, name))
			status = try_pair(t, name, p, &r.v[i]);
	roster_free(&r);
	return status;
}

int trial_file(const struct trial *t)
{
	const struct policy_reader reader = trial_reader(t);
	struct problems problems = {0};
	struct policy p;

	if (policy_read_file(&p, &reader, t->path, &problems) == ENOMEM)
		out_of_memory();
	policy_free(&p);
	if (!problems.count)
		return 0;
	say("nothing was changed: %s would have mistakes", t->path);
	problems_say(&problems);
	return EXIT_POLICY;
}
