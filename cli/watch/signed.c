/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is a text signed by somebody who may?
 */
#include "signed.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/now.h"
#include "cli/base64.h"
#include "cli/output.h"
#include "crypto.h"
#include "value.h"

#define BLOB_MAX 8192
#define KNOWN_MS 2000 /* so long a key that was taken out of allowed_signers may still be believed */

struct asked {
	const char *const *arguments;
	int input;
};

static _Noreturn void be_keygen(void *context, int output, int error)
{
	const struct asked *a = context;
	char *const environment[] = {
		(char *)"PATH=/usr/local/bin:/usr/bin:/bin", (char *)"LC_ALL=C", NULL};

	if (dup2(a->input, 0) == 0 && dup2(output, 1) == 1 && dup2(error, 2) == 2)
		execvpe("ssh-keygen", (char *const *)a->arguments, environment);
	_exit(127);
}

static int keep_line(void *taker, const char *bytes, size_t size)
{
	char *line = taker;
	const size_t used = strlen(line);

	if (size >= 256 - used)
		return -1;
	memcpy(line + used, bytes, size);
	line[used + size] = '\0';
	return 0;
}

static int keygen(struct signers *s, const char *const arguments[], int input, char *line)
{
	struct asked asked = {arguments, input};
	const struct program p = {.name = "ssh-keygen",
		.become = be_keygen,
		.context = &asked,
		.take = line ? keep_line : NULL,
		.taker = line,
		.into = -1};

	lseek(input, 0, SEEK_SET);
	return apart_run(&p, s->said);
}

static bool verify(struct signers *s, int text, const char *signature)
{
	const char *const arguments[] = {"ssh-keygen", "-Y", "verify", "-f", s->path, "-I", s->last, "-n",
		VALUE_NAMESPACE, "-s", signature, NULL};

	return keygen(s, arguments, text, NULL) == 0;
}

/* Out of ssh-keygen's armour; of a form that is not ours to judge: false. */
static bool read_armour(const char *armour, uint8_t blob[BLOB_MAX], struct sshsig *sig)
{
	char text[BLOB_MAX];
	size_t n = 0;
	int size;

	while (*armour) {
		const size_t length = strcspn(armour, "\n");

		if (*armour != '-') {
			if (n + length > sizeof(text))
				return false;
			memcpy(text + n, armour, length);
			n += length;
		}
		armour += length + (armour[length] == '\n');
	}
	size = base64_decode(text, n, blob);
	return size > 0 && sshsig_read(sig, blob, (size_t)size) && sshsig_is_in(sig, VALUE_NAMESPACE) &&
	       sig->ed25519.at;
}

static bool is_known_key(const struct signers *s, const struct sshsig *sig)
{
	return now_milliseconds(CLOCK_MONOTONIC) < s->key_until &&
	       !memcmp(s->key, sig->ed25519_key.at, sizeof(s->key));
}

static bool ask_keygen(struct signers *s, const char *text, size_t size, const char *signature)
{
	int AUTO_CLOSE bytes = fd_sealed("text", text, size), AUTO_CLOSE armour = -1;
	char *AUTO_FREE path = NULL;
	const char *find[] = {"ssh-keygen", "-Y", "find-principals", "-f", s->path, "-s", NULL, NULL};
	char who[256] = "";

	armour = fd_sealed("signature", signature, strlen(signature));
	if (bytes < 0 || armour < 0) {
		snprintf(s->said, sizeof(s->said), "no memory for it");
		return false;
	}
	fcntl(armour, F_SETFD, 0); /* ssh-keygen opens it */
	path = text_of("/proc/self/fd/%d", armour);
	if (*s->last && verify(s, bytes, path))
		return true;
	find[6] = path;
	if (keygen(s, find, bytes, who) != 0)
		return false;
	who[strcspn(who, "\n,")] = '\0';
	snprintf(s->last, sizeof(s->last), "%s", who);
	if (*who && verify(s, bytes, path))
		return true;
	s->last[0] = '\0';
	return false;
}

bool signed_by_one(struct signers *s, const char *text, size_t size, const char *signature)
{
	uint8_t blob[BLOB_MAX];
	struct sshsig sig;
	const bool plain = read_armour(signature, blob, &sig);

	if (plain && is_known_key(s, &sig) && crypto_is_signed(&sig, text, size))
		return true;
	if (!ask_keygen(s, text, size, signature))
		return false;
	if (plain) {
		memcpy(s->key, sig.ed25519_key.at, sizeof(s->key));
		s->key_until = now_milliseconds(CLOCK_MONOTONIC) + KNOWN_MS;
	}
	return true;
}
