/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a set has to say twice.
 */
#include "guard.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "cli/config.h"
#include "cli/config_file.h"
#include "cli/ini.h"
#include "cli/output.h"
#include "host/config_dir.h"
#include "policy/defaults.h"
#include "policy/single.h"
#include "shut.h"

#define PERCENT_MAX 10
#define VERSION_MAX INT64_C(999999999999999999)

/* --- set.ini ---------------------------------------------------------------------------------- */

/* Digits only, up to `end`. False: something else. */
static bool read_number(const char *text, char end, int64_t *number, const char **behind)
{
	char *stop;

	errno = 0;
	*number = strtoll(text, &stop, 10);
	*behind = stop;
	return *text >= '0' && *text <= '9' && !errno && *stop == end && *number <= VERSION_MAX;
}

static bool take_key(struct set_says *says, const char *key, const char *value, int64_t *of)
{
	const char *behind;
	int64_t n;

	if (!strcmp(key, "version"))
		return read_number(value, '\0', &says->version, &behind);
	if (strcmp(key, "allow_deletions") || !read_number(value, ':', of, &behind) ||
		!read_number(behind + 1, '\0', &n, &behind))
		return false;
	says->deletions_given = true;
	says->deletions = (uint64_t)n;
	return true;
}

int guard_read(struct set_says *says, int set, const char *shown)
{
	char *AUTO_FREE text = NULL, *section, *key, *value;
	struct ini_cursor at = {0};
	int64_t of = NO_VERSION;
	int status = config_text(set, SET_INI, &text);

	*says = (struct set_says){.version = NO_VERSION};
	at.at = text;
	while (!status && text && ini_each(&at, &section, &key, &value)) {
		if (strcmp(section, "set") || !take_key(says, key, value, &of)) {
			say("%s" SET_INI ":%u: [%s] %s = %s: there is [set] version = N and "
			    "allow_deletions = VERSION:N", shown, at.line, section, key, value);
			status = EXIT_POLICY;
		}
		free(section);
		free(key);
		free(value);
	}
	if (!status && at.odd) {
		say("%s" SET_INI ":%u: not KEY = VALUE", shown, at.odd);
		status = EXIT_POLICY;
	}
	/* What a former version allowed is over. */
	if (says->deletions_given && (of != says->version || of == NO_VERSION))
		says->deletions_given = false;
	return status;
}

int guard_version(const struct cli *c, const struct sets *s, const struct set_says *says)
{
	const int64_t now = sets_version(s);

	if (says->version >= now || c->allow_older)
		return 0;
	if (says->version == NO_VERSION)
		say("the set has no version, and the one in force has %" PRId64 ": if it is meant, "
		    "--allow-older", now);
	else
		say("the set's version is %" PRId64 ", and %" PRId64 " is in force: if the older one is "
		    "meant, --allow-older", says->version, now);
	return EXIT_GUARD;
}

/* --- who goes --------------------------------------------------------------------------------- */

static bool same_selector(const struct selector *a, const struct selector *b)
{
	return a->kind == b->kind && (a->kind == SELECTOR_UIDS ? b->ids.first <= a->ids.first &&
								 a->ids.last <= b->ids.last
							       : !strcmp(a->name, b->name));
}

/* Does [host] tenants name all of before? Whoever it names no more could log in past hostel. */
static bool names_all(const struct policy *these, const struct policy *of)
{
	for (size_t i = 0; i < of->tenants.count; i++) {
		size_t k = 0;

		while (k < these->tenants.count &&
			!same_selector(&of->tenants.items[i], &these->tenants.items[k]))
			k++;
		if (k == these->tenants.count)
			return false;
	}
	return true;
}

static void compare_selectors(const struct staged *st, bool *less, bool *more)
{
	const struct policy_reader readers[] = {config_reader(&st->sets->old), config_reader(&st->fresh)};
	struct problems ignored = {0};
	struct policy p[2] = {0};

	*less = *more = false;
	if (policy_load_host(&p[0], &readers[0], &ignored) == 0 &&
		policy_load_host(&p[1], &readers[1], &ignored) == 0) {
		*less = !names_all(&p[1], &p[0]);
		*more = !names_all(&p[0], &p[1]);
	}
	policy_free(&p[0]);
	policy_free(&p[1]);
}

static int refuse(const char *what, size_t lost)
{
	say("%s: nothing was changed. If it is meant, say it again: --allow-deletions %zu, or in the set's "
	    SET_INI " allow_deletions = VERSION:%zu", what, lost, lost);
	return EXIT_GUARD;
}

int guard_deletions(const struct cli *c, struct staged *st, const struct set_says *says, size_t lately,
	size_t *lost)
{
	char *AUTO_FREE what = NULL;
	/* A part of a set brings set.ini along that is in force: what it allowed was for that time. */
	const bool says_so = says->deletions_given &&
			     (!st->partial || says->version > sets_version(st->sets));
	const uint64_t allowed = c->deletions_given ? c->deletions : says_so ? says->deletions : 0;
	const bool given = c->deletions_given || says_so;
	bool less, more;
	size_t all;
	size_t by_others;

	*lost = shut_count(st, &by_others);
	compare_selectors(st, &less, &more);
	if (more)
		say_line("[host] tenants of hostel.ini names more than that in force: whom it names as well "
			 "comes in as a tenant only");
	if (less && !given)
		return refuse("[host] tenants of hostel.ini names less than that in force", *lost);
	all = *lost ? *lost + lately : 0;
	if (all <= allowed && given)
		return 0;
	if (st->known && !st->given)
		what = text_of("the set has no tenants, and %zu are in force", st->known);
	else if (all > 1 && all * 100 > st->known * PERCENT_MAX)
		what = text_of("%zu of %zu tenants would go or %s%s, more than %d %%", all, st->known,
			by_others ? "not be let in any more" : "be suspended",
			lately ? " within an hour" : "", PERCENT_MAX);
	return what ? refuse(what, all) : 0;
}
