/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel explain: why a tenant complains; what one key does to the tenant; how the tenant is.
 */
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "cli/explain/gather.h"
#include "cli/explain/judge.h"
#include "cli/explain/report_complaint.h"
#include "cli/explain/report_key.h"
#include "cli/explain/report_state.h"
#include "cli/output.h"
#include "command.h"
#include "policy/keys.h"
#include "policy/print.h"

static int explain_complaint(const struct cli *c, const struct facts *f, const struct complaint *complaint,
	const char *text)
{
	struct answer answers[COMPLAINT_CAUSES];
	const size_t count = judge(f, complaint, answers);

	if (c->json)
		report_complaint_json(f, text, answers, count);
	else
		report_complaint(f, text, answers, count);
	return EXIT_FINE;
}

/* One word without a blank may have been meant as a key. */
static int not_known(const struct facts *f, const char *text, const struct key_search *s)
{
	char *AUTO_FREE printable = make_printable(text_of("%s", text));

	if (s->near < FIELD_COUNT && !strpbrk(text, " \n"))
		say("explain: there is no key %s; a key with a similar name exists: hostel explain %s %s",
			printable, f->name, policy_field(s->near)->key);
	else
		report_unknown(f, text);
	return EXIT_FAILED;
}

/* An administrator's sentence of maintenance is none that a table could have. */
static bool is_drain(const struct facts *f, const char *text, struct complaint *complaint)
{
	if (!f->drained || !strstr(text, f->drain))
		return false;
	*complaint = (struct complaint){.causes = {CAUSE_drain}};
	return true;
}

static int explain_service(const struct cli *c, const struct facts *f, const struct service_key_search *s)
{
	if (report_service_key(f, s->name, s->key, c->json))
		return EXIT_FINE;
	say("explain: %s has no service %s: hostel service list %s", f->name, s->name, f->name);
	return EXIT_NO_SUCH;
}

static int explain(
	const struct cli *c, const struct facts *f, const char *text, const struct complaint *known)
{
	const struct key_search s = policy_key_search(text, SCOPE_TENANT);
	struct complaint complaint = *known;
	struct service_key_search service;

	if (s.id < FIELD_COUNT && s.other < FIELD_COUNT) {
		say("explain: %s: is it %s.%s or %s.%s?", text, policy_field(s.id)->section,
			policy_field(s.id)->key, policy_field(s.other)->section, policy_field(s.other)->key);
		return EXIT_USAGE;
	}
	if (policy_service_key_search(text, &service) && service.key < SERVICE_KEY_COUNT)
		return explain_service(c, f, &service);
	if (s.id < FIELD_COUNT && c->json)
		report_key_alone_json(f, s.id);
	else if (s.id < FIELD_COUNT)
		report_key(f, s.id);
	else if (is_drain(f, text, &complaint) || complaint.causes[0])
		return explain_complaint(c, f, &complaint, text);
	else
		return not_known(f, text, &s);
	return EXIT_FINE;
}

int cmd_explain(const struct cli *c, int count, char **operands)
{
	const char *text = count > 1 ? operands[1] : NULL;
	struct complaint complaint = {.port = 0};
	struct gathered g;
	int status;

	if (text)
		complaint_read(&complaint, text);
	status = gather(&g, c, operands[0], complaint.path);
	if (status == EXIT_POLICY)
		say("%s: nobody comes in as long as that is so: hostel check %s", operands[0], operands[0]);
	else if (!status && text)
		status = explain(c, &g.facts, text, &complaint);
	else if (!status && c->json)
		report_state_json(&g.facts);
	else if (!status)
		report_state(&g.facts);
	gather_free(&g);
	return status;
}
