/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel tenant suspend, resume.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/fd.h"
#include "cli/assign.h"
#include "cli/half_made.h"
#include "cli/ini.h"
#include "cli/live.h"
#include "cli/output.h"
#include "cli/trial.h"
#include "end.h"
#include "subject.h"
#include "tenant.h"

static int shut(struct deed *d, const struct subject *s)
{
	const struct cli *c = d->cli;
	const struct assign list[] = {{.field = FIELD_suspended, .value = "yes"},
		{.field = FIELD_suspended_reason, .value = c->why},
		{.field = FIELD_suspended_until, .value = c->until}};
	char *AUTO_FREE text = assign_edit(s->text ? s->text : "", list, 3);
	char *AUTO_FREE words = text_of("suspended%s%s%s%s", c->until ? " until " : "",
		c->until ? c->until : "", c->why ? ": " : "", c->why ? c->why : "");
	const struct trial trial = {d->config, s->path, text};
	/* Who has a policy with mistakes already can be suspended, too. */
	int status = trial_tenant_again(&trial, &s->account);

	if (!status && (!s->text || strcmp(text, s->text)))
		status = deed_write(d, s->path, text, words);
	if (!status && !c->keep)
		status = end_sandboxes(d, &s->account);
	return status;
}

/* --until. The day is one, and has not begun: or all sessions would end, and the tenant come in again. */
static int check_until(const char *until)
{
	const time_t now = time(NULL);
	struct tm wanted = {0}, day, today;
	char again[16] = "";

	if (sscanf(until, "%4d-%2d-%2d", &wanted.tm_year, &wanted.tm_mon, &wanted.tm_mday) == 3) {
		wanted.tm_year -= 1900;
		wanted.tm_mon--;
		wanted.tm_hour = 12;
		day = wanted;
		if (timegm(&day) != (time_t)-1)
			strftime(again, sizeof(again), "%Y-%m-%d", &day);
	}
	/* 2026-02-30 would be another day. */
	if (strcmp(again, until) != 0) {
		say("tenant suspend: --until %s: write a day such as 2027-03-01", until);
		return EXIT_USAGE;
	}
	if (!localtime_r(&now, &today) || !strftime(again, sizeof(again), "%Y-%m-%d", &today) ||
		strcmp(until, again) > 0)
		return 0;
	say("tenant suspend: --until %s: that day has begun already: nothing was changed", until);
	return EXIT_USAGE;
}

int tenant_suspend(const struct cli *c, int count, char **operands)
{
	struct subject s = {0};
	struct deed d;
	int status;

	(void)count;
	if (c->why && !ini_writable(c->why)) {
		say("tenant suspend: --why is one line, without backslashes and without both kinds of "
		    "quotes");
		return EXIT_USAGE;
	}
	if (c->why && half_made_is_reason(c->why)) {
		say("tenant suspend: --why %s: by this sentence hostel knows tenants that are half made: "
		    "use another one", c->why);
		return EXIT_USAGE;
	}
	status = c->until ? check_until(c->until) : 0;
	if (status)
		return status;
	status = deed_begin(&d, c, "tenant suspend", operands[0]);
	if (!status)
		status = subject_read_tenant(&s, &d);
	if (!status)
		status = shut(&d, &s);
	subject_free(&s);
	return deed_end(&d, status);
}

/* One that remove has not finished is kept by this. */
static int open_again(struct deed *d, const struct subject *s)
{
	char *AUTO_FREE text = half_made_open(s->text ? s->text : "");
	const struct trial trial = {d->config, s->path, text};
	int status;

	if (!s->text || !strcmp(text, s->text))
		return 0;
	status = trial_tenant(&trial, &s->account, false, NULL);
	return status ? status : deed_write(d, s->path, text, "not suspended");
}

int tenant_resume(const struct cli *c, int count, char **operands)
{
	struct subject s = {0};
	struct deed d;
	int status;

	(void)count;
	status = deed_begin(&d, c, "tenant resume", operands[0]);
	if (!status)
		status = subject_read(&s, &d);
	if (!status && !(s.half == HALF_REMOVE && s.found)) {
		subject_free(&s);
		status = subject_read_tenant(&s, &d);
	}
	if (!status)
		status = open_again(&d, &s);
	if (!status)
		deed_services(&d);
	subject_free(&s);
	return deed_end(&d, status);
}
