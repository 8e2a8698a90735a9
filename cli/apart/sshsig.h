/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A signature of ssh-keygen's (PROTOCOL.sshsig of OpenSSH), of a kind that has one form only: ed25519,
 * with or without a security key, or rsa.
 */
#ifndef CLI_APART_SSHSIG_H
#define CLI_APART_SSHSIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SSHSIG_ED25519_KEY_SIZE 32
#define SSHSIG_ED25519_SIZE 64

struct sshsig_part {
	const uint8_t *at, *end;
};

/* What it is made of; the parts lie in the bytes that were read. */
struct sshsig {
	struct sshsig_part key, space, hash;
	struct sshsig_part ed25519_key, ed25519; /* of a plain ed25519 key; else empty */
};

/* False: it is none of these. Nothing is verified: ssh-keygen does. */
bool sshsig_read(struct sshsig *s, const uint8_t *bytes, size_t size);

/* Is it in this namespace? */
bool sshsig_is_in(const struct sshsig *s, const char *space);

#endif
