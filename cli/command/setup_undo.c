/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel setup --undo: what hostel setup wrote is taken out again. A file that nobody else has
 * edited is then byte for byte what it was; from one that somebody has, our block is taken and the
 * rest is left.
 */
#include "setup_undo.h"

#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "cli/doctor/tenants.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/setup/acts.h"
#include "cli/setup/pam_files.h"
#include "cli/setup/profile.h"
#include "cli/setup/record.h"
#include "cli/setup/sshd.h"
#include "cli/setup/stage.h"
#include "cli/tool.h"

#define NAMES_SHOWN 5

/* Without PAM's lines a tenant is refused at best: internal-sftp would serve the host's files. */
static int check_tenants(const struct cli *c)
{
	struct doctor d = {.cli = c};
	char list[512] = "";
	size_t used = 0, count;

	doctor_tenants(&d);
	progress(NULL, 0);
	count = d.tenant_count;
	for (size_t i = 0; i < count && i < NAMES_SHOWN && used < sizeof(list); i++)
		used += (size_t)snprintf(
			list + used, sizeof(list) - used, "%s%s", i ? ", " : "", d.tenants[i].name);
	doctor_free(&d);
	if (!count || c->force)
		return EXIT_FINE;
	say("setup: there %s %zu tenant%s (%s%s): without these lines sshd's internal-sftp would serve them "
	    "the host's files: hostel tenant remove TENANT first, or hostel setup --undo --force",
		count == 1 ? "is" : "are", count, count == 1 ? "" : "s", list,
		count > NAMES_SHOWN ? ", ..." : "");
	return EXIT_GUARD;
}

static void undo_changes(struct report *r, const struct changes *c, const char *what)
{
	for (size_t i = 0; i < c->count; i++) {
		struct err e = ERR_NONE;

		if (r->dry_run && !r->list)
			change_print(&c->v[i]);
		if (!r->dry_run && change_make(&c->v[i], &e) < 0)
			report_line(r, REPORT_FAIL, what, "%s", e.message);
		else
			report_line(r, report_made(r), what, "%s %s", c->v[i].path,
				c->v[i].after ? "without the lines of hostel" : "is removed");
	}
}

static void undo_pam(struct report *r, const char *sshd_service)
{
	struct pam_files f = {0};
	struct err e = ERR_NONE;

	if (pam_files_plan_undo(&f, sshd_service, &e) < 0)
		report_line(r, REPORT_FAIL, "PAM", "%s", e.message);
	for (size_t i = 0; i < f.count; i++)
		if (f.services[i].wrong)
			report_line(r, REPORT_FAIL, f.services[i].name, "%s", f.services[i].note);
	undo_changes(r, &f.changes, "PAM");
	pam_files_free(&f);
	if (!profile_is_there())
		return;
	if (!r->dry_run && profile_undo(&e) < 0)
		report_line(r, REPORT_FAIL, "pam_systemd", "%s", e.message);
	else
		report_line(r, report_made(r), "pam_systemd",
			"pam-auth-update --remove systemd-hostel");
}

static void undo_sshd(struct report *r, const struct sshd *s)
{
	const char *unit = s->changes.count && !r->dry_run ? sshd_unit() : NULL;
	const char *const reload[] = {"systemctl", "reload", unit, NULL};
	char said[256];

	undo_changes(r, &s->changes, "sshd");
	if (unit && tool_run(reload, said, sizeof(said)))
		report_line(r, REPORT_FAIL, "sshd", "systemctl reload %s: %s", unit, said);
}

static void undo_acts(struct report *r, const struct acts *a)
{
	for (size_t i = a->count; i-- > 0;) {
		const struct act *act = &a->v[i];
		char *AUTO_FREE typed = act->undo[0] ? tool_text(act->undo) : text_of("%s", "");
		struct err e = ERR_NONE;
		const int n =
			r->dry_run ? act->undo[0] && record_has(act->what) : act_undo(act, &e);

		if (n > 0)
			report_line(r, report_made(r), act->what, "%s", typed);
		else if (n < 0)
			report_line(r, REPORT_FAIL, act->what, "%s", e.message);
	}
}

/* Those that setup made, whatever hostel.ini names by now. One with members is somebody's. */
static void undo_groups(struct report *r)
{
	char *AUTO_FREE names = record_names("group");
	char *rest = names;

	for (char *name; (name = strsep(&rest, "\n"));) {
		const struct group *g = *name ? getgrnam(name) : NULL;
		struct acts a = {0};

		if (g && *g->gr_mem)
			report_line(r, REPORT_NOTE, name, "the group is kept: it has members");
		if (!g || *g->gr_mem)
			continue;
		acts_groups(&a, name);
		undo_acts(r, &a);
		acts_free(&a);
	}
}

int setup_undo(const struct cli *c, struct report *r)
{
	int status = check_tenants(c);
	struct sshd sshd = {0};
	struct acts host = {0};
	struct err e = ERR_NONE;

	if (status)
		return status;
	acts_host(&host);
	if (sshd_plan_undo(&sshd, &e) < 0)
		report_line(r, REPORT_FAIL, "sshd", "%s", e.message);
	undo_pam(r, *sshd.service ? sshd.service : "sshd");
	undo_sshd(r, &sshd);
	undo_acts(r, &host);
	undo_groups(r);
	acts_free(&host);
	sshd_free(&sshd);
	stage_remove();
	if (!r->failed && !r->dry_run)
		record_remove();
	return r->failed ? EXIT_FAILED : EXIT_FINE;
}
