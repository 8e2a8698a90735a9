/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * iniparser, the lexer.
 */
#ifndef POLICY_LEX_H
#define POLICY_LEX_H

#include "policy/problems.h"
#include "scan.h"

/* Load s->clean with iniparser and compare: every entry must read there as the scan saw it. 0, or EINVAL if
 * it could not be loaded. */
int lex_compare(const struct scan *s, const char *file, struct problems *ps);

#endif
