/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The owner of a tenant: a file with a sum of limits.
 */
#include "owner.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/defaults.h"
#include "policy/file/layer.h"
#include "policy/names.h"
#include "table.h"

int owner_init(struct policy *sum)
{
	int error = policy_init(sum);

	/* What one tenant has unless somebody says otherwise is no measure of many. */
	if (!error)
		sum->memory_max = sum->pids_max = sum->cpu_max = VALUE_MAX;
	return error;
}

static int take(struct policy *p, struct layer *l)
{
	int error;

	p->sum = malloc(sizeof(*p->sum));
	if (!p->sum)
		return ENOMEM;
	error = owner_init(p->sum); /* zeros where it fails */
	return error ? error : layer_merge(l, p->sum);
}

static void refuse(const struct policy *p, struct problems *ps, const char *why, const char *what)
{
	const struct origin *from = &p->origin[FIELD_owner];
	char where[96];

	field_where(FIELD_owner, where, sizeof(where));
	problems_add(ps, from->file, from->line, where, p->owner, "%s %s", why, what);
}

int owner_read(struct policy *p, const struct policy_reader *reader, struct problems *ps)
{
	char file[96];
	struct layer *l;
	int error;

	if (!p->owner[0])
		return 0;
	/* A record, and the kernel's files, have the whole of it as one text. */
	if (strlen(p->cgroup) + strlen("/") + strlen(p->owner) + strlen(POLICY_OWNER_SUFFIX) >
		POLICY_CGROUP_SIZE_MAX)
		refuse(p, ps, "too long together with", "[host] cgroup");
	(void)snprintf(file, sizeof(file), "owners/%s.ini", p->owner);
	error = layer_read(&l, reader, (struct source){.file = file, .kind = FILE_OWNER});
	if (error == ENOENT)
		refuse(p, ps, "there is no", file);
	if (error == ENOENT || error == ENOMEM)
		return error == ENOENT ? 0 : error;
	layer_hand_over(l, ps);
	error = take(p, l);
	layer_free(l);
	return error;
}
