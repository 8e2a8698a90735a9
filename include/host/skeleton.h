/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Small immutable directory trees of root's, named by a hash of what is in them: described first,
 * made only if they are not there yet.
 */
#ifndef HOSTEL_SKELETON_H
#define HOSTEL_SKELETON_H

#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"

enum skeleton_kind { SKELETON_DIRECTORY, SKELETON_LINK, SKELETON_FILE, SKELETON_COPY };

struct skeleton_entry {
	enum skeleton_kind kind;
	mode_t mode;
	char *path; /* relative, parents first */
	char *text; /* link: target; file: content; copy: source */
};

struct skeleton {
	size_t count, size;
	struct skeleton_entry *entries;
	uint64_t hash; /* FNV-1a over everything added */
	int failed;    /* errno of the first addition that did not work */
};

/*
 * Add an entry. Directories: missing parents are added too (0755) and a directory twice is once. A parent
 * that is a link is a failure.
 * A copy is of a regular file of root's that everybody may read, of 32 MiB at most (others are left out
 * silently); its identity, mode, size and times go into the hash.
 */
void skeleton_directory(struct skeleton *s, const char *path, mode_t mode);
void skeleton_link(struct skeleton *s, const char *path, const char *target);
void skeleton_file(struct skeleton *s, const char *path, const char *content);
void skeleton_copy(struct skeleton *s, const char *path, const char *source);

/*
 * The directory `prefix`-HASH below dirfd, made (under another name first) if missing; name[] gets
 * what it is called. Two may make the same one at the same time; whoever removes such trees has to see to
 * it that nobody is making one. Killed, it leaves new-`prefix`-HASH.PID. 0 or -1.
 */
int skeleton_make(const struct skeleton *s, int dirfd, const char *prefix, char name[64],
	struct err *e);

void skeleton_free(struct skeleton *s);

#endif
