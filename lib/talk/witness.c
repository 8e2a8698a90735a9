/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Records of what ran.
 */
#include "talk/witness.h"

#include <string.h>

#include "base/block.h"

#define WITNESS_MAGIC 0x31575348U /* "HSW1": the last byte is the version */
#define PROCESS_LEAST (4 + 8 + 8 + 5)
#define TIME_MAX UINT64_C(253402300799000) /* the year 9999 */

const char *witness_limit_name(enum witness_limit limit)
{
	return limit == WITNESS_OF_MEMORY ? "memory.max" : "pids.max";
}

void witness_encode(const struct witness *w, unsigned char *bytes)
{
	struct wire_writer out = {.data = bytes, .size = WITNESS_SIZE};

	memset(bytes, 0, WITNESS_SIZE);
	wire_put_u32(&out, 0);
	wire_put_u32(&out, WITNESS_MAGIC);
	wire_put_u64(&out, w->sequence);
	wire_put_u64(&out, w->time);
	wire_put_u32(&out, w->limit);
	wire_put_u32(&out, w->processes);
	wire_put_u32(&out, w->count);
	for (uint32_t i = 0; i < w->count; i++) {
		wire_put_u32(&out, w->v[i].pid);
		wire_put_u64(&out, w->v[i].memory);
		wire_put_u64(&out, w->v[i].cpu_usec);
		wire_put_string(&out, w->v[i].name);
	}
	block_seal(bytes, WITNESS_SIZE);
}

static void get_process(struct wire_reader *r, struct witness_process *p)
{
	const char *name;

	p->pid = wire_get_u32(r);
	p->memory = wire_get_u64(r);
	p->cpu_usec = wire_get_u64(r);
	name = wire_get_string(r);
	/* JSON's numbers are signed. */
	if (strlen(name) >= sizeof(p->name) || p->memory > INT64_MAX || p->cpu_usec > INT64_MAX)
		r->failed = true;
	else
		strcpy(p->name, name);
}

bool witness_decode(struct witness *w, const unsigned char *bytes)
{
	struct wire_reader r = {.data = bytes + BLOCK_HEAD, .left = WITNESS_SIZE - BLOCK_HEAD};
	bool good = block_is_whole(bytes, WITNESS_SIZE) && wire_get_u32(&r) == WITNESS_MAGIC;
	uint32_t limit = 0;

	memset(w, 0, sizeof(*w));
	if (good) {
		w->sequence = wire_get_u64(&r);
		w->time = wire_get_u64(&r);
		limit = wire_get_u32(&r);
		w->processes = wire_get_u32(&r);
		w->count = wire_get_count(&r, PROCESS_LEAST, WITNESS_PROCESSES);
		for (uint32_t i = 0; i < w->count; i++)
			get_process(&r, &w->v[i]);
		good = block_ends(&r) && w->sequence && w->time <= TIME_MAX && limit < WITNESS_LIMITS &&
			w->count <= w->processes;
	}
	w->limit = (enum witness_limit)limit;
	if (!good)
		memset(w, 0, sizeof(*w));
	return good;
}
