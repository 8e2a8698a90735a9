/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The checks of hostel doctor, an area in a file; some have one of their own.
 */
#ifndef CLI_DOCTOR_CHECKS_H
#define CLI_DOCTOR_CHECKS_H

#include "tenants.h"
#include "verdict.h"

struct doctor_check {
	const char *id, *area, *title;
	void (*run)(struct doctor *d, struct verdict *v);
};

/* Each of these ends with a row without an id. */
extern const struct doctor_check doctor_kernel[], doctor_files[], doctor_configuration[],
	doctor_ways[], doctor_host[], doctor_network[];

/* Rows of doctor_kernel; the last one of doctor_host. */
void doctor_landlock(struct doctor *d, struct verdict *v);
void doctor_landlock_holds(struct doctor *d, struct verdict *v);
void doctor_records(struct doctor *d, struct verdict *v);
void doctor_wtmp(struct doctor *d, struct verdict *v);
void doctor_services(struct doctor *d, struct verdict *v);

#endif
