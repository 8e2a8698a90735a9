/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Findings that an admin has accepted. Nothing of a waived verdict is left out: only its level changes.
 */
#include "waiver.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/fd.h"
#include "cli/ini.h"
#include "cli/output.h"

unsigned waiver_day(const char *text)
{
	unsigned year, month, day;
	struct tm tm = {0};
	int end = 0;

	if (strlen(text) != 10 || strspn(text, "0123456789-") != 10 ||
		sscanf(text, "%4u-%2u-%2u%n", &year, &month, &day, &end) != 3 ||
		end != 10 || year < 2000)
		return 0;
	tm.tm_year = (int)year - 1900;
	tm.tm_mon = (int)month - 1;
	tm.tm_mday = (int)day;
	tm.tm_hour = 12;
	/* A day that there is not becomes another one. */
	if (timegm(&tm) < 0 || tm.tm_mon != (int)month - 1 || tm.tm_mday != (int)day)
		return 0;
	return year * 10000 + month * 100 + day;
}

unsigned waiver_today(void)
{
	const time_t now = time(NULL);
	struct tm tm;

	localtime_r(&now, &tm);
	return ((unsigned)tm.tm_year + 1900) * 10000 + ((unsigned)tm.tm_mon + 1) * 100 + (unsigned)tm.tm_mday;
}

static void add(struct waivers *w, const char *key, const char *value, unsigned today)
{
	const char *colon = strchr(key, ':'), *reason = value + strcspn(value, " \t");
	char *AUTO_FREE day = text_of("%.*s", (int)(reason - value), value);
	struct waiver one = {.until = waiver_day(day)};

	one.check = make_printable(text_of("%.*s", (int)(colon ? colon - key : (long)strlen(key)), key));
	one.tenant = colon ? make_printable(text_of("%s", colon + 1)) : NULL;
	one.reason = make_printable(text_of("%s", reason + strspn(reason, " \t")));
	if (!doctor_check_find(one.check, doctor_checks))
		one.mistake = text_of("there is no such check");
	else if (!one.until)
		one.mistake = text_of(
			"%s is no day such as 2027-03-01", *day ? make_printable(day) : "nothing");
	else if (!*one.reason)
		one.mistake = text_of("it has no reason");
	one.expired = !one.mistake && today >= one.until;
	w->v = reallocarray(w->v, w->count + 1, sizeof(*w->v));
	if (!w->v)
		out_of_memory();
	w->v[w->count++] = one;
}

void waivers_parse(struct waivers *w, const char *text, unsigned today)
{
	struct ini_cursor at = {.at = text};
	char *key, *value;

	*w = (struct waivers){0};
	while (text && ini_next(&at, WAIVERS_SECTION, &key, &value)) {
		add(w, key, value, today);
		free(key);
		free(value);
	}
}

void waivers_free(struct waivers *w)
{
	for (size_t i = 0; i < w->count; i++) {
		free(w->v[i].check);
		free(w->v[i].tenant);
		free(w->v[i].reason);
		free(w->v[i].mistake);
	}
	free(w->v);
	*w = (struct waivers){0};
}

bool waiver_may_be_of_all(const struct doctor_check *c, enum level level)
{
	return level != LEVEL_FAIL || !strchr("SPW", *c->code);
}

static void note(struct verdict *v, const struct waiver *w)
{
	if (!v->waiver)
		v->waiver = text_of("until %04u-%02u-%02u: %s", w->until / 10000, w->until / 100 % 100,
			w->until % 100, w->reason);
}

/* True if it is about something here. */
static bool apply(const struct waiver *w, const struct doctor_check *c, struct verdict *v)
{
	bool any = false;

	if (!w->tenant && !waiver_may_be_of_all(c, v->level))
		return false;
	for (size_t i = 0; i < v->count; i++)
		if (!w->tenant || (v->items[i].tenant && !strcmp(v->items[i].tenant, w->tenant)))
			any = v->items[i].waived = true;
	return any || !w->tenant;
}

static bool is_all_waived(const struct verdict *v, bool whole)
{
	for (size_t i = 0; i < v->count; i++)
		if (!v->items[i].waived)
			return false;
	return whole || (v->count && !v->dropped);
}

void waivers_apply(struct waivers *w, const struct doctor_check *c, struct verdict *v)
{
	bool whole = false;

	if (v->level != LEVEL_WARN && v->level != LEVEL_FAIL)
		return;
	for (size_t i = 0; i < w->count; i++) {
		struct waiver *one = &w->v[i];

		if (one->mistake || one->expired || strcmp(one->check, c->id) || !apply(one, c, v))
			continue;
		one->used = true;
		whole |= !one->tenant;
		note(v, one);
	}
	if (v->waiver && is_all_waived(v, whole))
		v->level = LEVEL_WAIVED;
}
