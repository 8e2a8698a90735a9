/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * JSON output. json.c is the only file that knows which library makes it. Out of memory ends the
 * program, so nothing here can fail.
 */
#ifndef CLI_JSON_H
#define CLI_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json;

struct json *json_make_object(void);
struct json *json_make_array(void);

/* Members, in this order. Bytes that are no UTF-8 become '?'. */
void json_put_text(struct json *object, const char *key, const char *text);
void json_put_number(struct json *object, const char *key, int64_t number);
void json_put_bool(struct json *object, const char *key, bool value);
void json_put_null(struct json *object, const char *key);

/* `value` is taken over. */
void json_put(struct json *object, const char *key, struct json *value);
void json_add(struct json *array, struct json *value);
void json_add_text(struct json *array, const char *text);
void json_add_number(struct json *array, int64_t number);

/* The shape of all answers, as the manual tells it; a member `schema` of each. */
#define JSON_SCHEMA 1

/* Print with a newline, and release. An object, or the first element of a list, gets its `schema`. */
void json_finish(struct json *value);

/* Print in one line, and release: `schema` is in the first line. */
void json_finish_line(struct json *value);

/* The line with its `schema`, malloc'ed; release. */
char *json_line(struct json *value);

/* Print in one line on standard error, and release. */
void json_finish_error(struct json *value);

/* --- reading -------------------------------------------------------------------------------- */

/* An object from its text; NULL if it is none. */
struct json *json_parse(const char *text);
void json_release(struct json *value);

/*
 * Members one after the other: *at is NULL at first. The value as text that the object owns, of a string, a
 * number or yes and no of true and false; NULL for null, a list or an object, which *inside then is.
 */
bool json_each(const struct json *object, void **at, const char **key, const char **text,
	const struct json **inside);

/* The text of the list's element, or NULL: there are no more, or it is no text. */
const char *json_element(const struct json *list, size_t index);
size_t json_length(const struct json *list);

/* The list's element, or the member, that is an object or a list; else NULL. */
const struct json *json_at(const struct json *list, size_t index);
const struct json *json_member(const struct json *object, const char *key);

/* A member; "" and -1 if it is missing or something else. */
const char *json_text(const struct json *object, const char *key);
int64_t json_number(const struct json *object, const char *key);

#endif
