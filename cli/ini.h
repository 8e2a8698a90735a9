/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Changing single lines of an INI text: comments, order, blank lines and everything else stay byte for
 * byte. What the text means is policy/'s to judge, before and after.
 */
#ifndef CLI_INI_H
#define CLI_INI_H

#include <stdbool.h>
#include <stddef.h>

/*
 * True if the value can be written in one line: no control characters, not both kinds of quotes, no
 * backslash. Anything else could be another line, or another value, for who reads it.
 */
bool ini_writable(const char *value);

/*
 * The text with `key = value` in [section]: where it stands, in front of a comment behind it; else behind
 * the section's last key; else in a new section at the end. `value` must be ini_writable(). malloc'ed.
 */
char *ini_set(const char *text, const char *section, const char *key, const char *value);

/* The text without any line of the key in [section]. malloc'ed; the same text if there is none. */
char *ini_unset(const char *text, const char *section, const char *key);

/*
 * The text without [section]: its line, its keys and what stands between them. Comments behind its last key
 * stay. malloc'ed; the same text if there is none.
 */
char *ini_unset_section(const char *text, const char *section);

/* Has [section] a key? */
bool ini_has_keys(const char *text, const char *section);

/* The value of the first such line, without quotes, malloc'ed; NULL if there is none. */
char *ini_get(const char *text, const char *section, const char *key);

/* The text with `to` wherever the value `from` stands in [section], of `key` or (NULL) of any. malloc'ed.
 */
char *ini_swap(const char *text, const char *section, const char *key, const char *from, const char *to);

/* From `at`, which is the text at first: the next key of [section], with its value, both malloc'ed. False:
 * no more. */
struct ini_cursor {
	const char *at, *section;
	size_t length;
	unsigned line; /* that of the key, from 1 on */
	unsigned odd;  /* 0, or the first line so far that is neither key, section nor comment */
};
bool ini_next(struct ini_cursor *c, const char *section, char **key, char **value);

/* The same of all sections: *section is malloc'ed, too. */
bool ini_each(struct ini_cursor *c, char **section, char **key, char **value);

#endif
