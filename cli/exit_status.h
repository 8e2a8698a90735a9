/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The names of exit statuses, and the last line of a command that fails in JSON mode.
 */
#ifndef CLI_EXIT_STATUS_H
#define CLI_EXIT_STATUS_H

/* "no_such_tenant": stable, for programs. An unknown one is "failed". */
const char *exit_name(int status);

/* One line on standard error: {"type":"exit_error","code":4,"name":...,"message":...}. */
void exit_error_print(int status, const char *message);

#endif
