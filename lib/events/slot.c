/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The history's arithmetic and bytes.
 */
#include "events/slot.h"

#include <stdio.h>
#include <string.h>

#include "base/block.h"
#include "base/wire.h"
#include "policy/names.h"

#define HEAD_MAGIC 0x48534831U /* "HSH1": the last byte is the version */
#define SLOT_MAGIC 0x31535348U
#define RATE_MILLISECONDS 1000 /* a rate of less is chance */

/* A number in 32 bits: 5 of exponent, 27 of mantissa. The largest two are words. */
#define MANTISSA 27
#define SMALL_UNKNOWN UINT32_MAX
#define SMALL_UNLIMITED (UINT32_MAX - 1)

typedef unsigned __int128 wide; /* of products */

const char *amount_name(size_t amount)
{
	switch (amount) {
	case AMOUNT_RECEIVED:
		return "received_bytes";
	case AMOUNT_SENT:
		return "sent_bytes";
	case AMOUNT_REFUSED:
		return "refused_logins";
	}
	return counter_name((enum counter)amount);
}

const char *gauge_name(size_t gauge)
{
	static const char *const names[GAUGES] = {"memory", "swap", "pids", "sessions", "cpu"};

	return names[gauge];
}

static bool is_known(uint64_t n)
{
	return n < COUNTER_UNLIMITED;
}

/* --- from a look to the next ------------------------------------------------------------------ */

/* What counts anew with another link has not been in the last look. */
static bool goes_on(const struct look *last, const struct look *look, size_t i)
{
	const bool link = i == AMOUNT_RECEIVED || i == AMOUNT_SENT;

	return last->boot == look->boot && is_known(last->raw[i]) && look->raw[i] >= last->raw[i] &&
		(!link || last->link == look->link);
}

static uint64_t larger(uint64_t a, uint64_t b)
{
	if (!is_known(a) || !is_known(b))
		return is_known(a) ? a : b;
	return a > b ? a : b;
}

/* Since the last look: the kernel's own peak tells it if that has grown since, or is another cgroup's. */
static uint64_t most_of(const struct head *h, const struct look *look, enum gauge gauge)
{
	const size_t k = gauge == GAUGE_MEMORY ? 0 : 1;
	const bool same = h->sequence && h->last.boot == look->boot && h->last.leaf[k] == look->leaf[k];
	const uint64_t peak = look->peak[k], before = h->last.peak[k];
	uint64_t most = look->now[gauge];

	if (gauge != GAUGE_MEMORY && gauge != GAUGE_PIDS)
		return most;
	if (same)
		most = larger(most, h->last.now[gauge]);
	if (is_known(peak) && (!same || !is_known(before) || peak > before))
		most = larger(most, peak);
	return most;
}

static uint64_t share_of(uint64_t most, uint64_t before, uint64_t now)
{
	const uint64_t limit = before != COUNTER_UNKNOWN && before > now ? before : now;

	return is_known(most) && is_known(limit) && limit ? (uint64_t)((wide)most * 1000 / limit)
							   : COUNTER_UNKNOWN;
}

bool head_next(struct head *h, const struct look *look)
{
	const bool same = h->sequence && h->last.boot == look->boot;
	uint64_t elapsed = same ? look->uptime - h->last.uptime
				: look->age < look->uptime ? look->age : look->uptime;
	const struct look before = h->last;
	uint64_t cpu;

	if ((same && look->uptime <= h->last.uptime) || look->time > TIME_MAX)
		return false;
	elapsed = elapsed < look->time ? elapsed : look->time;
	for (size_t i = 0; i < AMOUNTS; i++) {
		const bool on = h->sequence && goes_on(&h->last, look, i);

		h->more[i] = !is_known(look->raw[i]) ? COUNTER_UNKNOWN
			: on ? look->raw[i] - h->last.raw[i] : look->raw[i];
	}
	for (size_t i = 0; i < GAUGES; i++)
		h->most[i] = most_of(h, look, (enum gauge)i);
	cpu = h->more[COUNTER_CPU_USEC];
	h->most[GAUGE_CPU] = is_known(cpu) && elapsed >= RATE_MILLISECONDS ? cpu / elapsed : COUNTER_UNKNOWN;
	for (size_t i = 0; i < GAUGES; i++)
		h->share[i] = share_of(h->most[i], same ? before.limit[i] : COUNTER_UNKNOWN, look->limit[i]);
	h->elapsed = elapsed;
	h->sequence++;
	h->last = *look;
	/* What cannot be read this time is not forgotten, or it would all be counted again. */
	for (size_t i = 0; same && i < AMOUNTS; i++)
		if (!is_known(look->raw[i]))
			h->last.raw[i] = before.raw[i];
	if (same && !is_known(look->raw[AMOUNT_RECEIVED]))
		h->last.link = before.link;
	return true;
}

/* --- into slots ------------------------------------------------------------------------------- */

/* Spread over the time; the others happened at moments, and are the last piece's. */
static bool is_spread(size_t amount)
{
	switch (amount) {
	case COUNTER_OOM_KILLS:
	case COUNTER_MEMORY_MAX:
	case COUNTER_MEMORY_HIGH:
	case COUNTER_PIDS_MAX:
	case AMOUNT_REFUSED:
		return false;
	}
	return true;
}

/* Of an amount, what had come together so many milliseconds after the beginning. */
static uint64_t until(uint64_t amount, uint64_t at, uint64_t elapsed)
{
	return at >= elapsed ? amount : (uint64_t)((wide)amount * at / elapsed);
}

static void add(uint64_t *to, uint64_t n)
{
	if (is_known(n))
		*to = is_known(*to) ? *to + n : n;
}

/* The mean of two times, by their lengths. */
static void mix(uint64_t *mean, uint64_t length, uint64_t other, uint64_t other_length)
{
	const uint64_t both = length + other_length;

	if (!is_known(other))
		return;
	if (!is_known(*mean) || !length)
		*mean = other;
	else
		*mean = (uint64_t)(((wide)*mean * length + (wide)other * other_length) / both);
}

static void take_part(struct slot *s, const struct head *h, uint64_t from, uint64_t to, bool last)
{
	const uint64_t covered = to - from;

	for (size_t i = 0; i < AMOUNTS; i++)
		if (is_known(h->more[i]) && (last || is_spread(i)))
			add(&s->amount[i], is_spread(i) ? until(h->more[i], to, h->elapsed) -
				until(h->more[i], from, h->elapsed) : h->more[i]);
	if (last && !h->elapsed)
		for (size_t i = 0; i < AMOUNTS; i++)
			if (is_spread(i))
				add(&s->amount[i], h->more[i]);
	for (size_t i = 0; i < GAUGES; i++) {
		s->most[i] = larger(s->most[i], h->most[i]);
		s->share[i] = larger(s->share[i], h->share[i]);
		if (i != GAUGE_CPU)
			mix(&s->mean[i], s->covered, h->last.now[i], covered);
		/* Of a tenant who is out nobody knows it. */
		if (h->last.limit[i] != COUNTER_UNKNOWN)
			s->limit[i] = h->last.limit[i];
	}
	s->covered += covered;
}

static struct slot empty_slot(uint64_t start)
{
	struct slot s = {.start = start};

	for (size_t i = 0; i < AMOUNTS; i++)
		s.amount[i] = COUNTER_UNKNOWN;
	for (size_t i = 0; i < GAUGES; i++)
		s.most[i] = s.share[i] = s.mean[i] = s.limit[i] = COUNTER_UNKNOWN;
	return s;
}

bool slot_take(struct slot *slot, uint64_t start, uint64_t length, const struct head *h)
{
	const uint64_t end = h->last.time, begin = end > h->elapsed ? end - h->elapsed : 0;
	const uint64_t first = start * 1000, behind = (start + length) * 1000;
	const uint64_t from = first > begin ? first : begin, to = behind < end ? behind : end;

	if (slot->start == start && slot->sequence >= h->sequence)
		return false;
	if (slot->start != start)
		*slot = empty_slot(start);
	take_part(slot, h, from - begin, to > from ? to - begin : from - begin, end < behind);
	slot->sequence = h->sequence;
	return true;
}

void slot_sum(struct slot *sum, const struct slot *s)
{
	if (!sum->start)
		*sum = empty_slot(s->start);
	for (size_t i = 0; i < AMOUNTS; i++)
		add(&sum->amount[i], s->amount[i]);
	for (size_t i = 0; i < GAUGES; i++) {
		sum->most[i] = larger(sum->most[i], s->most[i]);
		sum->share[i] = larger(sum->share[i], s->share[i]);
		mix(&sum->mean[i], sum->covered, s->mean[i], s->covered);
		if (s->limit[i] != COUNTER_UNKNOWN)
			sum->limit[i] = s->limit[i];
	}
	sum->covered += s->covered;
}

/* --- bytes ------------------------------------------------------------------------------------ */

static void put_numbers(struct wire_writer *w, const uint64_t *n, size_t count)
{
	for (size_t i = 0; i < count; i++)
		wire_put_u64(w, n[i]);
}

static void get_numbers(struct wire_reader *r, uint64_t *n, size_t count)
{
	for (size_t i = 0; i < count; i++)
		n[i] = wire_get_u64(r);
}

/* All of a look that stands in the head, in this order. */
#define LOOK(each, to, l)                                                                            \
	do {                                                                                         \
		each(to, (l)->raw, AMOUNTS);                                                         \
		each(to, &(l)->link, 1);                                                             \
		each(to, (l)->now, GAUGES);                                                          \
		each(to, (l)->limit, GAUGES);                                                        \
		each(to, (l)->peak, 2);                                                              \
		each(to, (l)->leaf, 2);                                                              \
		each(to, &(l)->boot, 1);                                                             \
		each(to, &(l)->uptime, 1);                                                           \
		each(to, &(l)->time, 1);                                                             \
		each(to, &(l)->age, 1);                                                              \
	} while (0)

void head_encode(const struct head *h, unsigned char *bytes)
{
	struct wire_writer w = {.data = bytes, .size = HEAD_SIZE};

	memset(bytes, 0, HEAD_SIZE);
	wire_put_u32(&w, 0);
	wire_put_u32(&w, HEAD_MAGIC);
	wire_put_string(&w, h->name);
	wire_put_u32(&w, h->uid);
	put_numbers(&w, &h->sequence, 1);
	LOOK(put_numbers, &w, &h->last);
	put_numbers(&w, &h->elapsed, 1);
	put_numbers(&w, h->more, AMOUNTS);
	put_numbers(&w, h->most, GAUGES);
	put_numbers(&w, h->share, GAUGES);
	block_seal(bytes, HEAD_SIZE);
}

bool head_decode(struct head *h, const unsigned char *bytes)
{
	struct wire_reader r = {.data = bytes + 4, .left = HEAD_SIZE - 4};
	const char *name;

	*h = (struct head){0};
	if (!block_is_whole(bytes, HEAD_SIZE) || wire_get_u32(&r) != HEAD_MAGIC)
		return false;
	name = wire_get_string(&r);
	h->uid = wire_get_u32(&r);
	get_numbers(&r, &h->sequence, 1);
	LOOK(get_numbers, &r, &h->last);
	get_numbers(&r, &h->elapsed, 1);
	get_numbers(&r, h->more, AMOUNTS);
	get_numbers(&r, h->most, GAUGES);
	get_numbers(&r, h->share, GAUGES);
	if (!block_ends(&r) || !policy_valid_name(name) ||
	    strlen(name) >= sizeof(h->name) || !h->sequence || h->elapsed > h->last.time ||
	    h->last.time > TIME_MAX) {
		*h = (struct head){0};
		return false;
	}
	snprintf(h->name, sizeof(h->name), "%s", name);
	return true;
}

static uint32_t small(uint64_t n)
{
	uint32_t exponent = 0;

	if (!is_known(n))
		return n == COUNTER_UNKNOWN ? SMALL_UNKNOWN : SMALL_UNLIMITED;
	for (; n >> MANTISSA; n >>= 1)
		exponent++;
	/* 2^58 is above whatever is counted: more than that is that. */
	return exponent > 31 || (exponent == 31 && n > (1U << MANTISSA) - 3)
		? SMALL_UNLIMITED - 1 : exponent << MANTISSA | (uint32_t)n;
}

static uint64_t large(uint32_t n)
{
	if (n >= SMALL_UNLIMITED)
		return n == SMALL_UNKNOWN ? COUNTER_UNKNOWN : COUNTER_UNLIMITED;
	return (uint64_t)(n & ((1U << MANTISSA) - 1)) << (n >> MANTISSA);
}

static void put_small(struct wire_writer *w, const uint64_t *n, size_t count)
{
	for (size_t i = 0; i < count; i++)
		wire_put_u32(w, small(n[i]));
}

static void get_small(struct wire_reader *r, uint64_t *n, size_t count)
{
	for (size_t i = 0; i < count; i++)
		n[i] = large(wire_get_u32(r));
}

void slot_encode(const struct slot *s, unsigned char *bytes)
{
	struct wire_writer w = {.data = bytes, .size = SLOT_SIZE};

	memset(bytes, 0, SLOT_SIZE);
	wire_put_u32(&w, 0);
	wire_put_u32(&w, SLOT_MAGIC);
	put_numbers(&w, &s->start, 1);
	put_numbers(&w, &s->sequence, 1);
	put_small(&w, &s->covered, 1);
	put_small(&w, s->amount, AMOUNTS);
	put_small(&w, s->most, GAUGES);
	put_small(&w, s->share, GAUGES);
	put_small(&w, s->mean, GAUGES - 1);
	put_small(&w, s->limit, GAUGES);
	block_seal(bytes, SLOT_SIZE);
}

bool slot_decode(struct slot *s, const unsigned char *bytes)
{
	struct wire_reader r = {.data = bytes + 4, .left = SLOT_SIZE - 4};
	bool good = block_is_whole(bytes, SLOT_SIZE) && wire_get_u32(&r) == SLOT_MAGIC;

	*s = empty_slot(0);
	if (good) {
		get_numbers(&r, &s->start, 1);
		get_numbers(&r, &s->sequence, 1);
		get_small(&r, &s->covered, 1);
		get_small(&r, s->amount, AMOUNTS);
		get_small(&r, s->most, GAUGES);
		get_small(&r, s->share, GAUGES);
		get_small(&r, s->mean, GAUGES - 1);
		get_small(&r, s->limit, GAUGES);
		good = block_ends(&r) && s->start && s->start <= TIME_MAX / 1000 &&
			is_known(s->covered);
	}
	if (!good)
		*s = empty_slot(0);
	return good;
}
