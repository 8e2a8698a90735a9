/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel tenant adopt: an account that is there, made by a panel for instance, becomes a tenant.
 *
 * Should: write the policy first: from then on the account is a tenant, whatever comes of the other steps.
 * Mustn't: give a shell to whom none was given: a login shell such as nologin is the tenant's shell inside.
 */
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "base/fd.h"
#include "cli/config_file.h"
#include "cli/ini.h"
#include "cli/output.h"
#include "cli/owners.h"
#include "cli/trial.h"
#include "subject.h"
#include "tenant.h"

/* auto means bash behind hostel-shell: any other shell is written down. */
static bool shell_is_kept(const struct account *a)
{
	return !strcmp(a->shell, "/bin/bash") || !*a->shell || account_has_hostel_shell(a);
}

static void put(char **text, const char *section, const char *key, const char *value)
{
	char *next = ini_set(*text, section, key, value);

	free(*text);
	*text = next;
}

static char *make_text(const struct cli *c, const struct subject *s)
{
	char *text = text_of("%s", s->text ? s->text : "");
	char *AUTO_FREE shell = ini_get(text, "session", "shell");

	if (c->plan)
		put(&text, "tenant", "plan", c->plan);
	if (c->owner)
		put(&text, "tenant", "owner", c->owner);
	if (!shell && !shell_is_kept(&s->account))
		put(&text, "session", "shell", s->account.shell);
	if (!*text && !s->text) {
		free(text);
		text = text_of("[tenant]\n");
	}
	return text;
}

/* Whoever else has the uid, on the host, could be reached from the porch. */
static int check_uid(const struct subject *s)
{
	const struct passwd *p = getpwuid(s->account.uid);
	FILE *f = NULL;
	int status = 0;

	/* It names the first; others stand in the file. A directory is not asked for all of its own. */
	if (p && !strcmp(p->pw_name, s->account.name) && (f = fopen("/etc/passwd", "re")))
		while ((p = fgetpwent(f)) &&
			(p->pw_uid != s->account.uid || !strcmp(p->pw_name, s->account.name)))
			;
	if (p && p->pw_uid == s->account.uid && strcmp(p->pw_name, s->account.name)) {
		say("%s has the uid of %s, %u: two accounts of one uid cannot be kept apart: "
		    "usermod -u UID %s",
			s->account.name, p->pw_name, s->account.uid, s->account.name);
		status = EXIT_GUARD;
	}
	if (f)
		fclose(f);
	return status;
}

/* Groups whose members have the host, or its disks and secrets. In the room most of it is out of reach. */
static void warn_of_groups(const struct account *a)
{
	static const char *const strong[] = {
		"docker", "lxd", "incus", "incus-admin", "libvirt", "kvm", "disk", "shadow", "adm"};

	for (size_t i = 0; i < a->group_count; i++)
		for (size_t k = 0; k < sizeof(strong) / sizeof(strong[0]); k++)
			if (!strcmp(a->group_names[i], strong[k]))
				say("%s is in the group %s, which a tenant should not be: gpasswd -d %s %s",
					a->name, strong[k], a->name, strong[k]);
}

static int refuse(const struct deed *d, const struct subject *s)
{
	if (s->half != HALF_NOT) {
		say("%s is half made or half removed: hostel tenant remove %s --confirm %s", d->name,
			d->name, d->name);
		return EXIT_GUARD;
	}
	if (!s->found) {
		say("%s: there is no such account: hostel tenant add %s makes it", d->name, d->name);
		return EXIT_NO_SUCH;
	}
	if (account_is_system(s->account.uid)) {
		say("%s is a system account (uid %u) and never a tenant", d->name, s->account.uid);
		return EXIT_GUARD;
	}
	if (account_is_admin(&s->account)) {
		say("%s is in a group of administrators (sudo, wheel, admin or root): gpasswd -d %s GROUP "
		    "first",
			d->name, d->name);
		return EXIT_GUARD;
	}
	return check_uid(s);
}

static int adopt(struct deed *d, const struct subject *s, const char *group)
{
	char *AUTO_FREE text = make_text(d->cli, s);
	const struct trial trial = {d->config, s->path, text};
	int joined = group ? account_in_group(&s->account, group) : 1, status;
	struct account will = s->account;
	char *AUTO_FREE words =
		text_of("%s%s%s%s%s", d->cli->plan ? "plan = " : "", d->cli->plan ? d->cli->plan : "",
			d->cli->plan && d->cli->owner ? ", " : "", d->cli->owner ? "owner = " : "",
			d->cli->owner ? d->cli->owner : "");

	will.shell = (char *)HOSTEL_BINDIR "/hostel-shell";
	status = trial_tenant(&trial, &will, true, NULL);
	if (!status)
		status = account_forget_events(d, s->account.uid, s->account.name);
	if (!status && (!s->text || strcmp(text, s->text)))
		status = deed_write(d, s->path, text, words);
	if (!status && joined <= 0)
		status = account_join(d, group);
	if (!status && !account_has_hostel_shell(&s->account))
		status = account_change(d, "-s", will.shell);
	return status;
}

int tenant_adopt(const struct cli *c, int count, char **operands)
{
	char *AUTO_FREE group = NULL;
	struct subject s = {0};
	struct deed d;
	int status = deed_begin(&d, c, "tenant adopt", operands[0]);

	(void)count;
	if (!status)
		status = subject_read(&s, &d);
	if (!status)
		status = refuse(&d, &s);
	if (!status && c->plan)
		status = subject_plan_exists(d.config, c->plan);
	if (!status && c->owner)
		status = owner_exists(d.config, c->owner);
	if (!status)
		status = subject_group(d.config, &group);
	if (!status)
		warn_of_groups(&s.account);
	if (!status)
		status = adopt(&d, &s, group);
	subject_free(&s);
	return deed_end(&d, status);
}
