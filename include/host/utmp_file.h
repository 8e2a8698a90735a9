/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * utmp(5) files, written without libc's functions: those change the process's own state (which file,
 * SIGALRM) and wait ten seconds for a lock that every account of the host can hold.
 */
#ifndef HOSTEL_UTMP_FILE_H
#define HOSTEL_UTMP_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <utmpx.h>

/*
 * ut_id of an entry that is ours: of each pid another one (pid_max is 2^22), and none that sshd or
 * login derive from a terminal's name, for those begin with a small letter, a digit or a slash.
 */
void utmp_id(char id[4], pid_t pid);

/*
 * Open a file of records of this size: a regular one of who calls, with one name, no link, that consists of
 * whole records. -1 with errno; EINVAL: it is something else, and not for us to write to.
 */
int record_file_open(const char *path, int flags, size_t record);

/*
 * Put the entry into the utmp file: over the one of the same terminal, else over one of ours that has
 * ended, else at the end. All of ours that stand for a process that is gone are ended on the way.
 * A file that is missing, something else than a utmp file, or locked for too long stays as it is. 0, or -1
 * with errno.
 */
int utmp_login(const char *path, struct utmpx *entry);

/* End the entry that utmp_login() wrote, if it is still that login's. 0, or -1 with errno. */
int utmp_logout(const char *path, const struct utmpx *entry);

/* Append an entry to a wtmp file, whole or not at all. 0, or -1 with errno. */
int wtmp_append(const char *path, const struct utmpx *entry);

/* The entry as it is after the logout: its line, id and pid stay, user and host are nobody. */
struct utmpx utmp_ended(const struct utmpx *entry);

#endif
