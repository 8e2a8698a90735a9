/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * By SHA-256, as machine-id(5) wants it of whoever hands ids on. The hash is crypt(3)'s, the one in the C
 * library's neighbourhood; a thousand rounds, the least it has, take 0.4 ms, once for each sandbox.
 */
#include "host/machine_id.h"

#include <crypt.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "base/fd.h"

#define DIGITS 32

/* crypt(5): six bits a letter. */
static unsigned value_of(char letter)
{
	static const char letters[] = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	const char *at = strchr(letters, letter);

	return at ? (unsigned)(at - letters) : 0;
}

/* The low four bits of each letter: of 43, the last of which has not all. */
static void write_digits(const char *hash, char id[MACHINE_ID_SIZE])
{
	for (int i = 0; i < DIGITS; i++)
		id[i] = "0123456789abcdef"[value_of(hash[i]) & 15];
	/* The form of a random UUID, version 4 of variant DCE: machine-id(5). */
	id[12] = '4';
	id[16] = "89ab"[value_of(hash[16]) & 3];
	id[DIGITS] = '\n';
	id[DIGITS + 1] = '\0';
}

int machine_id_of(uint32_t uid, char id[MACHINE_ID_SIZE])
{
	char host[64], salt[40];
	struct crypt_data *AUTO_FREE data = NULL;
	const char *hash;
	ssize_t n;

	n = fd_get(AT_FDCWD, "/etc/machine-id", host, sizeof(host));
	if (n < 0 && errno != ENOENT && errno != EFBIG)
		return -1;
	if (n != DIGITS)
		return 1;
	data = calloc(1, sizeof(*data));
	if (!data)
		return -1;
	snprintf(salt, sizeof(salt), "$5$rounds=1000$hostel%u$", uid);
	hash = crypt_r(host, salt, data);
	hash = hash ? strrchr(hash, '$') : NULL;
	if (!hash || strlen(hash + 1) < DIGITS) {
		errno = EINVAL;
		return -1;
	}
	write_digits(hash + 1, id);
	return 0;
}
