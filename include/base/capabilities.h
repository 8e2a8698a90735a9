/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Capabilities of the calling process, by libcap. Sets are masks: bit N is capability N of capabilities(7).
 */
#ifndef HOSTEL_BASE_CAPABILITIES_H
#define HOSTEL_BASE_CAPABILITIES_H

#include <stdbool.h>
#include <stdint.h>

/* Permitted and effective are exactly `permitted`, inheritable exactly `inheritable`. 0, or -1 with errno. */
int caps_set(uint64_t permitted, uint64_t inheritable);

/* Are permitted and effective exactly `permitted`? */
bool caps_are(uint64_t permitted);

/* Raise these in the ambient set; they must be permitted and inheritable. 0, or -1 with errno. */
int caps_raise_ambient(uint64_t caps);

/* Drop every capability that the kernel has from the bounding set but these. 0, or -1 with errno. */
int caps_drop_bounding(uint64_t keep);

/*
 * Uid 0 gives no capability and changing ids none back, none can be raised in the ambient set, and none of
 * it can be undone: SECBIT_NOROOT and its like. Not KEEP_CAPS_LOCKED: with one uid there is nothing to keep,
 * and ping(8) ends where it may not set it. 0, or -1 with errno.
 */
int caps_lock(void);

#endif
