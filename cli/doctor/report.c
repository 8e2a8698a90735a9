/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What hostel doctor found, as a whole.
 */
#include "report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/config.h"
#include "cli/config_file.h"
#include "cli/output.h"

/* What is wrong with the file is the check `waivers`'s to say. */
void report_begin(struct report *r, const struct cli *cli)
{
	int AUTO_CLOSE config = -1;
	char *AUTO_FREE text = NULL;

	*r = (struct report){.time = (uint64_t)time(NULL)};
	gethostname(r->host, sizeof(r->host) - 1);
	make_printable(r->host);
	say_nothing(true);
	config = config_open_own(cli);
	if (config >= 0 && config_text(config, WAIVERS_FILE, &text) == 0)
		waivers_parse(&r->waivers, text, waiver_today());
	say_nothing(false);
	say_forget();
}

struct result *report_add(struct report *r, const struct doctor_check *c, struct verdict *v)
{
	r->results = reallocarray(r->results, r->count + 1, sizeof(*r->results));
	if (!r->results)
		out_of_memory();
	waivers_apply(&r->waivers, c, v);
	r->results[r->count] = (struct result){.check = c, .verdict = *v, .was = LEVELS};
	*v = (struct verdict){0};
	return &r->results[r->count++];
}

void report_count(struct report *r)
{
	memset(r->counts, 0, sizeof(r->counts));
	for (size_t i = 0; i < r->count; i++)
		if (!r->results[i].hidden)
			r->counts[r->results[i].verdict.level]++;
}

void report_free(struct report *r)
{
	for (size_t i = 0; i < r->count; i++)
		verdict_free(&r->results[i].verdict);
	free(r->results);
	waivers_free(&r->waivers);
}
