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

#include "cli/apart/sshsig.h"
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

const char *commit_fault(const char *commit, size_t size)
{
	struct bytes b = {commit, commit + size}, rest;
	static uint8_t blob[BLOB_MAX];
	struct sshsig signature;
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
	if (!sshsig_read(&signature, blob, (size_t)n) || !sshsig_is_in(&signature, "git"))
		return "its signature is none of ssh's that has one form only: keys of ed25519, or rsa";
	if (b.at == b.end || *b.at != '\n')
		return "there are headers behind its signature";
	return NULL;
}
