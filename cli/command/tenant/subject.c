/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tenant that a verb is about.
 */
#include "subject.h"

#include <errno.h>
#include <grp.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "cli/config.h"
#include "cli/config_file.h"
#include "cli/output.h"
#include "cli/roster.h"
#include "host/config_dir.h"
#include "policy/defaults.h"
#include "policy/names.h"
#include "policy/single.h"

/*
 * Of a bulk of policies, what was read once. Its one group is the one whose line of [plans] holds: no other
 * group says anything about a policy.
 */
static bool take_entry(struct subject *s, const struct deed *d)
{
	const struct roster_entry *e = d->cli->roster ? roster_find(d->cli->roster, d->name) : NULL;
	struct account *a = &s->account;

	if (!e)
		return false;
	*a = (struct account){.name = text_of("%s", e->name),
		.uid = e->uid,
		.gid = e->gid,
		.home = text_of("%s", e->home),
		.shell = text_of("%s", e->shell),
		.group_count = e->group ? 1 : 0};
	a->groups = calloc(1, sizeof(*a->groups));
	a->group_names = calloc(1, sizeof(*a->group_names));
	if (!a->groups || !a->group_names)
		out_of_memory();
	a->groups[0] = e->gid;
	if (e->group)
		a->group_names[0] = text_of("%s", e->group);
	s->mark = account_has_hostel_shell(a) ? TENANT_SHELL : TENANT_SELECTED;
	return s->found = true;
}

int subject_read(struct subject *s, const struct deed *d)
{
	struct problems problems = {0};
	struct err e = ERR_NONE;
	int n, status;

	*s = (struct subject){0};
	if (!policy_valid_name(d->name)) {
		say("%s: %s: not a name that a tenant can have", d->verb, d->name);
		return EXIT_USAGE;
	}
	s->path = text_of("tenants/%s.ini", d->name);
	status = config_text(d->config, s->path, &s->text);
	if (status)
		return status;
	s->half = s->text ? half_made(s->text) : HALF_NOT;
	if (take_entry(s, d))
		return 0;
	n = account_find(d->name, &s->account, &e);
	if (n < 0) {
		say("%s", e.message);
		return EXIT_SYSTEM;
	}
	s->found = n;
	if (!n)
		return 0;
	s->mark = tenant_mark(&s->account, d->config, &problems);
	if (s->mark != TENANT_UNCLEAR)
		return 0;
	say("hostel.ini does not tell whether %s is a tenant", d->name);
	problems_say(&problems);
	return EXIT_POLICY;
}

int subject_read_tenant(struct subject *s, const struct deed *d)
{
	int status = subject_read(s, d);

	if (status)
		return status;
	if (s->half == HALF_ADD)
		say("%s is half made: hostel tenant add finishes it, hostel tenant remove %s --confirm %s "
		    "takes it away",
			d->name, d->name, d->name);
	else if (s->half == HALF_REMOVE)
		say("%s is half removed: hostel tenant remove %s --confirm %s goes on, hostel tenant "
		    "resume %s keeps it",
			d->name, d->name, d->name, d->name);
	if (s->half != HALF_NOT)
		return EXIT_GUARD;
	if (!s->found)
		say("%s: there is no such account: hostel tenant add %s makes it", d->name, d->name);
	else if (s->mark == TENANT_NOT)
		say("%s is not a tenant%s", d->name,
			account_is_system(s->account.uid) ? ": system accounts never are" : "");
	return s->found && s->mark != TENANT_NOT ? 0 : EXIT_NO_SUCH;
}

void subject_free(struct subject *s)
{
	account_free(&s->account);
	free(s->path);
	free(s->text);
	*s = (struct subject){0};
}

int subject_group(int config, char **group)
{
	const struct policy_reader reader = config_reader(&config);
	struct problems problems = {0};
	struct policy host;

	*group = NULL;
	if (policy_load_host(&host, &reader, &problems)) {
		say("hostel.ini does not tell who is a tenant");
		problems_say(&problems);
		return EXIT_POLICY;
	}
	for (size_t i = 0; i < host.tenants.count && !*group; i++)
		if (host.tenants.items[i].kind == SELECTOR_GROUP)
			*group = text_of("%s", host.tenants.items[i].name);
	policy_free(&host);
	if (!*group || getgrnam(*group))
		return 0;
	say("there is no group %s: this host has not been set up yet: hostel setup", *group);
	free(*group);
	*group = NULL;
	return EXIT_HOST;
}

int subject_plan_exists(int config, const char *plan)
{
	char *AUTO_FREE path = text_of("plans/%s.ini", plan);

	if (*plan && policy_valid_name(plan) && config_has(config, path))
		return 0;
	say("there is no plan %s: hostel plan list, or hostel plan add", plan);
	return EXIT_NO_SUCH;
}
