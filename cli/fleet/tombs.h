/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tenants that a set does not have any more. An account whose policy is lost is refused, not opened: in
 * place of the file that is missing stands one that suspends.
 */
#ifndef CLI_FLEET_TOMBS_H
#define CLI_FLEET_TOMBS_H

#include <stdbool.h>
#include <stddef.h>

/* The text of such a file; and of a new tenant's whose own has a mistake. */
const char *tomb_text(void);
const char *tomb_unready(void);
bool tomb_is(const char *bytes, size_t size);

/*
 * May the file be missing? Where the set's `gone` names the tenant and this host has no such account; in
 * doubt it has.
 */
bool tomb_may_go(int set, const char *tenant);

#endif
