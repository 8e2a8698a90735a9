/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an import is at, on a terminal: a line a step.
 */
#ifndef CLI_IMAGE_VIEW_H
#define CLI_IMAGE_VIEW_H

#include <stdbool.h>
#include <stdint.h>

struct view {
	bool shown;	       /* standard error is a terminal */
	const char *step;      /* or NULL */
	uint64_t begun, drawn; /* wait_now() */
};

void view_begin(struct view *v);
void view_step(struct view *v, const char *step);

/* While it goes on: so much is there. The same again, and at once, ends the step's line. */
void view_tick(struct view *v, uint64_t bytes, uint64_t files);
void view_end(struct view *v, uint64_t bytes, uint64_t files);

/* The line is left as it is: a sentence comes. */
void view_break(struct view *v);

#endif
