/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Of root's environment only what describes the terminal and the language reaches a tenant.
 */
#ifndef CLI_ENVIRONMENT_H
#define CLI_ENVIRONMENT_H

#include <stddef.h>

/*
 * TERM, LANG, LANGUAGE and LC_* of ours, and behind them `more` (NULL or NULL-terminated). A
 * malloc'ed array that ends with NULL; *count says how many. The strings are not copied.
 */
const char **environment_pass(const char *const *more, size_t *count);

#endif
