/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * JSON output. json.c is the only file that knows which library makes it. Out of memory ends the
 * program, so nothing here can fail.
 */
#ifndef CLI_JSON_H
#define CLI_JSON_H

#include <stdbool.h>
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

/* Print with a newline, and release. */
void json_finish(struct json *value);

/* Print in one line, and release. */
void json_finish_line(struct json *value);

/* --- reading -------------------------------------------------------------------------------- */

/* An object from its text; NULL if it is none. */
struct json *json_parse(const char *text);
void json_release(struct json *value);

/* A member; "" and -1 if it is missing or something else. */
const char *json_text(const struct json *object, const char *key);
int64_t json_number(const struct json *object, const char *key);

#endif
