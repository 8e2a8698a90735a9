/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Judges about network and privileges.
 */
#ifndef CLI_EXPLAIN_JUDGE_NETWORK_H
#define CLI_EXPLAIN_JUDGE_NETWORK_H

#include "verdict.h"

JUDGE(network_mode);
JUDGE(own_localhost);
JUDGE(egress);
JUDGE(ports);
JUDGE(low_port);
JUDGE(lacks_raw);
JUDGE(unpublished);
JUDGE(calls);
JUDGE(denied);

#endif
