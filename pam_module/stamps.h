/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which files a policy was read from, and which were not there: whoever changes one, in place or by
 * rename(2), or swaps the directory, changes what is remembered here.
 */
#ifndef PAM_MODULE_STAMPS_H
#define PAM_MODULE_STAMPS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <time.h>

#include "policy/reader.h"


#define STAMPS_MAX 24 /* hostel.ini, the tenant's own, the longest chain of plans, and some */

struct stamp {
	char path[96]; /* below the directory */
	bool there;
	dev_t device;
	ino_t inode;
	off_t size;
	struct timespec changed;
};

struct stamps {
	const int *directory;  /* while the reader is used */
	struct timespec begun; /* CLOCK_BOOTTIME */
	time_t clock;          /* the same, as files have it */
	size_t count;          /* more than STAMPS_MAX: worth nothing */
	struct stamp v[STAMPS_MAX];
};

/* From now on: before anything is looked up. */
void stamps_begin(struct stamps *s);

/* config_reader(), with each file that it is asked for remembered in *s. */
struct policy_reader stamps_reader(struct stamps *s, const int *directory);

/*
 * True if what was read is what the directory `config` has, and had for so long before that a change since
 * must show in the times. Milliseconds since stamps_begin() in *age.
 */
bool stamps_hold(const struct stamps *s, const char *config, unsigned *age);

#endif
