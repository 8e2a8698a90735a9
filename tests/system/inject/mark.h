/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Between login.c and trace.c: prctl(MARK, 1) says that the calls count from here on, 0 no more.
 */
#ifndef TESTS_INJECT_MARK_H
#define TESTS_INJECT_MARK_H

#define MARK 0x6d61726bUL

#endif
