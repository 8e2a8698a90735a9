/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A verdict on its way from one process to another.
 */
#ifndef CLI_DOCTOR_VERDICT_PACK_H
#define CLI_DOCTOR_VERDICT_PACK_H

#include "verdict.h"

/* As bytes, malloc'ed. */
char *verdict_pack(const struct verdict *v, size_t *size);

/* And back: false if they are none. verdict_free() in either case. */
bool verdict_unpack(struct verdict *v, const char *bytes, size_t size);

#endif
