/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel doctor: is every waiver one?
 */
#include "base/fd.h"
#include "checks.h"
#include "cli/config.h"
#include "cli/config_file.h"
#include "cli/output.h"
#include "waiver.h"

void doctor_waivers(struct doctor *d, struct verdict *v)
{
	int AUTO_CLOSE config = -1;
	char *AUTO_FREE text = NULL;
	struct waivers w = {0};
	int status;

	say_nothing(true);
	config = config_open_own(d->cli);
	status = config < 0 ? 1 : config_text(config, WAIVERS_FILE, &text);
	say_nothing(false);
	if (status) {
		verdict_set(v, LEVEL_WARN, "none counts: %s", said());
		return;
	}
	waivers_parse(&w, text, waiver_today());
	for (size_t i = 0; i < w.count; i++)
		if (w.v[i].mistake || w.v[i].expired)
			verdict_add_of(v, w.v[i].tenant, "%s%s%s: %s", w.v[i].check,
				w.v[i].tenant ? " of " : "", w.v[i].tenant ? w.v[i].tenant : "",
				w.v[i].mistake ? w.v[i].mistake : "it has expired");
	verdict_count(v, LEVEL_WARN, "every waiver counts", "waivers that do not count");
	waivers_free(&w);
}
