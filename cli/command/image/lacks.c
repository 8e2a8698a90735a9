/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an image lacks that logins want. Its links are resolved inside it: openat2(2),
 * RESOLVE_IN_ROOT.
 */
#include "lacks.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.h"
#include "image/store.h"
#include "talk/layout.h"

static const struct {
	const char *paths[4];
	const char *sentence;
} wanted[] = {
	{{"bin/sh"}, "it has no /bin/sh: nobody can log in"},
	{{"bin/bash"}, "it has no /bin/bash: a tenant needs [session] shell = one that it has"},
	{{"usr/lib/openssh/sftp-server", "usr/libexec/sftp-server", "usr/lib/ssh/sftp-server",
		 "usr/libexec/openssh/sftp-server"},
		"it has no sftp-server: sftp and scp do not work"},
};

/* Files with accounts that a room leaves out, as they are too large. */
static const struct {
	const char *path, *sentence;
} bounded[] = {
	{"etc/passwd", "its /etc/passwd is larger than 1 MiB: none of its accounts is in a room"},
	{"etc/group", "its /etc/group is larger than 1 MiB: none of its groups is in a room"},
};

#define WANTED (sizeof(wanted) / sizeof(wanted[0]))
#define BOUNDED (sizeof(bounded) / sizeof(bounded[0]))
_Static_assert(WANTED + BOUNDED <= IMAGE_LACKS_MAX, "a place for each sentence");

/* -1: it has none. */
static int64_t size_of(int root, const char *path)
{
	const struct open_how how = {
		.flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_XDEV};
	int AUTO_CLOSE fd = (int)syscall(SYS_openat2, root, path, &how, sizeof(how));
	struct stat st;

	return fd < 0 || fstat(fd, &st) < 0 ? -1 : (int64_t)st.st_size;
}

size_t image_lacks(const struct image_id *id, const char *sentences[IMAGE_LACKS_MAX])
{
	int AUTO_CLOSE root = -1;
	char path[IMAGE_PATH_SIZE];
	size_t count = 0;

	image_mount_point(id, path);
	root = open(path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	for (size_t i = 0; root >= 0 && i < WANTED; i++) {
		bool found = false;

		for (size_t k = 0; k < 4 && wanted[i].paths[k]; k++)
			found |= size_of(root, wanted[i].paths[k]) >= 0;
		if (!found)
			sentences[count++] = wanted[i].sentence;
	}
	for (size_t i = 0; root >= 0 && i < BOUNDED; i++)
		if (size_of(root, bounded[i].path) > LAYOUT_ACCOUNTS_MAX)
			sentences[count++] = bounded[i].sentence;
	return count;
}
