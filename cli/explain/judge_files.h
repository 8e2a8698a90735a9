/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Judges about files: which the complaint names by a path.
 */
#ifndef CLI_EXPLAIN_JUDGE_FILES_H
#define CLI_EXPLAIN_JUDGE_FILES_H

#include "verdict.h"

JUDGE(space);
JUDGE(if_below);
JUDGE(home_full);
JUDGE(home_mode);
JUDGE(below_none);
JUDGE(not_shown);
JUDGE(hidden);

#endif
