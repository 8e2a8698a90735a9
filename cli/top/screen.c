/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The terminal, by ncurses(3): newterm(3), getch(3), resizeterm(3).
 */
#include "screen.h"

#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>
#include <stdlib.h>
#include <string.h>

#include "cli/output.h"

static bool coloured, wide;

/* With more colours those that can be read on a dark ground and on a light one. */
static short colour_of(int style)
{
	static const struct {
		short of_8, of_16, of_256;
	} colours[STYLES] = {[STYLE_GREEN] = {COLOR_GREEN, COLOR_GREEN, 71},
		[STYLE_YELLOW] = {COLOR_YELLOW, COLOR_YELLOW, 172}, [STYLE_RED] = {COLOR_RED, 9, 203}};

	return COLORS >= 256 ? colours[style].of_256
		: COLORS >= 16 ? colours[style].of_16 : colours[style].of_8;
}

int screen_open(void)
{
	setlocale(LC_CTYPE, "");
	wide = !strcmp(nl_langinfo(CODESET), "UTF-8");
	if (!newterm(NULL, stdout, stdin)) {
		const char *term = getenv("TERM");

		say("top: nothing is known of a terminal \"%.40s\" (TERM): use --batch or --json",
			term ? term : "");
		return -1;
	}
	cbreak();
	noecho();
	nonl();
	curs_set(0);
	keypad(stdscr, TRUE);
	set_escdelay(50);
	coloured = *paint(PAINT_RED) && has_colors() && start_color() == OK;
	if (coloured)
		use_default_colors();
	for (short i = 0; coloured && i < STYLES; i++)
		if (colour_of(i))
			init_pair(i, colour_of(i), -1);
	return 0;
}

void screen_close(void)
{
	endwin();
}

int screen_cells(struct cells *c)
{
	c->ascii = !wide;
	return cells_size(c, COLS, LINES);
}

static attr_t attributes_of(unsigned style)
{
	static const attr_t plain[STYLES] = {[STYLE_BOLD] = A_BOLD, [STYLE_DIM] = A_DIM,
		[STYLE_RED] = A_BOLD};
	const unsigned kind = style & ~STYLE_REVERSED;
	attr_t a = plain[kind] | (style & STYLE_REVERSED ? A_REVERSE : 0);

	if (coloured && kind >= STYLE_GREEN)
		a |= (attr_t)COLOR_PAIR((int)kind);
	return a;
}

/* Only what changed is sent: ncurses compares with what stands there. */
void screen_show(const struct cells *c)
{
	for (int y = 0; y < c->height && y < LINES; y++)
		for (int x = 0; x < c->width && x < COLS; x++) {
			const struct cell *cell = &c->v[y * c->width + x];
			char text[5];

			text[cells_utf8(cell->character, text)] = '\0';
			attrset(attributes_of(cell->style));
			mvaddstr(y, x, text);
		}
	refresh();
}

static const struct {
	int curses, key;
} keys[] = {
	{KEY_UP, KEY_IS_UP}, {KEY_DOWN, KEY_IS_DOWN}, {KEY_LEFT, KEY_IS_LEFT}, {KEY_RIGHT, KEY_IS_RIGHT},
	{KEY_PPAGE, KEY_IS_PAGE_UP}, {KEY_NPAGE, KEY_IS_PAGE_DOWN}, {KEY_HOME, KEY_IS_HOME},
	{KEY_END, KEY_IS_END}, {KEY_ENTER, KEY_IS_ENTER}, {'\r', KEY_IS_ENTER}, {'\n', KEY_IS_ENTER},
	{KEY_BACKSPACE, KEY_IS_BACK}, {0x7f, KEY_IS_BACK}, {'\b', KEY_IS_BACK}, {KEY_RESIZE, KEY_IS_SIZE},
	{ERR, KEY_NONE},
};

int screen_key(unsigned milliseconds)
{
	int key;

	timeout((int)milliseconds);
	key = getch();
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (keys[i].curses == key)
			return keys[i].key;
	return key < 256 ? key : KEY_NONE;
}
