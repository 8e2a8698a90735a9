/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ~/.ssh/authorized_keys, in which a tenant has a hand: written with the tenant's ids.
 */
#ifndef CLI_COMMAND_TENANT_AUTHORIZED_H
#define CLI_COMMAND_TENANT_AUTHORIZED_H

#include "cli/cli.h"
#include "host/account.h"

/* Lines of keys, of --key; malloc'ed. */
struct key_lines {
	size_t count;
	char **v;
};

/* Read and judge what the command line says. 0, or an exit status after saying what is wrong. */
int authorized_read(const struct cli *c, struct key_lines *keys);
void authorized_free(struct key_lines *keys);

/*
 * Add the keys that are not there yet, the file is replaced as a whole; with `look` they are only counted.
 * *missing becomes how many. 0, or -1 with *e.
 */
int authorized_add(
	const struct account *a, const struct key_lines *keys, bool look, size_t *missing, struct err *e);

#endif
