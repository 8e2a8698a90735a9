/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an import is at. Nothing of what the tools say is shown: it would be others' words.
 */
#include "view.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "base/wait.h"
#include "cli/output.h"

#define REDRAW_MILLISECONDS 250

void view_begin(struct view *v)
{
	*v = (struct view){.shown = isatty(STDERR_FILENO)};
}

void view_step(struct view *v, const char *step)
{
	v->step = step;
	v->begun = wait_now();
	v->drawn = 0;
}

static void draw(const struct view *v, uint64_t bytes, uint64_t files)
{
	const uint64_t time = wait_now() - v->begun;
	char size[32];

	print_size(size, sizeof(size), (int64_t)bytes);
	fprintf(stderr, "\r%-10s %8s %8" PRIu64 " files %5" PRIu64 ".%" PRIu64 " s\033[K", v->step, size,
		files, time / 1000, time / 100 % 10);
}

void view_tick(struct view *v, uint64_t bytes, uint64_t files)
{
	const uint64_t now = wait_now();

	if (!v->shown || !v->step || now - v->drawn < REDRAW_MILLISECONDS)
		return;
	v->drawn = now;
	draw(v, bytes, files);
}

void view_end(struct view *v, uint64_t bytes, uint64_t files)
{
	if (v->shown && v->step) {
		draw(v, bytes, files);
		fputc('\n', stderr);
	}
	v->step = NULL;
}

void view_break(struct view *v)
{
	if (v->shown && v->step && v->drawn)
		fputc('\n', stderr);
	v->step = NULL;
}
