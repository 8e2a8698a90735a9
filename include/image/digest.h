/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Digests of an image: of the file as a whole, fs-verity's and dm-verity's. None needs the kernel
 * to know them.
 */
#ifndef HOSTEL_IMAGE_DIGEST_H
#define HOSTEL_IMAGE_DIGEST_H

#include <stdint.h>

#include "base/err.h"
#include "image/manifest.h"

#define IMAGE_BLOCK 4096

/* Told now and then how many bytes of how many are read; or NULL. */
typedef void image_tick(uint64_t done, uint64_t size);

/* SHA-256 of `size` bytes from the beginning of `fd`; EIO if there are not as many. 0, or -1 with
 * *e. */
int image_sha256(
	int fd, uint64_t size, char digest[IMAGE_DIGEST_SIZE], image_tick *tick, struct err *e);

/* The same, and in the same pass the digest that FS_IOC_MEASURE_VERITY would say: fsverity.rst of
 * the kernel. */
int image_fsverity(int fd, uint64_t size, char sha256[IMAGE_DIGEST_SIZE],
	char fsverity[IMAGE_DIGEST_SIZE], image_tick *tick, struct err *e);

/*
 * dm-verity's tree of the file, written to the path `hashes`, and its root hash: the same for the
 * same bytes (no salt, a fixed uuid). veritysetup(8) does it. 0, or -1 with *e.
 */
int image_verity_make(
	const char *image, const char *hashes, char root[IMAGE_DIGEST_SIZE], struct err *e);

/* Does the tree fit the file and the root hash? 0, or -1 with *e (EBADMSG: no). */
int image_verity_check(const char *image, const char *hashes, const char *root, struct err *e);

#endif
