/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Prometheus' text format, version 0.0.4: prometheus.io/docs/instrumenting/exposition_formats
 */
#ifndef CLI_EXPOSITION_H
#define CLI_EXPOSITION_H

#include <stdint.h>
#include <stdio.h>

/* HELP and TYPE: "counter" or "gauge". Samples of a metric follow each other. */
void exposition_metric(FILE *f, const char *name, const char *type, const char *help);

/* A label and its value, escaped. Both NULL ends a list of them. */
struct label {
	const char *name, *value;
};

/* A sample: n / divisor; UINT64_MAX - 1 (COUNTER_UNLIMITED) is +Inf. labels may be NULL. */
void exposition_sample(FILE *f, const char *name, const struct label *labels, uint64_t n,
	unsigned divisor);

#endif
