/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The units of services: hostel-service@TENANT:NAME.service, instances of a template; systemd supervises.
 */
#ifndef CLI_SERVICE_UNIT_H
#define CLI_SERVICE_UNIT_H

#include <stdbool.h>
#include <stddef.h>

/* Does systemd run here? sd_booted(3) */
bool units_managed(void);

/* The same, and if not, why nothing can be started, stopped or shown. */
bool units_managed_or_say(void);

/* malloc'ed; the tenant's name is escaped as systemd.unit(5) has it. */
char *unit_name(const char *tenant, const char *service);

/*
 * systemctl(1) VERB for them, "start" or "start --no-block", up to 64. A start ends when the programs run, or
 * in a minute, and goes on behind that. 0, or -1: said why not.
 */
#define UNITS_MAX 64
int units_do(const char *verb, char *const units[], size_t count);

/* What has failed is not called so any more. */
void units_reset(char *const units[], size_t count);

/* In the place of this process: PROGRAM OPTION... and the units. Returns only if that fails, said. */
int units_exec(const char *const argv[], char *const units[], size_t count);

#endif
