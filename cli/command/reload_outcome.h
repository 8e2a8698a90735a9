/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What hostel reload did, or would do, to one tenant's sandbox.
 */
#ifndef CLI_RELOAD_OUTCOME_H
#define CLI_RELOAD_OUTCOME_H

#include <stdbool.h>
#include <stddef.h>

#include "cgroup/find.h"
#include "cli/cli.h"
#include "cli/json.h"
#include "policy/policy.h"

#define RELOAD_REASONS_MAX 8

struct reload_change {
	enum field_id field;
	enum field_effect effect; /* as it is for this sandbox: a limit may need a new one */
	char *from, *to;
};

struct outcome {
	const char *tenant;
	size_t change_count;
	struct reload_change changes[FIELD_COUNT];
	const char *owner; /* whose limits are others now; or NULL */
	size_t reason_count;
	const char *reasons[RELOAD_REASONS_MAX]; /* for a new sandbox, beside keys */
	struct cgroup_warnings warnings;
	bool suspended;
	bool restarted;
	int status;  /* EXIT_x that goes with the error */
	char *error; /* why nothing was changed, or what went wrong; malloc'ed */
};

bool outcome_needs_restart(const struct outcome *o);
size_t outcome_count(const struct outcome *o, enum field_effect effect);

/* One line. False: there was nothing to say. */
bool outcome_print(const struct outcome *o, const struct cli *c);
struct json *outcome_json(const struct outcome *o);
void outcome_free(struct outcome *o);

#endif
