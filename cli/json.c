/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * JSON output with jansson. struct json is its json_t.
 */
#include "json.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "output.h"

static json_t *inner(struct json *value)
{
	return (json_t *)(void *)value;
}

static struct json *outer(json_t *value)
{
	if (!value)
		out_of_memory();
	return (struct json *)(void *)value;
}

static void need(int result)
{
	if (result < 0)
		out_of_memory();
}

/* jansson refuses what is not UTF-8, and is the one that knows. */
static json_t *text_value(const char *text)
{
	json_t *value = json_string(text);
	char *AUTO_FREE copy = NULL;

	if (value)
		return value;
	copy = strdup(text);
	if (!copy)
		out_of_memory();
	for (char *p = copy; *p; p++)
		if (*p & 0x80)
			*p = '?';
	return inner(outer(json_string(copy)));
}

struct json *json_make_object(void)
{
	return outer(json_object());
}

struct json *json_make_array(void)
{
	return outer(json_array());
}

void json_put_text(struct json *object, const char *key, const char *text)
{
	need(json_object_set_new(inner(object), key, text_value(text)));
}

void json_put_number(struct json *object, const char *key, int64_t number)
{
	need(json_object_set_new(inner(object), key, json_integer(number)));
}

void json_put_bool(struct json *object, const char *key, bool value)
{
	need(json_object_set_new(inner(object), key, json_boolean(value)));
}

void json_put_null(struct json *object, const char *key)
{
	need(json_object_set_new(inner(object), key, json_null()));
}

void json_put(struct json *object, const char *key, struct json *value)
{
	need(json_object_set_new(inner(object), key, inner(value)));
}

void json_add(struct json *array, struct json *value)
{
	need(json_array_append_new(inner(array), inner(value)));
}

void json_add_text(struct json *array, const char *text)
{
	need(json_array_append_new(inner(array), text_value(text)));
}

void json_add_number(struct json *array, int64_t number)
{
	need(json_array_append_new(inner(array), json_integer(number)));
}

/* In front of what `object` has. Elements that are no objects have none. */
static void put_schema(json_t *object)
{
	json_t *rest = json_is_object(object) ? json_copy(object) : NULL;

	if (!rest || json_object_get(object, "schema")) {
		json_decref(rest);
		return;
	}
	need(json_object_clear(object));
	need(json_object_set_new(object, "schema", json_integer(JSON_SCHEMA)));
	need(json_object_update(object, rest));
	json_decref(rest);
}

void json_finish(struct json *value)
{
	put_schema(json_is_array(inner(value)) ? json_array_get(inner(value), 0) : inner(value));
	/* What main() says about standard output covers a write error here. */
	json_dumpf(inner(value), stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
	putchar('\n');
	json_decref(inner(value));
}

void json_finish_line(struct json *value)
{
	static bool first = true;

	if (first)
		put_schema(inner(value));
	first = false;
	json_dumpf(inner(value), stdout, JSON_COMPACT | JSON_PRESERVE_ORDER);
	putchar('\n');
	json_decref(inner(value));
}

char *json_line(struct json *value)
{
	char *line;

	put_schema(inner(value));
	line = json_dumps(inner(value), JSON_COMPACT | JSON_PRESERVE_ORDER);
	json_decref(inner(value));
	if (!line)
		out_of_memory();
	return line;
}

void json_finish_error(struct json *value)
{
	char *AUTO_FREE line = json_dumps(inner(value), JSON_COMPACT | JSON_PRESERVE_ORDER);

	fflush(stdout);
	if (line)
		fprintf(stderr, "%s\n", line);
	json_decref(inner(value));
}

struct json *json_parse(const char *text)
{
	json_t *value = json_loads(text, JSON_REJECT_DUPLICATES, NULL);

	if (json_is_object(value))
		return (struct json *)(void *)value;
	json_decref(value);
	return NULL;
}

void json_release(struct json *value)
{
	json_decref(inner(value));
}

static json_t *member(const struct json *object, const char *key)
{
	return json_object_get((const json_t *)(const void *)object, key);
}

const char *json_text(const struct json *object, const char *key)
{
	const char *text = json_string_value(member(object, key));

	return text ? text : "";
}

int64_t json_number(const struct json *object, const char *key)
{
	const json_t *value = member(object, key);

	return json_is_integer(value) ? json_integer_value(value) : -1;
}

/* A scalar becomes a string in its place: who reads it owns nothing. */
static const char *scalar(json_t *object, const char *key, json_t *value)
{
	json_t *text = NULL;

	if (json_is_string(value))
		return json_string_value(value);
	if (json_is_integer(value))
		text = json_sprintf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
	else if (json_is_boolean(value))
		text = json_string(json_is_true(value) ? "yes" : "no");
	if (!text)
		return NULL;
	need(json_object_set_new(object, key, text));
	return json_string_value(text);
}

bool json_each(const struct json *object, void **at, const char **key, const char **text,
	const struct json **inside)
{
	json_t *o = (json_t *)(void *)object, *value;

	*at = *at ? json_object_iter_next(o, *at) : json_object_iter(o);
	if (!*at)
		return false;
	*key = json_object_iter_key(*at);
	value = json_object_iter_value(*at);
	*text = scalar(o, *key, value);
	*inside = NULL;
	if (!*text && (json_is_object(value) || json_is_array(value)))
		*inside = (struct json *)(void *)value;
	return true;
}

const char *json_element(const struct json *list, size_t index)
{
	return json_string_value(json_array_get((const json_t *)(const void *)list, index));
}

size_t json_length(const struct json *list)
{
	return json_array_size((const json_t *)(const void *)list);
}

static const struct json *structure(const json_t *value)
{
	return json_is_object(value) || json_is_array(value)
		       ? (const struct json *)(const void *)value
		       : NULL;
}

const struct json *json_at(const struct json *list, size_t index)
{
	return structure(json_array_get((const json_t *)(const void *)list, index));
}

const struct json *json_member(const struct json *object, const char *key)
{
	return structure(member(object, key));
}
