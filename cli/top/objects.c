/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rows of hostel top as JSON.
 */
#include "objects.h"

#include <time.h>

#include "cli/json.h"

static void put(struct json *o, const char *key, uint64_t n)
{
	if (n < COUNTER_UNLIMITED)
		json_put_number(o, key, (int64_t)n);
	else
		json_put_null(o, key);
}

static struct json *pressure_json(const uint32_t pressure[PRESSURES])
{
	static const char *const names[PRESSURES] = {"cpu", "memory", "io"};
	struct json *o = json_make_object();

	for (int i = 0; i < PRESSURES; i++)
		put(o, names[i], pressure[i] == PRESSURE_UNKNOWN ? COUNTER_UNKNOWN : pressure[i]);
	return o;
}

static struct json *row_json(const struct top_row *row)
{
	const struct tenant_sample *s = &row->now;
	struct json *o = json_make_object(), *hit = json_make_array();

	json_put_text(o, "tenant", s->name);
	json_put_number(o, "uid", s->uid);
	json_put_text(o, "plan", s->plan);
	json_put_text(o, "owner", s->owner);
	json_put_number(o, "sessions", s->sessions);
	put(o, "cpu", row->cpu);
	put(o, "cpu_max", s->counters.cpu_limit);
	put(o, "memory", s->counters.memory);
	put(o, "memory_max", s->counters.memory_limit);
	put(o, "swap", s->counters.swap);
	put(o, "pids", s->counters.pids);
	put(o, "pids_max", s->counters.pids_limit);
	put(o, "read", row->read);
	put(o, "written", row->written);
	put(o, "received", row->received);
	put(o, "sent", row->sent);
	json_put(o, "pressure", pressure_json(s->pressure));
	for (unsigned bit = HIT_CPU; bit <= HIT_PIDS; bit <<= 1)
		if (row->hit & bit)
			json_add_text(hit, bit == HIT_CPU ? "cpu" : bit == HIT_MEMORY ? "memory" : "pids");
	json_put(o, "hit", hit);
	json_put_number(o, "hits", (int64_t)row->hits);
	json_put_bool(o, "answers", !s->silent);
	json_put_bool(o, "kept", s->kept);
	return o;
}

struct json *objects_make(const struct rows *r, const struct sample *host)
{
	struct json *o = json_make_object(), *list = json_make_array();

	json_put_number(o, "time", (int64_t)time(NULL));
	json_put(o, "pressure", pressure_json(host->pressure));
	for (size_t i = 0; i < r->shown; i++)
		json_add(list, row_json(r->order[i]));
	json_put(o, "tenants", list);
	return o;
}
