/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One tenant's network, up and down.
 */
#ifndef NET_TENANT_H
#define NET_TENANT_H

#include "base/err.h"
#include "link.h"
#include "request.h"

/* Before any of the tenant runs. Leaves this process in the tenant's network namespace. 0, or -1 with *e. */
int tenant_up(struct request *r, struct err *e);

/* What the host has of the tenant goes away; also if nothing is there. */
int tenant_down(int tenant, struct links *l, struct err *e);

/*
 * The same where one may live on, and a new sandbox has no network or could not be given it: what the old
 * one's pasta sends stays bound by the host's rules until the next one, or tenant_down().
 */
int tenant_leave(int tenant, struct links *l, struct err *e);

#endif
