/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The colours of the page. tests/unit/test_cli_doctor.c computes the contrast of every pair.
 */
#include "palette.h"

const struct colour palette[] = {
	{"text", 0x1c1c1c, 0xe8e8e8}, {"quiet", 0x555555, 0xb4b4b4}, {"ground", 0xffffff, 0x17191c},
	{"card", 0xf4f5f7, 0x22252a}, {"line", 0xc4c8ce, 0x454b54}, {"link", 0x0b4f9e, 0x8ab8f5},
	{"on-badge", 0xffffff, 0x101010},
	{"PASS", 0x1a6b33, 0x7ed492}, {"INFO", 0x3d5a80, 0xa3bfe0}, {"WARN", 0x8a5300, 0xf0b95c},
	{"FAIL", 0xb3161b, 0xff8f8a}, {"SKIP", 0x5c5f66, 0xb0b4bb}, {"ERROR", 0x7b2a8b, 0xdf9df0},
	{"WAIVED", 0x4f5b1f, 0xc4d17c},
};

const size_t palette_count = sizeof(palette) / sizeof(palette[0]);

const struct colour_pair palette_pairs[] = {
	{"text", "ground"},
	{"text", "card"},
	{"quiet", "ground"},
	{"quiet", "card"},
	{"link", "ground"},
	{"link", "card"},
	{"on-badge", "PASS"},
	{"on-badge", "INFO"},
	{"on-badge", "WARN"},
	{"on-badge", "FAIL"},
	{"on-badge", "SKIP"},
	{"on-badge", "ERROR"},
	{"on-badge", "WAIVED"},
};

const size_t palette_pair_count = sizeof(palette_pairs) / sizeof(palette_pairs[0]);
