/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A screen as an array of cells: what is drawn into, compared by tests, and put on a terminal or into a file.
 */
#ifndef CLI_TOP_CELLS_H
#define CLI_TOP_CELLS_H

#include <stdbool.h>
#include <stdint.h>

enum style {
	STYLE_PLAIN,
	STYLE_BOLD,
	STYLE_DIM,
	STYLE_GREEN,
	STYLE_YELLOW,
	STYLE_RED,
	STYLES
};
#define STYLE_REVERSED 0x80U /* beside one of them */

struct cell {
	uint32_t character; /* Unicode, one column wide */
	uint8_t style;
};

struct cells {
	int width, height;
	struct cell *v; /* row by row */
	bool ascii;     /* bars of signs that every terminal has */
};

/* Make it this large and blank; 0 or ENOMEM. Free with cells_free(). */
int cells_size(struct cells *c, int width, int height);
void cells_free(struct cells *c);

/*
 * Text (UTF-8; what is no printable character of one column becomes '?') from a place on, cut at `width`
 * columns and at the edge. How many columns it took.
 */
int cells_put(struct cells *c, int x, int y, unsigned style, const char *text, int width);

/* The same at the right edge of `width` columns. */
void cells_put_right(struct cells *c, int x, int y, unsigned style, const char *text, int width);

/* So many columns get this style beside what they have; the full part of a bar stays as it is. */
void cells_mark(struct cells *c, int x, int y, unsigned style, int width);

/* A bar that is `thousandths` of `width` full; more than 1000 is 1000. */
void cells_bar(struct cells *c, int x, int y, unsigned style, unsigned thousandths, int width);

/* Lines without blanks at their ends, UTF-8; malloc'ed, NULL without memory. */
char *cells_text(const struct cells *c);

/* One character as UTF-8, at most 4 bytes; how many. */
int cells_utf8(uint32_t character, char to[4]);

#endif
