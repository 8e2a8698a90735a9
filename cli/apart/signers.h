/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whose signatures are believed: a file of allowed signers, ssh-keygen(1).
 */
#ifndef CLI_APART_SIGNERS_H
#define CLI_APART_SIGNERS_H

/* Whoever could write to it would say it: 1 if it is root's alone; -1 after saying what is wrong. */
int apart_check_signers(const char *path);

#endif
