/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Digests of an image.
 *
 * dm-verity's tree is veritysetup's work: it is what opens the device later, and the same program
 * says how.
 */
#include "image/digest.h"

#include <errno.h>
#include <libfsverity.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "host/tool.h"

#define PIECE (1 << 20)
#define TOOL_SECONDS 1800 /* 50 MB a second, of the largest image that anybody makes */

/* Reads the file once, from front to end, for whoever wants it in pieces. */
struct pass {
	int fd;
	uint64_t size, done;
	EVP_MD_CTX *sha256;
	image_tick *tick;
	int error;
};

static int pass_begin(struct pass *p, struct err *e)
{
	p->sha256 = EVP_MD_CTX_new();
	if (!p->sha256 || EVP_DigestInit_ex(p->sha256, EVP_sha256(), NULL) != 1) {
		EVP_MD_CTX_free(p->sha256);
		return err_rule(e, ENOMEM, "libcrypto has no SHA-256");
	}
	return 0;
}

/* libfsverity's: 0, or a negative errno. */
static int pass_read(void *context, void *data, size_t count)
{
	struct pass *p = context;
	unsigned char *at = data;

	while (count) {
		ssize_t n = pread(p->fd, at, count, (off_t)p->done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			p->error = n < 0 ? errno : EIO;
			return -p->error;
		}
		EVP_DigestUpdate(p->sha256, at, (size_t)n);
		at += n;
		count -= (size_t)n;
		p->done += (uint64_t)n;
		if (p->tick)
			p->tick(p->done, p->size);
	}
	return 0;
}

static void to_hex(const unsigned char *bytes, char text[IMAGE_DIGEST_SIZE])
{
	for (size_t i = 0; i < (IMAGE_DIGEST_SIZE - 1) / 2; i++)
		snprintf(text + 2 * i, 3, "%02x", bytes[i]);
}

static void pass_end(struct pass *p, char digest[IMAGE_DIGEST_SIZE])
{
	unsigned char bytes[EVP_MAX_MD_SIZE];

	if (EVP_DigestFinal_ex(p->sha256, bytes, NULL) == 1)
		to_hex(bytes, digest);
	EVP_MD_CTX_free(p->sha256);
}

int image_sha256(
	int fd, uint64_t size, char digest[IMAGE_DIGEST_SIZE], image_tick *tick, struct err *e)
{
	struct pass p = {.fd = fd, .size = size, .tick = tick};
	char *AUTO_FREE piece = malloc(PIECE);

	*digest = '\0';
	if (!piece)
		return err_set(e, ENOMEM, "digest");
	if (pass_begin(&p, e) < 0)
		return -1;
	while (p.done < size && !p.error)
		pass_read(&p, piece, size - p.done < PIECE ? size - p.done : PIECE);
	pass_end(&p, digest);
	return p.error ? err_set(e, p.error, "the file image") : 0;
}

int image_fsverity(int fd, uint64_t size, char sha256[IMAGE_DIGEST_SIZE],
	char fsverity[IMAGE_DIGEST_SIZE], image_tick *tick, struct err *e)
{
	const struct libfsverity_merkle_tree_params params = {.version = 1,
		.hash_algorithm = FS_VERITY_HASH_ALG_SHA256,
		.file_size = size,
		.block_size = IMAGE_BLOCK};
	struct pass p = {.fd = fd, .size = size, .tick = tick};
	struct libfsverity_digest *digest = NULL;
	int error;

	*sha256 = *fsverity = '\0';
	if (pass_begin(&p, e) < 0)
		return -1;
	error = libfsverity_compute_digest(&p, pass_read, &params, &digest);
	pass_end(&p, sha256);
	if (error || !digest)
		return err_set(e, p.error ? p.error : error ? -error : EINVAL, "the file image");
	to_hex(digest->digest, fsverity);
	free(digest);
	return 0;
}

/* --- dm-verity
 * --------------------------------------------------------------------------------------- */

static int run(const char *const argv[], char *said, size_t size, struct err *e)
{
	const int status = tool_run_for(argv, TOOL_SECONDS, said, size);

	if (status < 0 && errno == ENOENT)
		return err_rule(e, ENOENT,
			"veritysetup is not there: it is in cryptsetup-bin or veritysetup");
	if (status < 0)
		return err_set(e, errno, "veritysetup");
	return status;
}

/* The last of what it said, without a newline. */
static const char *last_line(char *said)
{
	size_t n = strlen(said);
	char *line;

	while (n && said[n - 1] == '\n')
		said[--n] = '\0';
	line = strrchr(said, '\n');
	return line ? line + 1 : said;
}

int image_verity_make(
	const char *image, const char *hashes, char root[IMAGE_DIGEST_SIZE], struct err *e)
{
	/* A superblock tells its uuid, and means nothing to us: the same tree for the same bytes.
	 */
	const char *const argv[] = {"veritysetup", "format", image, hashes, "--salt=-",
		"--hash=sha256", "--format=1", "--data-block-size=4096", "--hash-block-size=4096",
		"--uuid=00000000-0000-0000-0000-000000000000", NULL};
	char said[2048];
	const char *at;
	int status = run(argv, said, sizeof(said), e);

	if (status < 0)
		return -1;
	if (status)
		return err_rule(e, EIO, "veritysetup format: %s", last_line(said));
	at = strstr(said, "Root hash:");
	at = at ? at + strlen("Root hash:") : "";
	at += strspn(at, " \t");
	if (strspn(at, "0123456789abcdef") != IMAGE_DIGEST_SIZE - 1)
		return err_rule(e, EIO, "veritysetup format says no root hash");
	memcpy(root, at, IMAGE_DIGEST_SIZE - 1);
	root[IMAGE_DIGEST_SIZE - 1] = '\0';
	return 0;
}

int image_verity_check(const char *image, const char *hashes, const char *root, struct err *e)
{
	const char *const argv[] = {"veritysetup", "verify", image, hashes, root, NULL};
	char said[2048];
	int status = run(argv, said, sizeof(said), e);

	if (status < 0)
		return -1;
	return status ? err_rule(e, EBADMSG,
				"dm-verity's tree is not that of the manifest (the file hashes)")
		      : 0;
}
