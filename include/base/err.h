/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Errors are values: a fixed struct that the failing function fills once and its callers pass on.
 * Libraries never log; the edge (PAM module, command, main of init and shell) says it.
 */
#ifndef HOSTEL_ERR_H
#define HOSTEL_ERR_H

#include <stdarg.h>
#include <stdbool.h>

#define ERR_MESSAGE_SIZE 384

struct err {
	int code;                       /* errno value, 0 while nothing failed */
	char message[ERR_MESSAGE_SIZE]; /* what failed, with the path or value, without a newline */
};

#define ERR_NONE ((struct err){0})

/*
 * Fill *e with the printf-formatted message followed by ": strerror(code)" and return -1, so that a
 * function can `return err_set(e, errno, "mount /proc")`; errno is `code` then. Control characters are
 * replaced by '?'.
 */
int err_set(struct err *e, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* As err_set(), without the strerror text: for rules of our own. `code` still tells the kind. */
int err_rule(struct err *e, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Does a file system that has died answer so: fuse(4), nfs(5), CIFS? It is no fault of ours. */
bool err_is_dead(int code);

#endif
