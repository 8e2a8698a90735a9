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
	struct problems problems = {0};
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
		sources_check(p, a, t->path ? t->path : a->name, &problems);
	if (p == &mine || problems.count)
		policy_free(p);
	if (!problems.count)
		return 0;
	say("nothing was changed: %s would have no valid policy", a->name);
	problems_say(&problems);
	return EXIT_POLICY;
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
