/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * etcdctl(1), etcd's own client, for who has given up all rights: TLS, members that fail and the protocol
 * are its business.
 */
#ifndef CLI_WATCH_ETCDCTL_H
#define CLI_WATCH_ETCDCTL_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "cli/apart/program.h"
#include "cli/json.h"
#include "settings.h"

struct etcdctl {
	const struct watch_settings *settings;
	char *user; /* "NAME:PASSWORD", or NULL */
	char said[PROGRAM_SAID_SIZE];
};

/* Read the password. 0, or -1 with what is wrong in ->said. */
int etcdctl_open(struct etcdctl *e, const struct watch_settings *settings);

/*
 * Run it with `input`, or NULL, as standard input, for so long at most: not all its commands have a
 * bound. Its answer, which json_release() frees, or NULL with why not in ->said. *cluster is the id of
 * the cluster that answered, or 0.
 */
struct json *etcdctl_ask(struct etcdctl *e, const char *const arguments[], const char *input,
	unsigned seconds, uint64_t *cluster);

/* Start it; its output comes in lines. A process id, or -1. */
pid_t etcdctl_begin(struct etcdctl *e, const char *const arguments[], int *output, int *error);

/* A line of its JSON; NULL if it is none. */
struct json *etcdctl_parse(char *line, uint64_t *cluster);

#endif
