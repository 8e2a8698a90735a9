/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is a commit written as git writes it? What git reads in more than one form can be given another name by
 * anybody, without the key: a host that took that one would be cut off from the branch.
 */
#ifndef CLI_SYNC_CANONICAL_H
#define CLI_SYNC_CANONICAL_H

#include <stddef.h>

/*
 * Headers are tree, parent as often as there are some, author, committer, encoding if there is one, and
 * gpgsig, once each and in this order, and nothing else; the signature is ssh's (PROTOCOL.sshsig), of a kind
 * that has one form only: ed25519, with or without a security key, or rsa. NULL, or what is wrong.
 */
const char *commit_fault(const char *commit, size_t size);

#endif
