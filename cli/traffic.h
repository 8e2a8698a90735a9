/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What went through a sandbox's own link, as its network namespace counts it, and whose addresses it has.
 */
#ifndef CLI_TRAFFIC_H
#define CLI_TRAFFIC_H

#include <stdbool.h>
#include <stdint.h>

#include "cli.h"
#include "live.h"

struct traffic {
	bool known; /* it has a link of its own */
	const char *mode; /* [network] mode of the sandbox */
	char link[16], address[64], address6[64]; /* the host's end; "" where there is none */
	uint64_t received, sent; /* bytes */
	uint64_t received_packets, sent_packets;
	int64_t connections; /* open ones, -1: unknown */
};

void traffic_read(const struct live_tenant *t, const struct live_sandbox *s, struct traffic *traffic);

/* hostel ps --net: a row per sandbox. How many there are. */
size_t traffic_list(const struct cli *c, const struct live *l);

#endif
