/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Capabilities, by libcap.
 */
#include "base/capabilities.h"

#include <errno.h>
#include <linux/securebits.h>
#include <sys/capability.h>

#define SECUREBITS                                                                                \
	(SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_SETUID_FIXUP |                          \
	 SECBIT_NO_SETUID_FIXUP_LOCKED | SECBIT_NO_CAP_AMBIENT_RAISE |                            \
	 SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED)

/*
 * Of a set, not of this kernel: cap_max_bits() asks it, and where an answer fails counts too few. What
 * is above would be left in the bounding set, and overlooked in the others.
 */
#define BITS 64

static bool has(uint64_t set, cap_value_t cap)
{
	return set & (UINT64_C(1) << cap);
}

static int fill(cap_t caps, cap_flag_t flag, uint64_t set)
{
	for (cap_value_t cap = 0; cap < BITS; cap++)
		if (has(set, cap) && cap_set_flag(caps, flag, 1, &cap, CAP_SET) < 0)
			return -1;
	return 0;
}

int caps_set(uint64_t permitted, uint64_t inheritable)
{
	cap_t caps = cap_init();
	int result = !caps || fill(caps, CAP_PERMITTED, permitted) < 0 ||
			fill(caps, CAP_EFFECTIVE, permitted) < 0 ||
			fill(caps, CAP_INHERITABLE, inheritable) < 0
		? -1 : cap_set_proc(caps);
	int error = errno;

	cap_free(caps);
	errno = error;
	return result;
}

bool caps_are(uint64_t permitted)
{
	cap_t caps = cap_get_proc();
	bool same = caps;

	for (cap_value_t cap = 0; same && cap < BITS; cap++) {
		const cap_flag_value_t want = has(permitted, cap) ? CAP_SET : CAP_CLEAR;
		cap_flag_value_t is[2];

		same = cap_get_flag(caps, cap, CAP_PERMITTED, &is[0]) == 0 && is[0] == want &&
			cap_get_flag(caps, cap, CAP_EFFECTIVE, &is[1]) == 0 && is[1] == want;
	}
	cap_free(caps);
	return same;
}

int caps_raise_ambient(uint64_t caps)
{
	for (cap_value_t cap = 0; cap < BITS; cap++)
		if (has(caps, cap) && cap_set_ambient(cap, CAP_SET) < 0)
			return -1;
	return 0;
}

int caps_drop_bounding(uint64_t keep)
{
	for (cap_value_t cap = 0; cap < BITS; cap++)
		if (!has(keep, cap) && cap_drop_bound(cap) < 0)
			/* The kernel's list ends so; not within what was known when this was built. */
			return errno == EINVAL && cap > CAP_LAST_CAP ? 0 : -1;
	return 0;
}

int caps_lock(void)
{
	return cap_set_secbits(SECUREBITS);
}
