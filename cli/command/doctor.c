/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel doctor: an assessment of the host. Nothing is changed but by `waive`, which writes waivers.ini.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "cli/config.h"
#include "cli/config_file.h"
#include "cli/deed.h"
#include "cli/doctor/grade.h"
#include "cli/doctor/probe.h"
#include "cli/doctor/report.h"
#include "cli/doctor/report_html.h"
#include "cli/doctor/report_json.h"
#include "cli/doctor/report_text.h"
#include "cli/doctor/worker.h"
#include "cli/ini.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "command.h"

#define BASELINE_MAX (64 << 20)

/* Was the check asked for? Without operands all are. */
static bool wanted(const struct doctor_check *c, int count, char **names)
{
	for (int i = 0; i < count; i++)
		for (const struct doctor_check *one = doctor_check_find(names[i], doctor_checks); one;
			one = doctor_check_find(names[i], one + 1))
			if (one == c)
				return true;
	return !count;
}

static const struct doctor_check *check_named(const char *name)
{
	const struct doctor_check *c = doctor_check_find(name, doctor_checks);

	if (!c)
		say("doctor: %s: no such check: hostel doctor list names them", name);
	return c;
}

/* What takes longest is looked at beside all else: the three that walk through the files share one walk. */
static bool walks(const struct doctor_check *c)
{
	return c->run == doctor_privileged_files || c->run == doctor_writable_files ||
	       c->run == doctor_sockets;
}

static void run_checks(struct report *r, const struct cli *cli, int count, char **names)
{
	struct worker w, walker;

	worker_begin(&w, cli);
	worker_begin(&walker, cli);
	for (size_t i = 0; i < doctor_check_count && !walker.pid; i++)
		if (walks(&doctor_checks[i]) && wanted(&doctor_checks[i], count, names))
			worker_ahead(&walker, &doctor_checks[i]);
	for (size_t i = 0; i < doctor_check_count; i++) {
		struct worker *one = walks(&doctor_checks[i]) ? &walker : &w;
		struct verdict v;

		if (!doctor_checks[i].run || !wanted(&doctor_checks[i], count, names))
			continue;
		progress("checks", i);
		worker_run(one, &doctor_checks[i], &v);
		report_add(r, &doctor_checks[i], &v);
		r->tenants = one->tenants;
	}
	worker_end(&w);
	worker_end(&walker);
	progress(NULL, 0);
}

void doctor_left(const struct cli *cli)
{
	struct report r;

	report_begin(&r, cli);
	run_checks(&r, cli, 0, NULL);
	report_count(&r);
	printf("\n%shostel doctor still finds:%s\n", paint(PAINT_BOLD), paint(PAINT_PLAIN));
	report_print(&r, true);
	report_free(&r);
}

/* 0, or an exit status after saying why not. */
static int compare(struct report *r, const char *path)
{
	int AUTO_CLOSE fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	char *AUTO_FREE text = NULL;
	size_t length;

	if (fd < 0 || fd_read_file(fd, BASELINE_MAX, &text, &length) < 0) {
		say("doctor: --baseline %s: %s", path, strerror(errno));
		return EXIT_FAILED;
	}
	if (!report_compare(r, text)) {
		say("doctor: --baseline %s: not what hostel doctor --json prints", path);
		return EXIT_USAGE;
	}
	r->baseline = path;
	return 0;
}

static int print(struct report *r, const struct cli *cli)
{
	int status = cli->baseline ? compare(r, cli->baseline) : 0;

	if (status)
		return status;
	report_count(r);
	if (cli->html)
		report_print_html(stdout, r);
	else if (cli->json)
		report_print_json(r);
	else
		report_print(r, false);
	return grade_exit(r->counts);
}

static int assess(const struct cli *cli, int count, char **names)
{
	struct report r;
	int status = 0;

	for (int i = 0; i < count; i++) {
		const struct doctor_check *c = check_named(names[i]);

		if (!c)
			return EXIT_USAGE;
		if (!c->run && !cli->probe) {
			say("doctor: %s is tried from inside: hostel doctor --probe TENANT", c->id);
			return EXIT_USAGE;
		}
	}
	report_begin(&r, cli);
	if (cli->probe)
		status = probe_tenant(&r, cli);
	if (!status)
		run_checks(&r, cli, count, names);
	if (!status)
		status = print(&r, cli);
	report_free(&r);
	return status;
}

static int list(const struct cli *cli, int count, char **names)
{
	if (count) {
		say("doctor list: %s is too much: hostel doctor explain %s", names[0], names[0]);
		return EXIT_USAGE;
	}
	if (cli->json) {
		checks_print_json(wanted, 0, NULL);
		return EXIT_FINE;
	}
	for (size_t i = 0; i < doctor_check_count; i++)
		printf("%-4s %-20s %s\n", doctor_checks[i].code, doctor_checks[i].id, doctor_checks[i].title);
	return EXIT_FINE;
}

static int explain(const struct cli *cli, int count, char **names)
{
	for (int i = 0; i < count; i++)
		if (!check_named(names[i]))
			return EXIT_USAGE;
	if (!count) {
		say("doctor explain: a check is missing: hostel doctor explain CHECK...");
		return EXIT_USAGE;
	}
	if (cli->json) {
		checks_print_json(wanted, count, names);
		return EXIT_FINE;
	}
	for (size_t i = 0; i < doctor_check_count; i++)
		if (wanted(&doctor_checks[i], count, names))
			check_print(&doctor_checks[i]);
	return EXIT_FINE;
}

/* --- waive -------------------------------------------------------------------------------------------- */

/* What makes it no waiver, said; 0 if nothing does. */
static int judge_waiver(const struct cli *cli)
{
	const unsigned day = cli->until ? waiver_day(cli->until) : 0;

	if (!day || !cli->reason || !*cli->reason) {
		say("doctor waive: a day and a reason are needed: --until 2027-03-01 --reason TEXT%s%s",
			cli->until && !day ? ": no day: " : "", cli->until && !day ? cli->until : "");
		return EXIT_USAGE;
	}
	if (day <= waiver_today()) {
		say("doctor waive: --until %s: it would have expired already", cli->until);
		return EXIT_USAGE;
	}
	if (!ini_writable(cli->reason)) {
		say("doctor waive: --reason is one line, without backslashes and without both "
		    "kinds of quotes");
		return EXIT_USAGE;
	}
	if (cli->tenant && !account_exists(cli->tenant)) {
		say("doctor waive: --tenant %s: there is no such account", cli->tenant);
		return EXIT_NO_SUCH;
	}
	return 0;
}

/* A hole in a way in is nobody's to accept for everybody. */
static int guard(const struct cli *cli, const struct doctor_check *c)
{
	struct worker w;
	struct verdict v;
	int status = 0;

	if (cli->tenant || waiver_may_be_of_all(c, LEVEL_FAIL) || !c->run)
		return 0;
	worker_begin(&w, cli);
	worker_run(&w, c, &v);
	worker_end(&w);
	if (!waiver_may_be_of_all(c, v.level)) {
		say("doctor waive: %s fails: %s. That cannot be waived for all tenants: repair it (%s), or "
			"waive it for one by --tenant", c->id, v.detail, v.remedy ? v.remedy : c->remedy);
		status = EXIT_GUARD;
	}
	verdict_free(&v);
	return status;
}

static int write_waiver(struct deed *d, const struct cli *cli)
{
	char *AUTO_FREE old = NULL, *AUTO_FREE new = NULL, *AUTO_FREE words = NULL;
	char *AUTO_FREE value = NULL;
	const int status = config_text(d->config, WAIVERS_FILE, &old);

	if (status)
		return status;
	if (cli->off) {
		new = ini_unset(old ? old : "", WAIVERS_SECTION, d->name);
		words = text_of("it counts again");
		if (!old || !strcmp(new, old)) {
			say("doctor waive: there is no waiver of %s", d->name);
			return EXIT_NO_SUCH;
		}
	} else {
		value = text_of("%s %s", cli->until, cli->reason);
		new = ini_set(old ? old : "", WAIVERS_SECTION, d->name, value);
		words = text_of("waived until %s", cli->until);
	}
	return old && !strcmp(new, old) ? 0 : deed_write(d, WAIVERS_FILE, new, words);
}

/* "php-fpm:alice" in the file, which other changes of the configuration wait for. */
static int note_waiver(const struct cli *cli, const struct doctor_check *c)
{
	char *AUTO_FREE key =
		text_of("%s%s%s", c->id, cli->tenant ? ":" : "", cli->tenant ? cli->tenant : "");
	struct deed d;
	int status = deed_begin(&d, cli, "doctor waive", key);

	if (!status)
		status = write_waiver(&d, cli);
	return deed_end(&d, status);
}

static int waive(const struct cli *cli, int count, char **names)
{
	const struct doctor_check *c = count == 1 ? check_named(names[0]) : NULL;
	int status;

	if (count != 1)
		say("doctor waive: one check: hostel doctor waive CHECK [--tenant TENANT] --until "
		    "DATE --reason TEXT");
	if (!c)
		return EXIT_USAGE;
	if (doctor_check_find(names[0], c + 1)) {
		say("doctor waive: %s is more than one check: hostel doctor list names them", names[0]);
		return EXIT_USAGE;
	}
	status = cli->off ? 0 : judge_waiver(cli);
	if (!status && !cli->off)
		status = guard(cli, c);
	return status ? status : note_waiver(cli, c);
}

/* Options of waive are no options of the others. */
static int refuse_options(const struct cli *cli)
{
	if (!cli->tenant && !cli->until && !cli->reason && !cli->off)
		return 0;
	say("doctor: --tenant, --until, --reason and --off belong to hostel doctor waive");
	return EXIT_USAGE;
}

int cmd_doctor(const struct cli *cli, int count, char **operands)
{
	const char *verb = count ? operands[0] : "";
	int status;

	if (!strcmp(verb, "waive"))
		return waive(cli, count - 1, operands + 1);
	status = refuse_options(cli);
	if (status)
		return status;
	if (!strcmp(verb, "list"))
		return list(cli, count - 1, operands + 1);
	if (!strcmp(verb, "explain"))
		return explain(cli, count - 1, operands + 1);
	if (cli->html && cli->json) {
		say("doctor: --html and --json are two answers: use one of them");
		return EXIT_USAGE;
	}
	return assess(cli, count, operands);
}
