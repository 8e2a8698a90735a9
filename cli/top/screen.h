/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The terminal: cells onto it, keys from it. The only file that knows ncurses.
 */
#ifndef CLI_TOP_SCREEN_H
#define CLI_TOP_SCREEN_H

#include "cells.h"

enum key { /* others are the character itself */
	KEY_NONE = 0x110000,
	KEY_IS_UP, KEY_IS_DOWN, KEY_IS_LEFT, KEY_IS_RIGHT, KEY_IS_PAGE_UP, KEY_IS_PAGE_DOWN, KEY_IS_HOME,
	KEY_IS_END, KEY_IS_ENTER, KEY_IS_BACK, KEY_IS_SIZE /* the terminal has another size */
};

/* Take the terminal over. 0; or -1, said: TERM is not known. */
int screen_open(void);
void screen_close(void);

/* Blank cells of the terminal's size, and whether it shows more than ASCII. 0 or ENOMEM. */
int screen_cells(struct cells *c);

void screen_show(const struct cells *c);

/* The next key, or KEY_NONE after so many milliseconds. */
int screen_key(unsigned milliseconds);

#endif
