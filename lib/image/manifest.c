/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The text that is signed. What is taken prints to the same bytes: there is one text for one
 * meaning.
 */
#include "image/manifest.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/printable.h"

#define HEAD "hostel-image 1"

enum kind { KIND_TEXT, KIND_HEX, KIND_WORD, KIND_TIME };

static const struct line {
	const char *key;
	enum kind kind;
	size_t offset, size; /* of the member */
} lines[] = {
#define LINE(kind, member)                                                                         \
	{                                                                                          \
#member, kind, offsetof(struct image_manifest, member),                            \
			sizeof(((struct image_manifest *)0)->member)                               \
	}
	LINE(KIND_HEX, sha256),
	LINE(KIND_HEX, fsverity),
	LINE(KIND_HEX, verity),
	LINE(KIND_WORD, architecture),
	LINE(KIND_TEXT, system),
	LINE(KIND_TEXT, source),
	LINE(KIND_TIME, created),
#undef LINE
};

#define LINES (sizeof(lines) / sizeof(lines[0]))

static bool is_text(const char *value)
{
	const size_t n = strlen(value);

	for (const char *p = value; *p; p++)
		if (!is_printable(*p))
			return false;
	return n && value[0] != ' ' && value[n - 1] != ' ';
}

/* A digit for each 0 of the form, the same byte for any other. */
static bool is_time(const char *value)
{
	const char *form = "0000-00-00T00:00:00Z";

	for (; *form && *value; form++, value++)
		if (*form == '0' ? *value < '0' || *value > '9' : *value != *form)
			return false;
	return !*form && !*value;
}

static bool is_valid(const struct line *l, const char *value)
{
	switch (l->kind) {
	case KIND_HEX:
		return strlen(value) == IMAGE_DIGEST_SIZE - 1 &&
		       !value[strspn(value, "0123456789abcdef")];
	case KIND_TIME:
		return is_time(value);
	case KIND_WORD:
		return is_text(value) && !strchr(value, ' ');
	case KIND_TEXT:
		break;
	}
	return is_text(value);
}

static bool id_is_valid(const struct image_id *id)
{
	struct err ignored = ERR_NONE;
	char text[IMAGE_ID_SIZE];
	struct image_id again;

	if (!memchr(id->name, '\0', sizeof(id->name)) || !id->version)
		return false;
	image_id_print(id, text);
	return image_id_parse(text, &again, &ignored) == 0 && again.version == id->version;
}

size_t image_manifest_print(const struct image_manifest *m, char text[IMAGE_MANIFEST_MAX])
{
	size_t used;

	if (!id_is_valid(&m->id) || !m->size || m->size > INT64_MAX)
		return 0;
	used = (size_t)snprintf(text, IMAGE_MANIFEST_MAX,
		HEAD "\nname %s\nversion %" PRIu64 "\nsize %" PRIu64 "\n", m->id.name,
		m->id.version, m->size);
	for (size_t i = 0; i < LINES; i++) {
		const char *value = (const char *)m + lines[i].offset;

		if (!memchr(value, '\0', lines[i].size) || !is_valid(&lines[i], value))
			return 0;
		used += (size_t)snprintf(
			text + used, IMAGE_MANIFEST_MAX - used, "%s %s\n", lines[i].key, value);
	}
	return used;
}

/* --- reading -------------------------------------------------------------------------------------
 */

/* The next line's value into value[]; its key must be this one. *at goes behind the line. */
static int take(
	const char **at, const char *end, const char *key, char *value, size_t size, struct err *e)
{
	const char *newline = memchr(*at, '\n', (size_t)(end - *at));
	const size_t k = strlen(key), n = newline ? (size_t)(newline - *at) : 0;

	if (!newline || n < k + 2 || strncmp(*at, key, k) || (*at)[k] != ' ' || n - k - 1 >= size ||
		memchr(*at, '\0', n))
		return err_rule(e, EINVAL, "the manifest's line \"%s\" is missing or damaged", key);
	memcpy(value, *at + k + 1, n - k - 1);
	value[n - k - 1] = '\0';
	*at = newline + 1;
	return 0;
}

static int take_number(const char **at, const char *end, const char *key, uint64_t most, uint64_t *number,
	struct err *e)
{
	char value[24], *rest;

	if (take(at, end, key, value, sizeof(value), e) < 0)
		return -1;
	errno = 0;
	*number = strtoull(value, &rest, 10);
	if (*value < '1' || *value > '9' || *rest || errno || *number > most)
		return err_rule(e, EINVAL, "the manifest's line \"%s\" has no number from 1 to %" PRIu64, key,
			most);
	return 0;
}

static int take_head(struct image_manifest *m, const char **at, const char *end, struct err *e)
{
	char value[IMAGE_ID_SIZE];

	if (take(at, end, "hostel-image", value, sizeof(value), e) < 0)
		return -1;
	if (strcmp(value, "1"))
		return err_rule(e, EINVAL, "the manifest is of a newer hostel");
	if (take(at, end, "name", value, sizeof(value), e) < 0 ||
		image_id_parse(value, &m->id, e) < 0)
		return -1;
	if (m->id.version)
		return err_rule(e, EINVAL, "the manifest's line \"name\" has a version in it");
	if (take_number(at, end, "version", IMAGE_VERSION_MAX, &m->id.version, e) < 0)
		return -1;
	return take_number(at, end, "size", INT64_MAX, &m->size, e);
}

int image_manifest_parse(struct image_manifest *m, const char *text, size_t size, struct err *e)
{
	const char *at = text, *end = text + size;
	char again[IMAGE_MANIFEST_MAX];

	memset(m, 0, sizeof(*m));
	if (size >= IMAGE_MANIFEST_MAX)
		return err_rule(
			e, EINVAL, "the manifest is longer than %d bytes", IMAGE_MANIFEST_MAX);
	if (take_head(m, &at, end, e) < 0)
		return -1;
	for (size_t i = 0; i < LINES; i++) {
		char *value = (char *)m + lines[i].offset;

		if (take(&at, end, lines[i].key, value, lines[i].size, e) < 0)
			return -1;
		if (!is_valid(&lines[i], value))
			return err_rule(
				e, EINVAL, "the manifest's line \"%s\" is damaged", lines[i].key);
	}
	if (at != end)
		return err_rule(e, EINVAL, "there is something behind the manifest's last line");
	/* A number with a sign or zeros in front, and whatever else nobody thought of. */
	if (image_manifest_print(m, again) != size || memcmp(again, text, size))
		return err_rule(e, EINVAL, "the manifest is not written as hostel writes it");
	return 0;
}
