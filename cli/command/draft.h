/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading configuration that is not in force: anybody's files.
 */
#ifndef CLI_DRAFT_H
#define CLI_DRAFT_H

#include "policy/reader.h"


/* As config_reader(), without its questions about owner and mode. */
struct policy_reader draft_reader(const int *directory);

#endif
