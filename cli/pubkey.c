/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Public keys of ssh: TYPE BASE64 [COMMENT], where the bytes begin with the type again (RFC 4253, 6.6).
 */
#include "pubkey.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define LINE_MAX_BYTES 8192
#define BLOB_MIN 32

static const char *const types[] = {"ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384",
	"ecdsa-sha2-nistp521", "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"};

static int digit(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *found = c ? strchr(digits, c) : NULL;

	return found ? (int)(found - digits) : -1;
}

/* How many bytes the text is; the first of them go to `bytes`. 0: it is no base64. */
static size_t decode(const char *text, size_t length, unsigned char *bytes, size_t size)
{
	size_t count = 0, padding = 0;
	uint32_t group = 0;

	if (length % 4)
		return 0;
	while (padding < 2 && length && text[length - 1] == '=') {
		padding++;
		length--;
	}
	for (size_t i = 0; i < length; i++) {
		const int d = digit(text[i]);

		if (d < 0)
			return 0;
		group = group << 6 | (uint32_t)d;
		if (i % 4) {
			if (count < size)
				bytes[count] = (unsigned char)(group >> (6 - 2 * (i % 4)));
			count++;
		}
	}
	return count;
}

const char *pubkey_wrong(const char *line)
{
	const size_t type = strcspn(line, " "), key = line[type] ? strcspn(line + type + 1, " ") : 0;
	unsigned char bytes[64];
	bool known = false;
	size_t n;

	if (strlen(line) > LINE_MAX_BYTES)
		return "it is too long";
	for (const char *p = line; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			return "there is a control character in it";
	if (strstr(line, "PRIVATE KEY"))
		return "that is a private key: give the .pub file";
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		known |= strlen(types[i]) == type && !strncmp(line, types[i], type);
	if (!known)
		return "it does not begin with a type such as ssh-ed25519 (options are not taken here)";
	n = decode(line + type + 1, key, bytes, sizeof(bytes));
	if (n < BLOB_MIN)
		return "what follows the type is not a key";
	if (bytes[0] || bytes[1] || bytes[2] || bytes[3] != type || memcmp(bytes + 4, line, type))
		return "the key is of another type than it says";
	return NULL;
}
