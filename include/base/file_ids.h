/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ids by which the kernel judges what a process does to files: setfsuid(2), setfsgid(2). Root's process,
 * or PID 1's, looks at a tenant's files with the tenant's. The groups are the caller's to set.
 */
#ifndef HOSTEL_BASE_FILE_IDS_H
#define HOSTEL_BASE_FILE_IDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

/* 0, or -1 with errno. */
int file_ids(uint32_t uid, uint32_t gid);

/*
 * An O_PATH descriptor of an absolute path, opened with these ids, and no symbolic link on the way; then with
 * root's again, or it is an error. -1 with *e.
 */
int file_ids_open(uint32_t uid, uint32_t gid, const char *path, int flags, struct err *e);

/* The same of what a policy can show: a directory or, *file, a regular file. */
int file_ids_open_source(uint32_t uid, uint32_t gid, const char *path, bool *file, struct err *e);

#endif
