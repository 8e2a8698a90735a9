/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rows of hostel top for machines.
 */
#ifndef CLI_TOP_OBJECTS_H
#define CLI_TOP_OBJECTS_H

#include "rows.h"

struct json;

/*
 * One look: time, the host's pressure, the rows that are shown, in their order. Processors in thousandths
 * of one, disks and links in bytes a second, pressure in hundredths of a percent; null for what the host
 * does not tell.
 */
struct json *objects_make(const struct rows *r, const struct sample *host);

#endif
