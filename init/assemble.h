/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Attaching what was collected. The two steps in this order; each 0, or -1 with *e.
 */
#ifndef INIT_ASSEMBLE_H
#define INIT_ASSEMBLE_H

#include "parts.h"

/* Attach the porch, keep its namespace, and let go of the host. */
int assemble_porch(struct build *b, struct err *e);

/* Make the sandbox's mount namespace, attach it and enter it. */
int assemble_sandbox(struct build *b, struct err *e);

#endif
