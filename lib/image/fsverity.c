/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fs-verity's two calls.
 */
#include "image/fsverity.h"

#include <errno.h>
#include <linux/fsverity.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

/* A file system that has it in principle says EOPNOTSUPP, any other ENOTTY. Blocks of another size
 * than a page's, or than the file system's, are EINVAL on older kernels. */
static int is_missing(int code)
{
	return code == ENOTTY || code == EOPNOTSUPP || code == EINVAL || code == ENOSYS;
}

int fsverity_enable(int fd, struct err *e)
{
	const struct fsverity_enable_arg argument = {
		.version = 1, .hash_algorithm = FS_VERITY_HASH_ALG_SHA256, .block_size = 4096};

	if (ioctl(fd, FS_IOC_ENABLE_VERITY, &argument) == 0 || errno == EEXIST)
		return 1;
	return is_missing(errno) ? 0 : err_set(e, errno, "switch fs-verity on");
}

int fsverity_measure(int fd, char digest[IMAGE_DIGEST_SIZE], struct err *e)
{
	union {
		struct fsverity_digest d;
		unsigned char room[sizeof(struct fsverity_digest) + 64];
	} u = {.d = {.digest_size = 64}};

	*digest = '\0';
	if (ioctl(fd, FS_IOC_MEASURE_VERITY, &u) < 0)
		return is_missing(errno) || errno == ENODATA
			       ? 0
			       : err_set(e, errno, "measure fs-verity");
	if (u.d.digest_algorithm != FS_VERITY_HASH_ALG_SHA256 ||
		u.d.digest_size != (IMAGE_DIGEST_SIZE - 1) / 2)
		return 0;
	for (size_t i = 0; i < u.d.digest_size; i++)
		snprintf(digest + 2 * i, 3, "%02x", u.d.digest[i]);
	return 1;
}
