/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One value as it stands in a line: where it ends, what its quotes are, where a comment begins.
 * Stricter than iniparser, so that every version of it reads what passes here in the same way.
 */
#include "scan_value.h"

#include <string.h>

#include "policy/ascii.h"
#include "scan_bytes.h"

static bool is_comment_sign(char c)
{
	return c == ';' || c == '#';
}

/* What may stand behind a closing quote: nothing, or a blank and a comment. */
static int check_tail(const char *tail, struct complaint *c)
{
	bool blank = ascii_blank(*tail);

	while (ascii_blank(*tail))
		tail++;
	if (!*tail || (blank && is_comment_sign(*tail)))
		return 0;
	if (is_comment_sign(*tail))
		return complain(c, "a comment needs a blank before its %c", *tail);
	return complain(c, "nothing may stand behind the closing quote");
}

static int scan_quoted(const char *text, struct value_span *v, struct complaint *c)
{
	const char *end = strchr(text + 1, text[0]);

	if (!end)
		return complain(c, "the closing %c is missing", text[0]);
	v->start = 1;
	v->length = (size_t)(end - text) - 1;
	v->used = v->length + 2;
	return check_tail(end + 1, c);
}

static int scan_unquoted(const char *text, bool spaced, struct value_span *v, struct complaint *c)
{
	size_t end = 0;

	for (; text[end]; end++) {
		bool comment = is_comment_sign(text[end]);

		if (comment && (end ? ascii_blank(text[end - 1]) : spaced))
			break;
		if (comment)
			return complain(c,
				"put the value in quotes if the %c belongs to it, or a blank "
				"before it if it starts a comment",
				text[end]);
		if (text[end] == '"' || text[end] == '\'')
			return complain(c, "quotes go around the whole value or not at all");
	}
	while (end && ascii_blank(text[end - 1]))
		end--;
	v->start = 0;
	v->length = end;
	v->used = end;
	return 0;
}

int scan_value(const char *text, bool spaced, struct value_span *v, struct complaint *c)
{
	bool quoted = text[0] == '"' || text[0] == '\'';
	int error = quoted ? scan_quoted(text, v, c) : scan_unquoted(text, spaced, v, c);

	if (error)
		return error;
	if (!scan_ascii(text + v->start, v->length))
		return complain(c, "only ASCII can stand here; other letters in comments only");
	if (memchr(text + v->start, '\\', v->length))
		return complain(c, "a backslash has no meaning here and cannot be part of a value");
	return 0;
}
