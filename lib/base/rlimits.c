/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All limits of a process.
 */
#include "base/rlimits.h"

#include <errno.h>

_Static_assert(RLIMIT_RTTIME == RLIMITS_COUNT - 1, "the last one of setrlimit(2)");

/* What our own programs need. Processor time and processes are counted for others, too: not here. */
static const struct rlimit needed[] = {
	[RLIMIT_FSIZE] = {RLIM_INFINITY, RLIM_INFINITY}, [RLIMIT_DATA] = {RLIM_INFINITY, RLIM_INFINITY},
	[RLIMIT_STACK] = {RLIMITS_STACK, RLIMITS_STACK},
	[RLIMIT_NOFILE] = {RLIMITS_DESCRIPTORS, RLIMITS_DESCRIPTORS},
	[RLIMIT_AS] = {RLIM_INFINITY, RLIM_INFINITY},
};

static const struct rlimit not_known = {1, 0}; /* no limit can be that: setrlimit(2) */

int rlimits_read(struct rlimits *r)
{
	for (int n = 0; n < RLIMITS_COUNT; n++)
		if (getrlimit(n, &r->v[n]) < 0)
			return -1;
	return 0;
}

static rlim_t least(rlim_t a, rlim_t b)
{
	return a < b ? a : b; /* RLIM_INFINITY is the largest of all */
}

struct rlimit rlimits_lower(struct rlimit a, struct rlimit b)
{
	return (struct rlimit){least(a.rlim_cur, b.rlim_cur), least(a.rlim_max, b.rlim_max)};
}

int rlimits_set(int which, struct rlimit want)
{
	struct rlimit now;

	if (want.rlim_cur > want.rlim_max)
		want.rlim_cur = want.rlim_max;
	if (setrlimit(which, &want) == 0)
		return 0;
	if (errno != EPERM || getrlimit(which, &now) < 0)
		return -1;
	want.rlim_max = least(want.rlim_max, now.rlim_max);
	want.rlim_cur = least(want.rlim_cur, want.rlim_max);
	return setrlimit(which, &want);
}

void rlimits_lift(struct rlimits *before)
{
	if (rlimits_read(before) < 0) {
		for (int n = 0; n < RLIMITS_COUNT; n++)
			before->v[n] = not_known;
		return;
	}
	for (int n = 0; n < (int)(sizeof(needed) / sizeof(needed[0])); n++) {
		const struct rlimit now = before->v[n];
		struct rlimit want = needed[n];

		if (now.rlim_cur >= want.rlim_cur) /* 0: none is needed */
			continue;
		want.rlim_max = now.rlim_max > want.rlim_max ? now.rlim_max : want.rlim_max;
		(void)rlimits_set(n, want); /* what then fails says so itself */
	}
}

void rlimits_put_back(const struct rlimits *before)
{
	for (int n = 0; n < (int)(sizeof(needed) / sizeof(needed[0])); n++)
		if (needed[n].rlim_max && before->v[n].rlim_cur <= before->v[n].rlim_max)
			(void)setrlimit(n, &before->v[n]); /* never higher: nothing forbids it */
}
