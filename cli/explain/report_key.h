/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The answer about one key.
 */
#ifndef CLI_EXPLAIN_REPORT_KEY_H
#define CLI_EXPLAIN_REPORT_KEY_H

#include <stdbool.h>

#include "facts.h"

void report_key(const struct facts *f, enum field_id id);
void report_key_alone_json(const struct facts *f, enum field_id id);

/* Of a service's key, service.NAME.KEY. False: the tenant has no service of that name. */
bool report_service_key(const struct facts *f, const char *name, enum service_key key, bool as_json);

#endif
