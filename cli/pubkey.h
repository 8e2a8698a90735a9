/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Public keys of ssh, a line each as in authorized_keys (sshd(8)), without options in front.
 */
#ifndef CLI_PUBKEY_H
#define CLI_PUBKEY_H

/* NULL: it is one. Else what is wrong with it. */
const char *pubkey_wrong(const char *line);

#endif
