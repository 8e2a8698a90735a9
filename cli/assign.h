/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * KEY=VALUE of a command line, and the text of a policy file with them.
 */
#ifndef CLI_ASSIGN_H
#define CLI_ASSIGN_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/policy.h"

#define ASSIGN_MAX 128

/* What is to be set, or with `value` NULL taken out. */
struct assign {
	enum field_id field; /* FIELD_COUNT: a key of a service */
	const char *value;
	char service[SERVICE_NAME_MAX + 1];
	enum service_key service_key; /* SERVICE_KEY_COUNT: its whole section, which can be taken out only */
};

/*
 * Operands KEY=VALUE, or with `unset` KEY, of a file of this kind (SCOPE_PLAN, SCOPE_TENANT). How many, or
 * -1 after saying what is wrong and what would be right. The values point into the operands.
 */
int assign_parse(const char *verb, enum field_scope kind, bool unset, int count, char **operands,
	struct assign list[ASSIGN_MAX]);

/* The text with all of them; malloc'ed. */
char *assign_edit(const char *text, const struct assign *list, int count);

/* Is it of this section, such as "filesystem"? */
bool assign_is_in(const struct assign *a, const char *section);

/* "memory.max = 512M, without pids.max", malloc'ed. */
char *assign_words(const struct assign *list, int count);

#endif
