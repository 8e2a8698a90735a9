/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is a text signed by somebody who may? ssh-keygen(1) says it, of one value of each key; of others that
 * come together with it libcrypto verifies the signature alone, a hundred times as fast.
 */
#ifndef CLI_WATCH_SIGNED_H
#define CLI_WATCH_SIGNED_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/apart/program.h"
#include "cli/apart/sshsig.h"

struct signers {
	const char *path; /* of the allowed signers */
	char last[256];	  /* who signed what was seen last, or "" */
	/* The key of a signature that ssh-keygen found good a moment ago: libcrypto may verify its
	 * others. */
	uint8_t key[SSHSIG_ED25519_KEY_SIZE];
	uint64_t key_until; /* of CLOCK_MONOTONIC, milliseconds */
	char said[PROGRAM_SAID_SIZE];
};

/* In VALUE_NAMESPACE, with ssh-keygen's armour; with why not in ->said. */
bool signed_by_one(struct signers *s, const char *text, size_t size, const char *signature);

#endif
