/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel metrics: the set of policies in force, and what brings it.
 */
#include "metrics_sets.h"

#include <stdint.h>

#include "base/fd.h"
#include "base/printable.h"
#include "cli/fleet/sets.h"
#include "cli/json.h"
#include "cli/output.h"
#include "cli/sync/settings.h"
#include "cli/sync/state.h"
#include "cli/watch/settings.h"
#include "cli/watch/state.h"
#include "exposition.h"

static void put_one(FILE *f, const char *name, const char *help, int64_t value)
{
	exposition_metric(f, name, "gauge", help);
	exposition_sample(f, name, NULL, value < 0 ? 0 : (uint64_t)value, 1);
}

/* What hostel apply put in force. */
static void put_set(FILE *f, const struct cli *c)
{
	struct json *is = sets_in_force(c);
	char *AUTO_FREE origin = is ? make_printable(text_of("%s", json_text(is, "origin"))) : NULL;

	if (!is)
		return;
	exposition_metric(f, "hostel_policy_set_info", "gauge", "The set of policies in force.");
	exposition_sample(f, "hostel_policy_set_info",
		(const struct label[]){{"commit", json_text(is, "commit")},
			{"origin", origin}, {NULL, NULL}}, 1, 1);
	if (json_number(is, "version") >= 0)
		put_one(f, "hostel_policy_set_version", "Version of the set of policies in force.",
			json_number(is, "version"));
	put_one(f, "hostel_policy_set_applied_timestamp_seconds", "When it was put in force.",
		json_number(is, "applied"));
	put_one(f, "hostel_policy_set_kept", "Tenants that kept what they had for a mistake in it.",
		json_number(is, "kept_count"));
	json_release(is);
}

static void put_sync(FILE *f, const struct cli *c)
{
	struct sync_state s;

	if (!sync_is_wanted(c))
		return;
	sync_state_read(&s);
	put_one(f, "hostel_sync_last_success_timestamp_seconds",
		"When hostel sync last had the newest commit in force.", s.succeeded);
	put_one(f, "hostel_sync_last_try_timestamp_seconds",
		"When hostel sync last ran to its end.", s.tried);
	exposition_metric(f, "hostel_sync_failed", "gauge",
		"1 if the last hostel sync failed, and the kind of error.");
	exposition_sample(f, "hostel_sync_failed", (const struct label[]){{"code", s.code}, {NULL, NULL}},
		*s.code != 0, 1);
}

static void put_watch(FILE *f, const struct cli *c)
{
	struct watch_state s;

	if (!watch_is_wanted(c))
		return;
	watch_state_read(&s);
	put_one(f, "hostel_watch_revision", "Revision of etcd up to which all that is good is in force.",
		s.revision);
	put_one(f, "hostel_watch_reached_timestamp_seconds", "When etcd answered last.", s.reached);
	put_one(f, "hostel_watch_values_refused", "Values of etcd that are not taken.", s.refused);
	put_one(f, "hostel_watch_values_missing", "Policies in force that etcd does not have any more.",
		s.missing);
	exposition_metric(f, "hostel_watch_failed", "gauge", "1 if hostel watch has an error, and its kind.");
	exposition_sample(f, "hostel_watch_failed", (const struct label[]){{"code", s.code}, {NULL, NULL}},
		*s.code != 0, 1);
}

void metrics_sets(FILE *f, const struct cli *c)
{
	put_set(f, c);
	put_sync(f, c);
	put_watch(f, c);
}
