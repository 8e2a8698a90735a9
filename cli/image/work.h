/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The directory of one import, HOSTEL_IMAGES/.work-XXXXXX, and the space in it that bounds what the import
 * writes: a file with a file system of so many bytes and files, mounted for this process and its children.
 */
#ifndef CLI_IMAGE_WORK_H
#define CLI_IMAGE_WORK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "work_directory.h"

struct work_bounds {
	uint64_t size, files; /* bytes, and files and directories, of all that is written */
	uint64_t seconds;     /* for the import as a whole */
	uint64_t memory;      /* of all its processes */
};

struct work {
	char path[WORK_PATH_SIZE];
	int directory; /* as work_directory() makes it */
	int space;     /* the root directory of what is mounted, for statvfs(3) and as a source of mounts */
	int image;     /* the file `image`, which the sandbox writes */
	uint32_t owner;
	uint64_t before_files; /* lost+found and the like */
};

/*
 * Make all that. `owner`: the id that is 0 in the sandbox. The process gets a mount namespace of its own.
 * `runs`: programs can be started from the space. 0, or -1 with *e, and nothing is left but perhaps the
 * directory, for `hostel gc`.
 */
int work_begin(struct work *w, const struct work_bounds *bounds, uint32_t owner, bool runs, struct err *e);

/* Bytes and files in the space now, and whether there is no room for more of one of them. */
struct work_use {
	uint64_t bytes, files;
	bool full, full_of_files;
};
void work_look(const struct work *w, struct work_use *use);

/* Unmount and remove the space: the image is written. It is root's again, whatever the sandbox made of it. */
int work_close_space(struct work *w, struct err *e);

/* Remove what is there. */
void work_end(struct work *w);

#endif
