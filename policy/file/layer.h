/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One file of a chain: its values, and its mistakes.
 */
#ifndef POLICY_LAYER_H
#define POLICY_LAYER_H

#include "policy/kind.h"
#include "policy/problems.h"
#include "policy/reader.h"
#include "scan.h"

struct plan_line {
	char *group;
	char *plan;
	uint32_t line;
};

/* What the file says of one service. */
struct service_part {
	char name[SERVICE_NAME_MAX + 1];
	bool set[SERVICE_KEY_COUNT];
	bool bad[SERVICE_KEY_COUNT];
	uint32_t line[SERVICE_KEY_COUNT];
	union value values[SERVICE_KEY_COUNT];
};

struct layer {
	char file[96];
	struct problems problems;
	bool set[FIELD_COUNT]; /* values[] holds it */
	bool bad[FIELD_COUNT]; /* it is there, but wrong */
	uint32_t line[FIELD_COUNT];
	union value values[FIELD_COUNT];
	struct plan_line *plans; /* [plans], in the order written */
	size_t plan_count;
	struct service_part *services;
	size_t service_count;
};

/* Of `source`, the text is read here. 0 with the mistakes in (*l)->problems; ENOENT; EINVAL (unusable, with
 * problems); ENOMEM. *l is malloc'ed unless ENOENT or ENOMEM. */
int layer_read(struct layer **l, const struct policy_reader *reader, struct source source);
void layer_free(struct layer *l);
void layer_hand_over(const struct layer *l, struct problems *ps); /* its mistakes, in order */

/*
 * Move the values of *l over those of *p; where one is wrong, the default takes its place, so that
 * it is not judged together with others. 0 or ENOMEM.
 */
int layer_merge(struct layer *l, struct policy *p);

#endif
