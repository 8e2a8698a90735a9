/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ed25519 by libcrypto. A key is believed by what was opened, not by its path.
 */
#include "image/signature.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "host/config_dir.h"

/* Nobody is asked for a password. */
static int no_password(char *buffer, int size, int writing, void *context)
{
	(void)buffer;
	(void)size;
	(void)writing;
	(void)context;
	return -1;
}

static EVP_PKEY *read_key(int *fd, const char *path, bool private, struct err *e)
{
	FILE *f = fdopen(*fd, "re");
	EVP_PKEY *key;

	if (!f) {
		err_set(e, errno, "%s", path);
		return NULL;
	}
	fd_take(fd); /* fclose() closes it */
	key = private ? PEM_read_PrivateKey(f, NULL, no_password, NULL)
		      : PEM_read_PUBKEY(f, NULL, no_password, NULL);
	fclose(f);
	if (key && EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519)
		return key;
	EVP_PKEY_free(key);
	err_rule(e, EINVAL, "%s: is no %s key of Ed25519 in PEM: openssl %s", path,
		private ? "private" : "public",
		private ? "genpkey -algorithm ED25519" : "pkey -pubout");
	return NULL;
}

static EVP_PKEY *open_public(const char *path, struct err *e)
{
	const char *slash = strrchr(path, '/');
	int AUTO_CLOSE dir = -1;
	int AUTO_CLOSE fd = -1;
	char directory[512];
	struct stat st;

	if (*path != '/' || (size_t)(slash - path) >= sizeof(directory)) {
		err_rule(e, EINVAL, "%s: is no absolute path of a key", path);
		return NULL;
	}
	snprintf(directory, sizeof(directory), "%.*s", slash == path ? 1 : (int)(slash - path),
		path);
	dir = trusted_directory(directory, e);
	if (dir < 0)
		return NULL;
	fd = openat(dir, slash + 1, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) < 0) {
		err_set(e, errno, "%s", path);
		return NULL;
	}
	if (!S_ISREG(st.st_mode) || st.st_uid != 0 || st.st_mode & (S_IWGRP | S_IWOTH)) {
		err_rule(e, EPERM, "%s: is not a file that root alone can write", path);
		return NULL;
	}
	return read_key(&fd, path, false, e);
}

int image_key_check(const char *path, struct err *e)
{
	EVP_PKEY *key = open_public(path, e);

	EVP_PKEY_free(key);
	return key ? 0 : -1;
}

int image_sign(const char *path, const void *text, size_t size,
	unsigned char signature[IMAGE_SIGNATURE_SIZE], struct err *e)
{
	int AUTO_CLOSE fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	size_t length = IMAGE_SIGNATURE_SIZE;
	EVP_MD_CTX *context;
	EVP_PKEY *key;
	bool done;

	if (fd < 0)
		return err_set(e, errno, "%s", path);
	key = read_key(&fd, path, true, e);
	if (!key)
		return -1;
	context = EVP_MD_CTX_new();
	done = context && EVP_DigestSignInit(context, NULL, NULL, NULL, key) == 1 &&
	       EVP_DigestSign(context, signature, &length, text, size) == 1 &&
	       length == IMAGE_SIGNATURE_SIZE;
	EVP_MD_CTX_free(context);
	EVP_PKEY_free(key);
	return done ? 0 : err_rule(e, EIO, "%s: libcrypto does not sign with it", path);
}

int image_signature_is_of(const char *path, const void *text, size_t size,
	const unsigned char signature[IMAGE_SIGNATURE_SIZE], struct err *e)
{
	EVP_PKEY *key = open_public(path, e);
	EVP_MD_CTX *context;
	bool good;

	if (!key)
		return -1;
	context = EVP_MD_CTX_new();
	good = context && EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) == 1 &&
	       EVP_DigestVerify(context, signature, IMAGE_SIGNATURE_SIZE, text, size) == 1;
	EVP_MD_CTX_free(context);
	EVP_PKEY_free(key);
	return good;
}
