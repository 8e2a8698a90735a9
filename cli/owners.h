/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Owners, whose tenants share a sum of limits.
 */
#ifndef CLI_OWNERS_H
#define CLI_OWNERS_H

/* EXIT_NO_SUCH (said) if there is no owners/NAME.ini, or it cannot be one. */
int owner_exists(int config, const char *owner);

/*
 * The owner that a plan says, by itself or by what it extends; "": it says that there is none. malloc'ed;
 * NULL: it says nothing.
 */
char *owner_of_plan(int config, const char *plan);

#endif
