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
 * Below the configuration directory a host can have sets of policies, each whole (docs/decisions/0034):
 * `applied` is a symbolic link to the one in force, sets/N, which has a file CONFIG_MARK. Without the link
 * the host's own files are in force.
 */
#define CONFIG_APPLIED "applied"
#define CONFIG_SETS "sets"
#define CONFIG_MARK "set.json"
#define CONFIG_PATH_SIZE 512

/* Where the policies in force are: 1 for a set, 0 for the host's own, -1 with *e: nobody can tell. */
int config_in_force(const char *base, char path[CONFIG_PATH_SIZE], struct err *e);

/*
 * trusted_directory() of them. Whoever holds the descriptor sees this set whole, though another is applied.
 */
int config_directory(const char *base, struct err *e);

/* What is opened for `path` below it: a set that has no hostel.ini goes by the host's own. */
const char *config_place(int directory, const char *path);

/*
 * Which file a file of the configuration is: another word after every change of it, "none" without one; "" of
 * one that was changed just now, as another change in the same tick would not show.
 */
#define CONFIG_STAMP_SIZE 112
struct stat;
void config_stamp(int directory, const char *path, char stamp[CONFIG_STAMP_SIZE]);

/* The same of what fstatat(2) said of it, NULL: ENOENT. */
void config_stamp_of(const struct stat *st, char stamp[CONFIG_STAMP_SIZE]);

/*
 * A policy_reader on an open configuration directory; `directory` must live as long. Refuses, each
 * with its own problem: symbolic links, other than regular files, files or directories that are not
 * root's or that others may write, files over POLICY_FILE_SIZE_MAX.
 */
struct policy_reader config_reader(const int *directory);

#endif
