/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What hostel check finds: mistakes and warnings, each said once however many chains it is in.
 */
#ifndef CLI_FINDINGS_H
#define CLI_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/problems.h"


struct finding {
	bool warning;
	char *directory; /* "" for the configuration's own, else with a slash behind */
	struct problem problem;
};

struct findings {
	size_t count, dropped;
	struct finding *v;
	size_t mistakes, warnings; /* dropped ones are mistakes */
	size_t files, tenants;     /* that were looked at */
};

/* All of *ps, as mistakes or as warnings; *ps is emptied. */
void findings_take(struct findings *f, const char *directory, struct problems *ps, bool warning);

void findings_print(const struct findings *f);
void findings_print_json(const struct findings *f);
void findings_free(struct findings *f);

#endif
