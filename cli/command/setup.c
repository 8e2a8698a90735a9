/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel setup: tell PAM, sshd and systemd of this host about hostel.
 *
 * Theory of operation. Everything is planned first, PAM's part in a copy of its files
 * (cli/setup/stage.h), and libpam is asked with that copy whether root and an ordinary account
 * still come in. Then each file is written whole and renamed, and libpam is asked again. If root or
 * the ordinary account would be refused who were not before, everything is put back. Should: be
 * safe to kill at any moment: each file is right by itself, before and after, and a second setup or
 * an
 * --undo goes on from whatever is there. Mustn't: overwrite what it has not read.
 */
#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/config.h"
#include "cli/doctor/tenants.h"
#include "cli/json.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/setup/acts.h"
#include "cli/setup/pam_files.h"
#include "cli/setup/profile.h"
#include "cli/setup/record.h"
#include "cli/setup/sshd.h"
#include "cli/setup/stage.h"
#include "cli/tool.h"
#include "cli/setup/login_trial.h"
#include "command.h"
#include "host/account.h"
#include "host/config_dir.h"
#include "host/pam_service.h"
#include "policy/defaults.h"
#include "policy/single.h"
#include "setup_undo.h"

enum { ROOT, ORDINARY, TENANT, WHO };

struct setup {
	const struct cli *cli;
	struct report *report;
	char *who[WHO]; /* accounts to try; NULL: there is none */
	struct acts groups, host;
	struct pam_files pam;
	struct profile profile;
	struct sshd sshd;
	bool refused[PAM_SERVICES_MAX][WHO]; /* before anything was changed */
	bool has_tenants;
};

/* --- what is there --------------------------------------------------------------------------- */

/* "a:b" if all that [host] tenants names are groups that a line of pam_succeed_if can name, or
 * NULL. `directory`: one is not in /etc/group. */
static char *gate_of(const struct policy *host, bool *directory)
{
	char *gate = NULL;

	for (size_t i = 0; i < host->tenants.count; i++) {
		const struct selector *s = &host->tenants.items[i];
		char *AUTO_FREE before = gate;

		if (s->kind != SELECTOR_GROUP || strpbrk(s->name, " \t:[]\\#")) {
			return NULL;
		}
		*directory |= account_group_place(s->name) == GROUP_DIRECTORY;
		gate = text_of("%s%s%s", before ? before : "", before ? ":" : "", s->name);
	}
	return gate;
}

static int read_host(struct setup *s)
{
	int AUTO_CLOSE directory = config_open(s->cli);
	const struct policy_reader reader = config_reader(&directory);
	struct problems problems = {0};
	struct policy host;

	if (directory < 0)
		return EXIT_POLICY;
	if (policy_load_host(&host, &reader, &problems)) {
		problems_say(&problems);
		say("setup: mend hostel.ini first: until then every tenant would be refused");
		return EXIT_POLICY;
	}
	s->pam.gate = gate_of(&host, &s->pam.directory);
	policy_free(&host);
	if (!s->pam.gate)
		report_line(s->report, REPORT_NOTE, "gate",
			"[host] tenants names more than groups: if pam_hostel.so "
			"were missing, everybody would be refused, and systemd-logind has sessions "
			"of tenants");
	return EXIT_FINE;
}

static bool is_ordinary(const struct doctor *d, const struct passwd *p)
{
	return !account_is_system(p->pw_uid) && p->pw_uid < 60000 &&
	       !doctor_by_name(d, p->pw_name) && !strstr(p->pw_shell, "nologin") &&
	       !strstr(p->pw_shell, "false");
}

/* Whom libpam is asked about. */
static void choose_accounts(struct setup *s)
{
	struct doctor d = {.cli = s->cli};
	const struct passwd *p;

	doctor_tenants(&d);
	progress(NULL, 0);
	s->who[ROOT] = text_of("root");
	s->has_tenants = d.tenant_count;
	for (size_t i = 0; i < d.tenant_count && !s->who[TENANT]; i++)
		if (!d.tenants[i].mistake)
			s->who[TENANT] = text_of("%s", d.tenants[i].name);
	setpwent();
	while (!s->who[ORDINARY] && (p = getpwent()))
		if (is_ordinary(&d, p))
			s->who[ORDINARY] = text_of("%s", p->pw_name);
	endpwent();
	doctor_free(&d);
	if (!s->who[ORDINARY])
		report_line(s->report, REPORT_NOTE, "trial",
			"there is no ordinary account: only root's way in is tried");
}

static int check_module(struct setup *s)
{
	struct trial t;

	if (trial_loads(&t, HOSTEL_PAMDIR "/pam_hostel.so"))
		return EXIT_FINE;
	say("setup: %s: install hostel again, and see what ldd " HOSTEL_PAMDIR
	    "/pam_hostel.so misses",
		t.said);
	(void)s;
	return EXIT_HOST;
}

/* --- trying it ------------------------------------------------------------------------------- */

/* The line that refuses, as far as one can tell. */
static void say_refused(
	const struct pam_service *service, const char *account, const struct trial *t)
{
	char *AUTO_FREE path = text_of("/etc/pam.d/%s", service->name);
	char *AUTO_FREE staged = text_of(STAGE_PAM "/%s", service->name);
	unsigned line = pam_files_line(staged, t->step);

	say("setup: %s:%u: %s would be refused by the %s phase of %s: %s", path, line, account,
		t->step, service->name, t->said);
}

/*
 * Every service and account. `directory`: the copy, or NULL for the host's own files; `first`: note
 * who is refused anyway. How many are refused that were not, a tenant not counted.
 */
static unsigned try_all(struct setup *s, const char *directory, bool first, bool tenant)
{
	unsigned refused = 0;

	for (size_t i = 0; i < s->pam.count; i++)
		for (int who = 0; who < (tenant ? WHO : TENANT); who++) {
			const struct pam_service *service = &s->pam.services[i];
			struct trial t;

			progress("trying logins", i * WHO + (size_t)who);
			if (!service->there || !s->who[who] || s->refused[i][who] ||
				(service->account_only && who == TENANT))
				continue;
			if (trial_run(&t, directory, service->name, s->who[who],
				    !service->account_only)) {
				if (who == TENANT && !first && !t.moved)
					report_line(s->report, REPORT_FAIL, "trial",
						"%s comes in past hostel by %s: see hostel "
						"doctor services",
						s->who[who], service->name);
				continue;
			}
			if (first || (who == TENANT && pam_service_refuses(service->name))) {
				s->refused[i][who] = true;
			} else if (who == TENANT) {
				report_line(s->report, REPORT_FAIL, "trial",
					"%s is refused by %s: %s", s->who[who], service->name,
					t.said);
			} else {
				progress(NULL, 0);
				say_refused(service, s->who[who], &t);
				refused++;
			}
		}
	progress(NULL, 0);
	return refused;
}

/* --- planning -------------------------------------------------------------------------------- */

static int plan(struct setup *s)
{
	struct err e = ERR_NONE;

	acts_groups(&s->groups, s->pam.gate);
	acts_host(&s->host);
	if (sshd_plan(&s->sshd, &e) < 0 || stage_make(&e) < 0 ||
		profile_plan(&s->profile, s->pam.gate, &e) < 0 ||
		pam_files_plan(&s->pam, s->sshd.service, &e) < 0) {
		say("setup: %s", e.message);
		return EXIT_FAILED;
	}
	return EXIT_FINE;
}

static void show_changes(struct setup *s, const struct changes *c)
{
	for (size_t i = 0; i < c->count && s->report->dry_run && !s->report->list; i++)
		change_print(&c->v[i]);
}

static void report_acts(struct setup *s, const struct acts *a)
{
	for (size_t i = 0; i < a->count; i++) {
		char *AUTO_FREE typed = tool_text(a->v[i].make);

		if (a->v[i].done)
			report_line(s->report, REPORT_OK, a->v[i].what, "as it must be");
		else
			report_line(s->report, report_made(s->report), a->v[i].what, "%s", typed);
	}
}

static void report_pam(struct setup *s)
{
	for (size_t i = 0; i < s->pam.count; i++) {
		const struct pam_service *service = &s->pam.services[i];
		char *AUTO_FREE what = text_of("PAM service %s", service->name);
		char *AUTO_FREE path = text_of("/etc/pam.d/%s", service->name);
		const bool changed = changes_find(&s->pam.changes, path) != NULL;

		if (!service->there)
			continue;
		if (changed)
			report_line(s->report, report_made(s->report), what,
				"lines of hostel in %s", path);
		if (!changed || service->wrong)
			report_line(s->report, service->wrong ? REPORT_FAIL : REPORT_OK, what, "%s",
				service->note ? service->note : "has the lines");
	}
}

static void report_rest(struct setup *s)
{
	static const char what[] = "pam_systemd";
	char *AUTO_FREE path = s->profile.where ? text_of("/etc/pam.d/%s", s->profile.where) : NULL;

	if (s->profile.way == PROFILE_NEEDLESS)
		report_line(s->report, REPORT_OK, what,
			"no shared PAM file makes tenants a session of systemd-logind");
	else if (s->profile.way == PROFILE_LINK)
		report_line(s->report, REPORT_NOTE, what,
			"%s is a link: tell authselect(8), or whoever made it, to skip "
			"pam_systemd.so for tenants",
			path);
	else
		report_line(s->report, report_made(s->report), what,
			"a jump over it for tenants in %s%s", path,
			s->profile.way == PROFILE_OURS
				? ", by pam-auth-update --enable systemd-hostel"
				: "");
	if (!s->sshd.there)
		report_line(s->report, REPORT_OK, "sshd", "there is none");
	else if (s->sshd.unclear)
		report_line(s->report, REPORT_NOTE, "sshd", "sshd -T: %s", s->sshd.said);
	else if (s->sshd.pam)
		report_line(s->report, REPORT_OK, "sshd", "UsePAM is yes");
	else if (s->sshd.changes.count)
		report_line(s->report, report_made(s->report), "sshd", "UsePAM yes in %s",
			s->sshd.changes.v[0].path);
}

static void report_all(struct setup *s)
{
	report_acts(s, &s->groups);
	report_pam(s);
	show_changes(s, &s->pam.changes);
	report_rest(s);
	show_changes(s, &s->profile.files);
	show_changes(s, &s->profile.written);
	show_changes(s, &s->sshd.changes);
	report_acts(s, &s->host);
}

/* --- doing it -------------------------------------------------------------------------------- */

static int make_acts(const struct acts *a, struct err *e)
{
	for (size_t i = 0; i < a->count; i++)
		if (!a->v[i].done && act_make(&a->v[i], e) < 0)
			return -1;
	return 0;
}

static int make_files(struct setup *s, size_t *made, struct err *e)
{
	for (*made = 0; *made < s->pam.changes.count; ++*made) {
		if (change_make(&s->pam.changes.v[*made], e) < 0)
			return -1;
	}
	return 0;
}

static void put_back(struct setup *s, size_t made, bool profile)
{
	struct err e = ERR_NONE;

	while (made-- > 0)
		if (change_undo(&s->pam.changes.v[made], &e) < 0)
			say("setup: %s", e.message);
	if (profile && s->profile.way == PROFILE_OURS && profile_undo(&e) < 0)
		say("setup: %s", e.message);
	for (size_t i = s->profile.files.count;
		profile && s->profile.way == PROFILE_BLOCK && i-- > 0;)
		if (change_undo(&s->profile.files.v[i], &e) < 0)
			say("setup: %s", e.message);
	say("setup: everything is as it was");
}

static int make_pam(struct setup *s)
{
	struct err e = ERR_NONE;
	size_t made = 0;

	if (try_all(s, STAGE_PAM, false, false)) {
		say("setup: nothing was changed");
		return EXIT_GUARD;
	}
	if (make_files(s, &made, &e) < 0 || profile_make(&s->profile, &e) < 0) {
		say("setup: %s", e.message);
		put_back(s, made, made == s->pam.changes.count);
		return EXIT_FAILED;
	}
	if (try_all(s, NULL, false, true)) {
		put_back(s, made, true);
		return EXIT_GUARD;
	}
	return EXIT_FINE;
}

static int make_sshd(struct setup *s)
{
	struct err e = ERR_NONE;
	const char *unit = s->sshd.changes.count ? sshd_unit() : NULL;
	const char *const reload[] = {"systemctl", "reload", unit, NULL};
	char said[256];

	if (sshd_make(&s->sshd, &e) < 0) {
		say("setup: %s", e.message);
		return EXIT_FAILED;
	}
	if (unit && tool_run_line(reload, said, sizeof(said)))
		report_line(s->report, REPORT_FAIL, "sshd reload", "by hand: systemctl reload %s: %s", unit,
			said);
	else if (s->sshd.changes.count && !unit)
		say("setup: sshd has to read its configuration again: kill -HUP its process");
	return EXIT_FINE;
}

static int make_all(struct setup *s)
{
	struct err e = ERR_NONE;
	int status;

	if (make_acts(&s->groups, &e) < 0) {
		say("setup: %s", e.message);
		return EXIT_FAILED;
	}
	status = make_pam(s);
	if (!status)
		status = make_sshd(s);
	if (!status && make_acts(&s->host, &e) < 0) {
		say("setup: %s", e.message);
		status = EXIT_FAILED;
	}
	return status;
}

static int set_up(struct setup *s)
{
	int status = check_module(s);

	if (!status)
		status = read_host(s);
	if (!status)
		status = plan(s);
	if (status)
		return status;
	if (!s->report->dry_run) {
		choose_accounts(s);
		try_all(s, NULL, true, true);
		status = make_all(s);
	}
	if (status)
		return status;
	report_all(s);
	return s->report->failed ? EXIT_FAILED : EXIT_FINE;
}

static void release(struct setup *s)
{
	for (int i = 0; i < WHO; i++)
		free(s->who[i]);
	acts_free(&s->groups);
	acts_free(&s->host);
	pam_files_free(&s->pam);
	profile_free(&s->profile);
	sshd_free(&s->sshd);
	stage_remove();
}

static void finish(struct report *r, bool undo, int status)
{
	if (r->list) {
		struct json *o = json_make_object();

		json_put_number(o, "schema", 1);
		json_put_bool(o, "dry_run", r->dry_run);
		json_put(o, "steps", r->list);
		json_finish(o);
	} else if (r->dry_run) {
		printf("%u to do; nothing was changed\n", r->changed);
	} else if (!r->changed && !r->failed && !status) {
		printf(undo ? "nothing of hostel setup was there\n"
			    : "everything was as it must be: nothing was changed\n");
	}
}

int cmd_setup(const struct cli *c, int count, char **operands)
{
	struct report r = {.list = c->json ? json_make_array() : NULL, .dry_run = c->dry_run};
	struct setup s = {.cli = c, .report = &r};
	struct err e = ERR_NONE;
	int AUTO_CLOSE lock = -1;
	int status;

	(void)count;
	(void)operands;
	umask(022); /* of what the tools write, too */
	lock = record_lock(&e);
	if (lock < 0) {
		say("setup: %s", e.message);
		return e.code == EBUSY ? EXIT_BUSY : EXIT_SYSTEM;
	}
	if (c->undo) {
		status = setup_undo(c, &r);
	} else {
		status = set_up(&s);
		release(&s);
	}
	finish(&r, c->undo, status);
	if (status == EXIT_FINE && !c->undo && !c->dry_run && !c->json)
		doctor_left(c);
	if (status == EXIT_FINE && !c->undo && !c->dry_run && !c->json && !s.has_tenants)
		printf("\nnext: hostel tenant add NAME --plan basic --key FILE.pub\n");
	return status;
}
