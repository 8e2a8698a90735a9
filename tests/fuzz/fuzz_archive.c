/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fuzz what root reads of an image's archive, which another host may have written. What is taken has a file
 * image of the size that was allowed; what is not is told why.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/tree.h"
#include "image/archive.h"

#define ALLOWED 1024 /* bytes of the file image */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int allow(int dir, void *context, uint64_t *size, struct err *e)
{
	(void)context;
	(void)e;
	if (faccessat(dir, "image", F_OK, 0) == 0)
		abort();
	*size = ALLOWED;
	return 0;
}

static int open_directory(const char *path)
{
	if (mkdir(path, 0700) < 0)
		abort();
	return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int AUTO_CLOSE in = memfd_create("archive", MFD_CLOEXEC);
	int AUTO_CLOSE dir = -1;
	struct err e = ERR_NONE;
	char path[64];
	struct stat st;
	int result;

	snprintf(path, sizeof(path), "/dev/shm/hostel-fuzz.%d", getpid());
	dir = open_directory(path);
	if (in < 0 || dir < 0 || fd_write_all(in, data, size) < 0 || lseek(in, 0, SEEK_SET) < 0)
		abort();
	result = image_archive_read(in, dir, allow, NULL, &e);
	if (result < 0 && (!e.code || !*e.message))
		abort();
	if (result == 0 && (fstatat(dir, "image", &st, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISREG(st.st_mode) ||
				   st.st_size != ALLOWED))
		abort();
	if (tree_remove(AT_FDCWD, path) < 0)
		abort();
	return 0;
}
