/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines, sections and keys of one file, with line numbers: what iniparser would swallow, cut or
 * overwrite silently is refused here. iniparser then sees only the lines that passed.
 */
#include "scan.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/ascii.h"
#include "policy/reader.h"
#include "scan_bytes.h"
#include "scan_value.h"

struct scanner {
	struct scan *scan;
	const struct source *source;
	struct problems *ps;
	struct scan_names names;
	bool carriage_return; /* already said */
};

/* A line of the store, without the blanks at its ends and NUL-terminated. */
struct line {
	uint32_t number;
	char *text;
	size_t length;
};

static void report(struct scanner *s, uint32_t line, const char *where, const char *value,
	const struct complaint *c)
{
	problems_add(s->ps, s->source->file, line, where, value, "%s", c->message);
}

/* Append to what iniparser will see; there is room. */
static void keep(struct scanner *s, const char *text, size_t length)
{
	memcpy(s->scan->clean + s->scan->clean_length, text, length);
	s->scan->clean_length += length;
	s->scan->clean[s->scan->clean_length++] = '\n';
}

/* --- [section] ------------------------------------------------------------------------------- */

/* Cut the name out of the line. EINVAL where the line has not the form [name]. */
static int read_header(const struct line *l, char **name, struct complaint *c)
{
	char *close = strchr(l->text, ']');
	size_t length = close ? (size_t)(close - l->text) - 1 : strlen(l->text + 1);
	bool more = close && close[1];
	bool blanks = false;

	*name = l->text + 1;
	(*name)[length] = '\0';
	while (ascii_blank(**name)) {
		(*name)++;
		blanks = true;
	}
	for (char *end = *name + strlen(*name); end > *name && ascii_blank(end[-1]);) {
		*--end = '\0';
		blanks = true;
	}
	if (!close)
		return complain(c, "the ] is missing");
	if (more)
		return complain(
			c, "nothing may stand behind ]: put a comment on a line of its own");
	return blanks ? complain(c, "no blanks inside [ and ]") : 0;
}

/* `known` is what is wrong with the line already, or NULL. */
static void do_section(struct scanner *s, const struct line *l, const struct complaint *known)
{
	struct complaint c;
	char shown[96];
	char header[96];
	char *name;
	int error;

	(void)snprintf(shown, sizeof(shown), "%s", l->text);
	error = read_header(l, &name, &c);
	if (known) {
		c = *known;
		error = EINVAL;
	}
	if (error)
		(void)names_enter(&s->names, name, l->number, NULL);
	else
		error = names_enter(&s->names, name, l->number, &c);
	if (error && names_section_matters(&s->names, name))
		report(s, l->number, shown, NULL, &c);
	if (s->names.section && !s->names.skip) {
		(void)snprintf(header, sizeof(header), "[%s]", s->names.section);
		keep(s, header, strlen(header));
	}
}

/* --- key = value ----------------------------------------------------------------------------- */

static int add_entry(struct scan *s, const struct scan_entry *e)
{
	size_t size = s->entry_size ? s->entry_size * 2 : 32;
	struct scan_entry *grown;

	if (s->entry_count == s->entry_size) {
		grown = realloc(s->entries, size * sizeof(*grown));
		if (!grown)
			return ENOMEM;
		s->entries = grown;
		s->entry_size = size;
	}
	s->entries[s->entry_count++] = *e;
	return 0;
}

static void report_entry(
	struct scanner *s, const struct scan_entry *e, const char *value, const struct complaint *c)
{
	char where[96];

	if (!names_key_matters(&s->names, e->key))
		return;
	if (s->names.section)
		(void)snprintf(where, sizeof(where), "[%s] %s", s->names.section, e->key);
	else
		(void)snprintf(where, sizeof(where), "%s", e->key);
	report(s, e->line, where, value, c);
}

/* key=value as written, for iniparser: never longer than the line was. */
static void keep_entry(struct scanner *s, const char *key, const char *value, size_t length)
{
	struct scan *scan = s->scan;
	size_t key_length = strlen(key);

	memcpy(scan->clean + scan->clean_length, key, key_length);
	scan->clean_length += key_length;
	scan->clean[scan->clean_length++] = '=';
	keep(s, value, length);
}

static int do_entry(struct scanner *s, const struct line *l, char *equals)
{
	struct complaint c;
	struct scan_entry e = {.line = l->number, .key = l->text};
	struct value_span v = {0};
	char *value = equals + 1;
	char *key_end = equals;
	int error;

	while (key_end > l->text && ascii_blank(key_end[-1]))
		key_end--;
	while (ascii_blank(*value))
		value++;
	*key_end = '\0';
	error = names_key(&s->names, s->scan->entries, s->scan->entry_count, &e, &c);
	if (!error && !e.section)
		return 0;
	if (!error)
		error = scan_value(value, value > equals + 1, &v, &c);
	if (error) {
		report_entry(s, &e, value, &c);
		return 0;
	}
	keep_entry(s, e.key, value, v.used);
	value[v.start + v.length] = '\0';
	e.value = value + v.start;
	return add_entry(s->scan, &e);
}

/* --- lines ----------------------------------------------------------------------------------- */

/* A line that is neither empty, nor a comment, section or entry. */
static void report_line(struct scanner *s, const struct line *l, const struct complaint *c)
{
	if (names_key_matters(&s->names, ""))
		report(s, l->number, "", l->text, c);
}

static void trim(struct line *l)
{
	while (l->length && ascii_blank(l->text[0])) {
		l->text++;
		l->length--;
	}
	while (l->length && ascii_blank(l->text[l->length - 1]))
		l->length--;
	l->text[l->length] = '\0';
}

static int do_line(struct scanner *s, struct line *l)
{
	struct complaint c;
	int error = scan_bytes(l->text, l->length, &c);
	char *equals;

	if (l->length > POLICY_LINE_SIZE_MAX)
		error = complain(&c, "the line is longer than %d bytes", POLICY_LINE_SIZE_MAX);
	trim(l);
	if (!error && l->length && l->text[l->length - 1] == '\\')
		error = complain(&c, "a line cannot be continued with a \\ at its end");
	if (l->text[0] == '[') {
		do_section(s, l, error ? &c : NULL);
		return 0;
	}
	if (error) {
		report_line(s, l, &c);
		return 0;
	}
	if (!l->text[0] || l->text[0] == '#' || l->text[0] == ';')
		return 0;
	equals = strchr(l->text, '=');
	if (equals)
		return do_entry(s, l, equals);
	(void)complain(&c, "there is no = in this line: write key = value");
	report_line(s, l, &c);
	return 0;
}

static void check_carriage_return(struct scanner *s, uint32_t line)
{
	if (s->carriage_return || !names_key_matters(&s->names, ""))
		return;
	s->carriage_return = true;
	problems_add(s->ps, s->source->file, line, "", NULL,
		"the line ends with CR LF: save the file with Unix line ends");
}

static int do_lines(struct scanner *s)
{
	char *text = s->scan->store;
	char *end = text + s->source->length;
	int error = 0;

	for (uint32_t number = 1; !error && text < end; number++) {
		char *newline = memchr(text, '\n', (size_t)(end - text));
		char *stop = newline ? newline : end;
		struct line l = {number, text, (size_t)(stop - text)};
		bool cr = l.length && l.text[l.length - 1] == '\r';

		if (cr)
			l.length--;
		error = do_line(s, &l);
		if (cr)
			check_carriage_return(s, number);
		text = stop + 1;
	}
	return error;
}

int scan_text(struct scan *s, const struct source *source, struct problems *ps)
{
	struct scanner scanner = {.scan = s, .source = source, .ps = ps};

	memset(s, 0, sizeof(*s));
	scanner.names.kind = source->kind;
	scanner.names.only = source->only;
	if (source->length > POLICY_FILE_SIZE_MAX) {
		problems_add(ps, source->file, 0, "", NULL, "the file is larger than %d bytes",
			POLICY_FILE_SIZE_MAX);
		return 0;
	}
	/* a header that lacks its ] grows by one, and so does a last line without a newline */
	s->clean = malloc(2 * source->length + 1);
	s->store = malloc(source->length + 1);
	if (!s->clean || !s->store)
		return ENOMEM;
	if (source->length)
		memcpy(s->store, source->text, source->length);
	s->store[source->length] = '\0';
	return do_lines(&scanner);
}

void scan_release(struct scan *s)
{
	free(s->clean);
	free(s->store);
	free(s->entries);
	memset(s, 0, sizeof(*s));
}
