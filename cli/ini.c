/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Changing single lines of an INI text. Lines are found as policy/file/scan.c finds them; a line that it
 * would refuse is left alone, and whoever checks the result says so.
 */
#include "ini.h"

#include <stdlib.h>
#include <string.h>

#include "output.h"

/* A line of `key = value`, or another one: key_length is 0 then. */
struct line {
	const char *start, *end; /* without the newline */
	const char *next;	 /* behind the newline */
	const char *key, *value; /* the value as written, with quotes */
	size_t key_length, value_length;
	const char *section; /* of a [section]; NULL: of no such line */
	size_t section_length;
};

/* Where a line is. */
struct place {
	const char *section;
	size_t length;
};

static bool blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The value from `start` on: what quotes hold, or up to a blank and a comment. */
static size_t value_length(const char *start, const char *end)
{
	const char *p = start;

	if (p < end && (*p == '"' || *p == '\'')) {
		const char *close = memchr(p + 1, *p, (size_t)(end - p - 1));

		const char *behind = close ? close + 1 : end;

		while (behind < end && (blank(*behind) || *behind == '\r'))
			behind++;
		/* What stands behind a quote and is no comment is a mistake, and goes with the value. */
		if (close && (behind == end || (behind > close + 1 && strchr(";#", *behind))))
			return (size_t)(close + 1 - start);
		p = end;
	}
	while (p < end && !((*p == ';' || *p == '#') && blank(p[-1])))
		p++;
	while (p > start && (blank(p[-1]) || p[-1] == '\r'))
		p--;
	return (size_t)(p - start);
}

static void read_section(struct line *l, const char *p)
{
	const char *close = memchr(p, ']', (size_t)(l->end - p));

	l->section = p + 1;
	l->section_length = (size_t)((close ? close : l->end) - l->section);
}

static void read_entry(struct line *l, const char *p)
{
	const char *equals = memchr(p, '=', (size_t)(l->end - p)), *key_end = equals;

	if (!equals || *p == '#' || *p == ';')
		return;
	while (key_end > p && blank(key_end[-1]))
		key_end--;
	l->key = p;
	l->key_length = (size_t)(key_end - p);
	for (l->value = equals + 1; l->value < l->end && blank(*l->value);)
		l->value++;
	l->value_length = value_length(l->value, l->end);
}

/* The line at *text, which goes on behind it. False at the end. */
static bool next_line(const char **text, struct line *l)
{
	const char *p = *text;

	if (!*p)
		return false;
	*l = (struct line){.start = p, .end = p + strcspn(p, "\n")};
	l->next = *l->end ? l->end + 1 : l->end;
	*text = l->next;
	while (p < l->end && blank(*p))
		p++;
	if (p < l->end && *p == '[')
		read_section(l, p);
	else if (p < l->end)
		read_entry(l, p);
	return true;
}

static bool same(const char *bytes, size_t length, const char *word)
{
	return bytes && strlen(word) == length && !memcmp(bytes, word, length);
}

/* next_line(), with the section that it is in. */
static bool step(const char **text, struct line *l, struct place *at)
{
	if (!next_line(text, l))
		return false;
	if (l->section)
		*at = (struct place){l->section, l->section_length};
	return true;
}

bool ini_writable(const char *value)
{
	for (const char *p = value; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f || *p == '\\')
			return false;
	return !strchr(value, '"') || !strchr(value, '\'');
}

/* With quotes where it needs them. */
static char *written(const char *value)
{
	const size_t n = strlen(value);
	const bool quotes = strpbrk(value, ";#'\"") || (n && (blank(*value) || blank(value[n - 1])));
	const char quote = strchr(value, '"') ? '\'' : '"';

	return quotes ? text_of("%c%s%c", quote, value, quote) : text_of("%s", value);
}

/* `text` with `middle` instead of what is between the two. */
static char *put_between(const char *text, const char *from, const char *to, const char *middle)
{
	return text_of("%.*s%s%s", (int)(from - text), text, middle, to);
}

/* A new line behind `l`, which may lack its newline. */
static char *put_behind(const char *text, const struct line *l, const char *entry)
{
	char *line = text_of("%s%s\n", *l->end ? "" : "\n", entry);
	char *result = put_between(text, l->next, l->next, line);

	free(line);
	return result;
}

static char *add_section(const char *text, const char *section, const char *entry)
{
	const size_t n = strlen(text);
	const char *gap = !n ? "" : text[n - 1] != '\n' ? "\n\n" : n > 1 && text[n - 2] == '\n' ? "" : "\n";

	return text_of("%s%s[%s]\n%s\n", text, gap, section, entry);
}

char *ini_set(const char *text, const char *section, const char *key, const char *value)
{
	char *shown = written(value), *entry = text_of("%s = %s", key, shown), *result = NULL;
	struct line l, last = {0};
	struct place at = {0};

	for (const char *p = text; !result && step(&p, &l, &at);) {
		if (!same(at.section, at.length, section))
			continue;
		if (l.section || l.key_length)
			last = l;
		if (same(l.key, l.key_length, key)) {
			const char *behind = l.value + l.value_length;
			/* Of no value, the comment is next to where it would be. */
			char *spaced = text_of("%s%s%s", l.value[-1] == '=' ? " " : "", shown,
				*behind == ';' || *behind == '#' ? " " : "");

			result = put_between(text, l.value, behind, spaced);
			free(spaced);
		}
	}
	if (!result)
		result = last.start ? put_behind(text, &last, entry) : add_section(text, section, entry);
	free(shown);
	free(entry);
	return result;
}

char *ini_unset(const char *text, const char *section, const char *key)
{
	char *result = text_of("%s", text);
	struct place at = {0};
	struct line l;

	for (const char *p = result; step(&p, &l, &at);)
		if (same(at.section, at.length, section) && same(l.key, l.key_length, key)) {
			char *shorter = put_between(result, l.start, l.next, "");

			free(result);
			result = shorter;
			p = result;
			at = (struct place){0};
		}
	return result;
}

char *ini_unset_section(const char *text, const char *section)
{
	char *result = text_of("%s", ""), *longer;
	const char *kept = text, *first = NULL, *last = NULL; /* kept: up to there it is in the result */
	struct place at = {0};
	struct line l;

	for (const char *p = text;;) {
		const bool more = step(&p, &l, &at);

		if (first && (!more || l.section)) {
			longer = text_of("%s%.*s", result, (int)(first - kept), kept);
			free(result);
			result = longer;
			kept = last;
			while (*kept == '\n')
				kept++; /* the gap behind it */
			first = NULL;
		}
		if (!more)
			break;
		if (!same(at.section, at.length, section))
			continue;
		if (l.section)
			first = l.start;
		if (l.section || l.key_length)
			last = l.next;
	}
	longer = text_of("%s%s", result, kept);
	free(result);
	/* The gap in front of what was the last one. */
	for (size_t n = strlen(longer); !*kept && kept != text && n > 1 && longer[n - 2] == '\n'; n--)
		longer[n - 1] = '\0';
	return longer;
}

bool ini_has_keys(const char *text, const char *section)
{
	struct place at = {0};
	struct line l;

	while (step(&text, &l, &at))
		if (l.key_length && same(at.section, at.length, section))
			return true;
	return false;
}

static char *without_quotes(const struct line *l)
{
	const bool quoted = l->value_length > 1 && (*l->value == '"' || *l->value == '\'');

	return text_of("%.*s", (int)l->value_length - 2 * quoted, l->value + quoted);
}

char *ini_get(const char *text, const char *section, const char *key)
{
	struct place at = {0};
	struct line l;

	while (step(&text, &l, &at))
		if (same(at.section, at.length, section) && same(l.key, l.key_length, key))
			return without_quotes(&l);
	return NULL;
}

char *ini_swap(const char *text, const char *section, const char *key, const char *from, const char *to)
{
	char *result = text_of("%s", text), *shown = written(to);
	struct place at = {0};
	struct line l;

	for (const char *p = result; step(&p, &l, &at);) {
		char *value, *changed;
		size_t behind;

		if (!l.key_length || !same(at.section, at.length, section) ||
			(key && !same(l.key, l.key_length, key)))
			continue;
		value = without_quotes(&l);
		if (!strcmp(value, from)) {
			behind = (size_t)(l.value - result) + strlen(shown);
			changed = put_between(result, l.value, l.value + l.value_length, shown);
			/* The section's name is in front of the line: nothing there has moved. */
			at.section = changed + (at.section - result);
			free(result);
			result = changed;
			p = result + behind;
			p += strcspn(p, "\n");
			p += *p == '\n';
		}
		free(value);
	}
	free(shown);
	return result;
}

/* Neither a key nor a section, nor empty or a comment. */
static bool is_odd(const struct line *l)
{
	const char *p = l->start;

	while (p < l->end && (blank(*p) || *p == '\r'))
		p++;
	return !l->key_length && !l->section && p < l->end && *p != '#' && *p != ';';
}

/* The next key, of [section] or (NULL) of any. */
static bool next_key(struct ini_cursor *c, const char *section, char **key, char **value)
{
	struct place at = {c->section, c->length};
	struct line l;
	bool found = false;

	while (!found && step(&c->at, &l, &at)) {
		found = l.key_length && (!section || same(at.section, at.length, section));
		c->line++;
		if (!c->odd && is_odd(&l))
			c->odd = c->line;
	}
	c->section = at.section;
	c->length = at.length;
	if (found) {
		*key = text_of("%.*s", (int)l.key_length, l.key);
		*value = without_quotes(&l);
	}
	return found;
}

bool ini_next(struct ini_cursor *c, const char *section, char **key, char **value)
{
	return next_key(c, section, key, value);
}

bool ini_each(struct ini_cursor *c, char **section, char **key, char **value)
{
	if (!next_key(c, NULL, key, value))
		return false;
	*section = text_of("%.*s", (int)c->length, c->section ? c->section : "");
	return true;
}
