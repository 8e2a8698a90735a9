/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What comes as a stream: a tar archive, compressed or not, or another file. Inside the sandbox.
 */
#ifndef CLI_IMAGE_ARCHIVE_H
#define CLI_IMAGE_ARCHIVE_H

#include <stdbool.h>

struct archive {
	const char *directory;
	bool root; /* of a root file system: owners, modes and attributes count */
};

/* Jobs of a sandbox: descriptor 0, a tar archive, into the directory; or, as it is, into the file `data`. */
int archive_unpack(const void *data);
int archive_keep(const void *data);

#endif
