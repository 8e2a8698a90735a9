/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers as people write them.
 */
#ifndef POLICY_KIND_DIGITS_H
#define POLICY_KIND_DIGITS_H

#include "policy/complaint.h"
#include "policy/table.h"
#include "policy/text.h"

/* Digits only, no sign, no leading zeros, below UINT64_MAX; *at moves behind them. */
int number_read(const char **at, uint64_t *number, struct complaint *c);
/* N or N-M, each from min to max, or it is as `wrong` says; *at moves behind them. Not that N is below M. */
int number_read_range(const char **at, uint32_t min, uint32_t max, const char *wrong, uint32_t *first,
	uint32_t *last, struct complaint *c);
/* A number and one of the unit's names; a count has none. */
int number_read_unit(const char *text, enum unit unit, uint64_t *number, struct complaint *c);
/* VALUE_MAX is max. */
void number_print(struct text *out, uint64_t number, enum unit unit);
int number_in_range(const struct field *f, uint64_t number, enum unit unit, struct complaint *c);
bool word_means_max(const char *text); /* "unlimited", "infinity", "-1", ...: to say "write max" */

#endif
