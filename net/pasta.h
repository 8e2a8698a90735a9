/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mode = pasta: the process that stands for links and rules of the host.
 */
#ifndef NET_PASTA_H
#define NET_PASTA_H

#include "base/err.h"
#include "request.h"

/* Call in the host's network namespace. Our later children are in the tenant's pid namespace. */
int pasta_start(const struct request *r, struct err *e);

#endif
