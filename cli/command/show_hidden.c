/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel show --hidden: what of the host's /etc, /var/lib and /var/cache no tenant sees, and why.
 */
#include "show_hidden.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/child.h"
#include "cli/json.h"
#include "cli/output.h"
#include "host/visible.h"

#define ANSWER_MILLISECONDS 10000

static const char *const tops[] = {"/etc", "/var/cache", "/var/lib"};
#define TOPS (sizeof(tops) / sizeof(tops[0]))

static const struct column columns[] = {{"PATH", false}, {"WHY", false}};

static void add(const char *path, const char *why, struct table *table, struct json *array)
{
	if (array) {
		struct json *o = json_make_object();

		json_put_text(o, "path", path);
		json_put_text(o, "why", why);
		json_add(array, o);
	} else {
		table_add(table, (const char *const[]){path, why});
	}
}

static void add_hidden(const struct visible *v, struct table *table, struct json *array)
{
	char *AUTO_FREE why = v->package ? text_of("%s (%s)", v->hidden, v->package)
					     : text_of("%s", v->hidden);

	add(v->path, why, table, array);
}

static void add_left_out(struct table *table, struct json *array)
{
	for (const struct visible_left_out *o = visible_left_out; o->directory; o++) {
		char *AUTO_FREE path = text_of("%s/*/%s", o->directory, o->name);

		add(path, o->why, table, array);
	}
}

/* A link in /etc may lead to a file system that never answers: a child looks first. */
static bool all_answer(const struct packages *p)
{
	const pid_t child = fork();

	if (child == 0) {
		close(STDOUT_FILENO); /* nobody waits for its end as long as the child may be there */
		close(STDERR_FILENO);
		for (size_t i = 0; i < TOPS; i++) {
			struct visible_list list;
			struct err ignored = ERR_NONE;

			(void)visible_list(&list, tops[i], p, &ignored);
		}
		_exit(0);
	}
	return child < 0 || child_wait(child, ANSWER_MILLISECONDS) == 0;
}

int show_hidden(const struct cli *c)
{
	struct table table = {.columns = columns, .column_count = sizeof(columns) / sizeof(columns[0])};
	struct json *array = c->json ? json_make_array() : NULL;
	struct err e = ERR_NONE;
	struct packages p;
	int failed = packages_load(&p, -1, &e);

	if (!failed && !all_answer(&p)) {
		say("something that /etc, /var/cache or /var/lib leads to does not answer");
		return EXIT_SYSTEM;
	}
	for (size_t i = 0; i < TOPS && !failed; i++) {
		struct visible_list list;

		failed = visible_list(&list, tops[i], &p, &e);
		for (size_t n = 0; n < list.count; n++)
			if (list.v[n].hidden && !list.v[n].own)
				add_hidden(&list.v[n], &table, array);
		visible_free(&list);
	}
	packages_free(&p);
	add_left_out(&table, array);
	if (array)
		json_finish(array);
	else
		table_print(&table);
	table_free(&table);
	if (!failed)
		return EXIT_FINE;
	say("%s", e.message);
	return EXIT_SYSTEM;
}
