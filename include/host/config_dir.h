/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The configuration directory, opened once and trusted only as far as it is root's.
 */
#ifndef HOSTEL_CONFIG_DIR_H
#define HOSTEL_CONFIG_DIR_H

#include "base/err.h"
#include "policy/reader.h"

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

#endif
