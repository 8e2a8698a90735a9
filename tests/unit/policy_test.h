/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests of policy/ share: files in memory, and tables of values with what becomes of them.
 */
#ifndef POLICY_TEST_H
#define POLICY_TEST_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy/defaults.h"
#include "policy/encode.h"
#include "policy/load.h"
#include "policy/names.h"
#include "policy/print.h"
#include "policy/problems.h"
#include "policy/single.h"
#include "policy/value.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* --- files in memory ------------------------------------------------------------------------- */

struct memory_file {
	const char *path;
	const char *text;
	size_t length; /* 0: strlen(text) */
	int error;     /* given back instead of the text */
};

struct memory {
	const struct memory_file *files;
	size_t count;
};

static inline int memory_read(
	void *context, const char *path, char **text, size_t *length, struct problems *ps)
{
	const struct memory *m = context;

	(void)ps;
	for (size_t i = 0; i < m->count; i++) {
		const struct memory_file *f = &m->files[i];

		if (strcmp(f->path, path) != 0)
			continue;
		if (f->error)
			return f->error;
		*length = f->length ? f->length : strlen(f->text);
		*text = malloc(*length + 1);
		if (!*text)
			return ENOMEM;
		memcpy(*text, f->text, *length);
		return 0;
	}
	return ENOENT;
}

#define MEMORY(files) (&(struct memory){files, COUNT_OF(files)})
#define READER(files) (&(struct policy_reader){memory_read, MEMORY(files)})

static const char *const alice_groups[] = {"users", "web"};

static const struct policy_who alice __attribute__((unused)) = {
	.name = "alice",
	.uid = 2001,
	.home = "/home/alice",
	.shell = "/usr/bin/hostel-shell",
	.groups = alice_groups,
	.group_count = 2,
};

/* All problems, a line each. The caller frees it. */
static inline char *print_problems(const struct problems *ps)
{
	size_t size = (ps->count + 1) * 640;
	char *text = malloc(size);
	size_t length = 0;

	assert_non_null(text);
	text[0] = '\0';
	for (size_t i = 0; i < ps->count; i++) {
		length += (size_t)problem_print(text + length, size - length, &ps->v[i]);
		text[length++] = '\n';
		text[length] = '\0';
	}
	return text;
}

static inline void assert_problems(const struct problems *ps, const char *expected)
{
	char *text = print_problems(ps);

	assert_string_equal(text, expected);
	free(text);
}

/* Check one file of the given path and text; compare the result and the problems. */
static inline void assert_check(const char *path, const char *text, const char *expected)
{
	const struct memory_file files[] = {{.path = path, .text = text}};
	struct problems ps = {0};
	int error = policy_check_file(READER(files), path, &ps);

	assert_problems(&ps, expected);
	assert_int_equal(error, expected[0] ? EINVAL : 0);
}

/* --- values ---------------------------------------------------------------------------------- */

/* The text of a field, and what is printed for its value, or what is said against it. */
struct value_case {
	enum field_id field;
	const char *text;
	const char *printed; /* NULL: refused */
	const char *message;
};

static inline void assert_value(const struct value_case *v)
{
	const struct field *f = &policy_fields[v->field];
	struct complaint c = {.message = ""};
	struct text out = {0};
	union value value;
	char printed[1024] = "";
	int error;

	memset(&value, 0, sizeof(value));
	error = kind_of(f)->parse(f, v->text, &value, &c);
	if (!error) {
		out = (struct text){.buffer = printed, .size = sizeof(printed)};
		kind_of(f)->print(f, &value, &out);
	}
	value_release(f, &value);
	if (v->printed) {
		assert_string_equal(c.message, "");
		assert_int_equal(error, 0);
		assert_string_equal(printed, v->printed);
	} else {
		assert_int_equal(error, EINVAL);
		assert_string_equal(c.message, v->message);
	}
}

static inline void assert_values(const struct value_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++)
		assert_value(&cases[i]);
}

/* What its kind says to a final value. */
static inline int check_value(enum field_id id, const void *member)
{
	return kind_of(&policy_fields[id])->check(&policy_fields[id], member, NULL);
}

/* --- test data ------------------------------------------------------------------------------- */

static inline const char *data_directory(void)
{
	const char *directory = getenv("HOSTEL_TEST_DATA");

	return directory ? directory : "tests/data";
}

/* Read a whole file. NULL with errno where there is none. */
static inline char *read_whole(const char *path, size_t *length)
{
	FILE *file = fopen(path, "rbe");
	char *text;

	if (!file)
		return NULL;
	text = malloc(POLICY_FILE_SIZE_MAX + 2);
	assert_non_null(text);
	*length = fread(text, 1, POLICY_FILE_SIZE_MAX + 1, file);
	assert_int_equal(ferror(file), 0);
	text[*length] = '\0';
	(void)fclose(file);
	return text;
}

/* A policy_reader of real files below the directory `context`, for test data only. */
static inline int directory_read(
	void *context, const char *path, char **text, size_t *length, struct problems *ps)
{
	char name[4096];

	(void)ps;
	(void)snprintf(name, sizeof(name), "%s/%s", (const char *)context, path);
	errno = 0;
	*text = read_whole(name, length);
	return *text ? 0 : errno;
}

#endif
