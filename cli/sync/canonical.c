/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is a commit written as git writes it?
 *
 * Should: refuse all that could be said in another way. Mustn't: verify anything: ssh-keygen does.
 */
#include "canonical.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "cli/base64.h"

#define ID_HEX 40
#define ARMOUR_COLUMNS 70
#define BLOB_MAX 8192

struct bytes {
	const char *at, *end;
};

/* --- headers ---------------------------------------------------------------------------------- */

/* A line that begins with this word, without it and its newline. */
static bool take_header(struct bytes *b, const char *word, struct bytes *rest)
{
	const size_t n = strlen(word);
	const char *stop = memchr(b->at, '\n', (size_t)(b->end - b->at));

	if (!stop || (size_t)(stop - b->at) <= n || memcmp(b->at, word, n))
		return false;
	*rest = (struct bytes){b->at + n, stop};
	b->at = stop + 1;
	return true;
}

static bool is_id(struct bytes b)
{
	if (b.end - b.at != ID_HEX)
		return false;
	while (b.at < b.end && ((*b.at >= '0' && *b.at <= '9') || (*b.at >= 'a' && *b.at <= 'f')))
		b.at++;
	return b.at == b.end;
}

/* --- the armour ------------------------------------------------------------------------------- */

/* All lines but the last have 70 columns, as ssh-keygen(1) writes them. How many bytes, or -1. */
static int take_armour(struct bytes *b, uint8_t *blob)
{
	static char text[BLOB_MAX / 3 * 4];
	struct bytes line;
	size_t n = 0;
	bool last = false;

	if (!take_header(b, "gpgsig -----BEGIN SSH SIGNATURE----", &line) || line.end - line.at != 1 ||
		*line.at != '-')
		return -1;
	while (take_header(b, " ", &line)) {
		const size_t length = (size_t)(line.end - line.at);
		static const char end[] = "-----END SSH SIGNATURE-----";

		if (length == sizeof(end) - 1 && !memcmp(line.at, end, length))
			return base64_decode(text, n, blob);
		if (last || length > ARMOUR_COLUMNS || n + length > sizeof(text))
			return -1;
		last = length < ARMOUR_COLUMNS;
		memcpy(text + n, line.at, length);
		n += length;
	}
	return -1;
}

/* --- the signature ------------------------------------------------------------------------------ */

struct blob {
	const uint8_t *at, *end;
};

static bool take_string(struct blob *b, struct blob *string)
{
	uint32_t n;

	if (b->end - b->at < 4)
		return false;
	n = (uint32_t)b->at[0] << 24 | (uint32_t)b->at[1] << 16 | (uint32_t)b->at[2] << 8 | b->at[3];
	b->at += 4;
	if (n > (size_t)(b->end - b->at))
		return false;
	*string = (struct blob){b->at, b->at + n};
	b->at += n;
	return true;
}

static bool is(struct blob b, const char *text)
{
	const size_t n = strlen(text);

	return (size_t)(b.end - b.at) == n && !memcmp(b.at, text, n);
}

/* R and S; of S there is only one below the order of the group (RFC 8032, 5.1.7), least byte first. */
static bool is_ed25519(struct blob s)
{
	static const uint8_t order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
		0xa2, 0xde, 0xf9, 0xde, 0x14, [31] = 0x10};

	if (s.end - s.at != 64)
		return false;
	for (int i = 31; i >= 0; i--)
		if (s.at[32 + i] != order[i])
			return s.at[32 + i] < order[i];
	return false;
}

/*
 * The key stands beside the signature, and is not signed. Certificates have a signature of their own: they
 * are refused.
 */
static bool is_ed25519_key(struct blob key, const char *name, bool application)
{
	struct blob part;

	return take_string(&key, &part) && is(part, name) && take_string(&key, &part) &&
	       part.end - part.at == 32 && (!application || take_string(&key, &part)) && key.at == key.end;
}

/* RFC 4251, mpint: above 0, and no 0 in front that need not be. */
static bool take_number(struct blob *b, struct blob *number)
{
	if (!take_string(b, number) || number->at == number->end || *number->at & 0x80)
		return false;
	if (*number->at)
		return true;
	number->at++;
	return number->at < number->end && *number->at & 0x80;
}

/* The signature is as long as the modulus. */
static bool is_rsa(struct blob key, struct blob s)
{
	struct blob part;

	return take_string(&key, &part) && is(part, "ssh-rsa") && take_number(&key, &part) &&
	       take_number(&key, &part) && key.at == key.end && s.end - s.at == part.end - part.at;
}

static bool is_signature(struct blob key, struct blob b)
{
	static const char ed25519[] = "ssh-ed25519", sk[] = "sk-ssh-ed25519@openssh.com";
	struct blob kind, s;

	if (!take_string(&b, &kind) || !take_string(&b, &s))
		return false;
	if (is(kind, sk)) /* behind it flags and a counter, which are signed */
		return b.end - b.at == 5 && is_ed25519(s) && is_ed25519_key(key, sk, true);
	if (b.at != b.end)
		return false;
	if (is(kind, "rsa-sha2-256") || is(kind, "rsa-sha2-512"))
		return is_rsa(key, s);
	return is(kind, ed25519) && is_ed25519(s) && is_ed25519_key(key, ed25519, false);
}

/* PROTOCOL.sshsig: what nobody reads is empty, for it is not signed. */
static bool is_sshsig(const uint8_t *bytes, int size)
{
	static const char magic[] = "SSHSIG\0\0\0\1";
	struct blob b = {bytes, bytes + size}, key, space, reserved, hash, signature;

	if (size < 10 || memcmp(bytes, magic, 10))
		return false;
	b.at += 10;
	return take_string(&b, &key) && take_string(&b, &space) && take_string(&b, &reserved) &&
	       take_string(&b, &hash) && take_string(&b, &signature) && b.at == b.end && is(space, "git") &&
	       is(reserved, "") && is_signature(key, signature);
}

const char *commit_fault(const char *commit, size_t size)
{
	struct bytes b = {commit, commit + size}, rest;
	static uint8_t blob[BLOB_MAX];
	int n;

	if (memchr(commit, '\0', size))
		return "it has a NUL";
	if (!take_header(&b, "tree ", &rest) || !is_id(rest))
		return "it does not begin with its tree";
	while (take_header(&b, "parent ", &rest))
		if (!is_id(rest))
			return "the name of a parent is none";
	if (!take_header(&b, "author ", &rest) || !take_header(&b, "committer ", &rest))
		return "author and committer do not follow its parents";
	(void)take_header(&b, "encoding ", &rest);
	if (b.end - b.at < 7 || memcmp(b.at, "gpgsig ", 7))
		return "an ssh signature does not follow its committer";
	n = take_armour(&b, blob);
	if (n < 0)
		return "its signature is not written as ssh-keygen writes it";
	if (!is_sshsig(blob, n))
		return "its signature is none of ssh's that has one form only: keys of ed25519, or rsa";
	if (b.at == b.end || *b.at != '\n')
		return "there are headers behind its signature";
	return NULL;
}
