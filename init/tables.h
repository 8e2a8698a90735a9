/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the sandbox has of its own, and what is masked in /proc, with the reasons.
 */
#ifndef INIT_TABLES_H
#define INIT_TABLES_H

#include <stdbool.h>
#include <stddef.h>

/* Empty directories of the sandbox that programs expect. */
struct empty_directory {
	const char *path;
	unsigned mode;
};
extern const struct empty_directory empty_directories[];

struct link_entry {
	const char *path;
	const char *target;
};
extern const struct link_entry sandbox_links[];

/* Files of /proc that no namespace isolates: covered by /dev/null, directories by an empty one. */
struct proc_mask {
	const char *path;
	bool directory;
	const char *reason;
};
extern const struct proc_mask proc_masks[];

/* Files of /proc that lxcfs has a tenant's own of, as far as it is new enough. */
extern const char *const proc_of_lxcfs[];

/* Directories of /proc that are made read-only. */
extern const char *const proc_read_only[];

#endif
