/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A text that grows in a fixed buffer, with the result of snprintf(3).
 */
#ifndef POLICY_TEXT_H
#define POLICY_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct text {
	char *buffer;
	size_t size;
	size_t length;
	bool special; /* holds a byte that must be quoted in a file */
};

void text_add(struct text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_put(struct text *t, const char *s);	       /* as it is */
void text_put_template(struct text *t, const char *s); /* % becomes %% */

#endif
