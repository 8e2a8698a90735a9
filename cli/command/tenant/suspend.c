/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel tenant suspend, resume.
 */
#include <stdlib.h>
#include <string.h>

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
	if (c->until && strspn(c->until, "0123456789-") != strlen(c->until)) {
		say("tenant suspend: --until %s: write a day such as 2027-03-01", c->until);
		return EXIT_USAGE;
	}
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
