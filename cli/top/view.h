/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel top's screen: rows drawn into cells. Nothing here reads anything.
 */
#ifndef CLI_TOP_VIEW_H
#define CLI_TOP_VIEW_H

#include "cells.h"
#include "rows.h"

struct view {
	enum sort sort;
	bool reversed, paused;
	const char *filter;  /* "" for none */
	bool typing;         /* the filter is being typed */
	uint32_t cursor;     /* uid of the row that is chosen, 0: none */
	size_t first;        /* index of the first row that is shown */
	unsigned delay;      /* milliseconds between samples */
	const char *host;
	const char *said;    /* a line at the bottom instead of the keys; "" for none */
	bool question;       /* it waits for an answer */
	/* Another page than the tenants: */
	const char *title;   /* NULL: the tenants */
	const char *text;    /* its lines */
	size_t line;         /* the first that is shown */
};

/* How many rows of tenants, or lines of a page, the screen has room for. */
int view_room(const struct cells *c);

/* Draw all of it. Columns that do not fit into the width are left out, the least important first. */
void view_draw(const struct view *v, const struct rows *r, const struct sample *host, struct cells *c);

/* Rows as lines with all columns, without anything around: into cells that this makes large enough. */
void view_list(const struct rows *r, struct cells *c);

/* "512K", "9.9M", "12G": five columns at most; "-" for what is unknown, "max" for no limit. */
void view_size(char text[8], uint64_t bytes);

#endif
