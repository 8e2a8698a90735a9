/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The colours of the page that hostel doctor --html prints.
 */
#ifndef CLI_DOCTOR_PALETTE_H
#define CLI_DOCTOR_PALETTE_H

#include <stddef.h>

/* A colour by its name in the style sheet, as 0xRRGGBB, by light and by dark. */
struct colour {
	const char *name;
	unsigned light, dark;
};

extern const struct colour palette[];
extern const size_t palette_count;

/* Which is written on which; all by names of the palette. */
struct colour_pair {
	const char *text, *ground;
};

extern const struct colour_pair palette_pairs[];
extern const size_t palette_pair_count;

#endif
