/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A signature of ssh-keygen's.
 *
 * Should: refuse all that could be written in another way. Mustn't: verify anything.
 */
#include "sshsig.h"

#include <string.h>

static bool take_string(struct sshsig_part *b, struct sshsig_part *string)
{
	uint32_t n;

	if (b->end - b->at < 4)
		return false;
	n = (uint32_t)b->at[0] << 24 | (uint32_t)b->at[1] << 16 | (uint32_t)b->at[2] << 8 | b->at[3];
	b->at += 4;
	if (n > (size_t)(b->end - b->at))
		return false;
	*string = (struct sshsig_part){b->at, b->at + n};
	b->at += n;
	return true;
}

static bool is(struct sshsig_part b, const char *text)
{
	const size_t n = strlen(text);

	return (size_t)(b.end - b.at) == n && !memcmp(b.at, text, n);
}

/* R and S; of S there is only one below the order of the group (RFC 8032, 5.1.7), least byte first. */
static bool is_ed25519(struct sshsig_part s)
{
	static const uint8_t order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c,
		0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, [31] = 0x10};

	if (s.end - s.at != 64)
		return false;
	for (int i = 31; i >= 0; i--)
		if (s.at[32 + i] != order[i])
			return s.at[32 + i] < order[i];
	return false;
}

/*
 * The key stands beside the signature, and is not signed. Certificates have a signature of their own:
 * they are refused.
 */
static bool is_ed25519_key(struct sshsig_part key, const char *name, bool application)
{
	struct sshsig_part part;

	return take_string(&key, &part) && is(part, name) && take_string(&key, &part) &&
	       part.end - part.at == 32 && (!application || take_string(&key, &part)) &&
	       key.at == key.end;
}

/* RFC 4251, mpint: above 0, and no 0 in front that need not be. */
static bool take_number(struct sshsig_part *b, struct sshsig_part *number)
{
	if (!take_string(b, number) || number->at == number->end || *number->at & 0x80)
		return false;
	if (*number->at)
		return true;
	number->at++;
	return number->at < number->end && *number->at & 0x80;
}

/* The signature is as long as the modulus. */
static bool is_rsa(struct sshsig_part key, struct sshsig_part s)
{
	struct sshsig_part part;

	return take_string(&key, &part) && is(part, "ssh-rsa") && take_number(&key, &part) &&
	       take_number(&key, &part) && key.at == key.end && s.end - s.at == part.end - part.at;
}

static bool is_signature(struct sshsig *of, struct sshsig_part b)
{
	static const char ed25519[] = "ssh-ed25519", sk[] = "sk-ssh-ed25519@openssh.com";
	const struct sshsig_part key = of->key;
	struct sshsig_part kind, s;

	if (!take_string(&b, &kind) || !take_string(&b, &s))
		return false;
	if (is(kind, sk)) /* behind it flags and a counter, which are signed */
		return b.end - b.at == 5 && is_ed25519(s) && is_ed25519_key(key, sk, true);
	if (b.at != b.end)
		return false;
	if (is(kind, "rsa-sha2-256") || is(kind, "rsa-sha2-512"))
		return is_rsa(key, s);
	if (!is(kind, ed25519) || !is_ed25519(s) || !is_ed25519_key(key, ed25519, false))
		return false;
	of->ed25519 = s;
	of->ed25519_key = (struct sshsig_part){key.end - SSHSIG_ED25519_KEY_SIZE, key.end};
	return true;
}

/* What nobody reads is empty, for it is not signed. */
bool sshsig_read(struct sshsig *s, const uint8_t *bytes, size_t size)
{
	static const char magic[] = "SSHSIG\0\0\0\1";
	struct sshsig_part b = {bytes, bytes + size}, reserved, signature;

	*s = (struct sshsig){0};
	if (size < 10 || memcmp(bytes, magic, 10))
		return false;
	b.at += 10;
	return take_string(&b, &s->key) && take_string(&b, &s->space) && take_string(&b, &reserved) &&
	       take_string(&b, &s->hash) && take_string(&b, &signature) && b.at == b.end &&
	       is(reserved, "") && is_signature(s, signature);
}

bool sshsig_is_in(const struct sshsig *s, const char *space)
{
	return is(s->space, space);
}
