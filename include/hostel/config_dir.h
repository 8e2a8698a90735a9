/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The configuration directory, opened once and trusted only as far as it is root's.
 */
#ifndef HOSTEL_CONFIG_DIR_H
#define HOSTEL_CONFIG_DIR_H

#include "hostel/err.h"
#include "hostel/policy.h"

/*
 * Open a directory part by part from /: every part a directory of root's, no symbolic link, not
 * writable by group or others. Returns a descriptor, or -1 with *e.
 */
int trusted_directory(const char *path, struct err *e);

/*
 * A policy_reader on an open configuration directory; `directory` must live as long. Refuses, each
 * with its own problem: symbolic links, other than regular files, files or directories that are not
 * root's or that others may write, files over POLICY_FILE_SIZE_MAX.
 */
struct policy_reader config_reader(const int *directory);

/*
 * The path without symbolic links. Those of root's, in directories that root alone can write, are
 * resolved; from the first directory on that is not like that nothing is looked at any more and the
 * rest is appended as it stands: whoever opens it refuses symbolic links (openat2(2)).
 * Returns 0 with a malloc'ed *real, or -1 with *e.
 */
int trusted_path(const char *path, char **real, struct err *e);

#endif
