/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The checks of hostel doctor: the rows of checks.def, which also declares their functions.
 */
#ifndef CLI_DOCTOR_CHECKS_H
#define CLI_DOCTOR_CHECKS_H

#include <stdbool.h>
#include <stddef.h>

#include "tenants.h"
#include "verdict.h"

struct doctor_check {
	const char *id, *code; /* "leaks", "K07": a family's letter and a number; a code may be that of two */
	bool tenants;          /* it says nothing as long as it is not known who the tenants are */
	unsigned seconds;      /* it has for its work; 0: a probe (probe.h) */
	const char *title;
	const char *look;      /* the command or file that shows the same */
	const char *why;       /* it matters */
	const char *remedy;    /* a command, or what to write where */
	const char *impact;    /* of the remedy */
	const char *reference;
	void (*run)(struct doctor *d, struct verdict *v); /* NULL: a probe */
};

extern const struct doctor_check doctor_checks[];
extern const size_t doctor_check_count;

/* What the family of the check is called: "kernel". */
const char *doctor_area(const struct doctor_check *c);

/* The first check from `from` on with this id or code, in any case of letters, or NULL. */
const struct doctor_check *doctor_check_find(const char *name, const struct doctor_check *from);

#define CHECK(ident, ...) void doctor_##ident(struct doctor *d, struct verdict *v);
#define PROBE(...)
#include "checks.def"
#undef CHECK
#undef PROBE

#endif
