/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which files a policy was read from, and which were not there: whoever changes one, in place or by
 * rename(2), or swaps the directory, changes what is remembered here.
 */
#ifndef PAM_MODULE_POLICY_FILES_H
#define PAM_MODULE_POLICY_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>
#include <time.h>

#include "host/config_dir.h"
#include "policy/reader.h"

#define POLICY_FILES_MAX 24 /* hostel.ini, the tenant's own, the longest chain of plans, and some */

struct policy_file {
	char path[96]; /* below the directory */
	bool there;
	struct stat st;
};

struct policy_files {
	const int *directory;  /* while the reader is used */
	struct timespec begun; /* CLOCK_BOOTTIME */
	time_t clock;          /* the same, as files have it */
	size_t count;          /* more than POLICY_FILES_MAX: worth nothing */
	struct policy_file v[POLICY_FILES_MAX];
};

/* From now on: before anything is looked up. */
void policy_files_begin(struct policy_files *s);

/* config_reader(), with each file that it is asked for remembered in *s. */
struct policy_reader policy_files_reader(struct policy_files *s, const int *directory);

/* config_stamp() of one of them; "": it is not one, or nobody can tell. */
void policy_files_stamp(const struct policy_files *s, const char *path, char stamp[CONFIG_STAMP_SIZE]);

/*
 * True if what was read is what the directory `config` has, and had for so long before that a change since
 * must show in the times. Milliseconds since policy_files_begin() in *age.
 */
bool policy_files_same(const struct policy_files *s, const char *config, unsigned *age);

#endif
