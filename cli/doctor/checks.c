/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of the checks, made of checks.def.
 */
#include "checks.h"

#include <string.h>
#include <strings.h>

#define NEEDS_TENANTS true
#define NEEDS_NONE false

const struct doctor_check doctor_checks[] = {
#define CHECK(ident, id, code, needs, seconds, title, look, why, remedy, impact, reference)        \
	{id, code, NEEDS_##needs, seconds, title, look, why, remedy, impact, reference, doctor_##ident},
#define PROBE(id, code, title, look, why, remedy, impact, reference)                               \
	{id, code, false, 0, title, look, why, remedy, impact, reference, NULL},
#include "checks.def"
#undef CHECK
#undef PROBE
};

const size_t doctor_check_count = sizeof(doctor_checks) / sizeof(doctor_checks[0]);

const char *doctor_area(const struct doctor_check *c)
{
	static const struct {
		char letter;
		const char *name;
	} areas[] = {{'K', "kernel"}, {'C', "limits"}, {'L', "security modules"}, {'S', "sshd"},
		{'P', "PAM"}, {'W', "other ways in"}, {'T', "tenants"}, {'F', "files"},
		{'N', "network"}, {'R', "what is left"}, {'X', "from inside"}};

	for (size_t i = 0; i < sizeof(areas) / sizeof(areas[0]); i++)
		if (areas[i].letter == *c->code)
			return areas[i].name;
	return "?";
}

const struct doctor_check *doctor_check_find(const char *name, const struct doctor_check *from)
{
	for (; from < doctor_checks + doctor_check_count; from++)
		if (!strcmp(from->id, name) || !strcasecmp(from->code, name))
			return from;
	return NULL;
}
