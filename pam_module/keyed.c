/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of trees by a key.
 */
#include "keyed.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static int make(const struct build *b, const char *prefix, const char *link,
	int (*describe)(struct skeleton *s, struct err *e), char name[64], struct err *e)
{
	struct skeleton s = {0};
	int result = describe(&s, e);

	if (!result)
		result = skeleton_make(&s, b->state, prefix, name, e);
	skeleton_free(&s);
	/* Only a short cut: without it all is described again next time. */
	if (!result && symlinkat(name, b->state, link) < 0 && errno == EEXIST &&
	    unlinkat(b->state, link, 0) == 0 && symlinkat(name, b->state, link) < 0)
		return 0;
	return result;
}

int keyed_tree(const struct build *b, const char *prefix, uint64_t key,
	int (*describe)(struct skeleton *s, struct err *e), char name[64], struct err *e)
{
	char link[64];
	struct stat st;
	ssize_t n;

	snprintf(link, sizeof(link), "key-%s-%016" PRIx64, prefix, key);
	n = readlinkat(b->state, link, name, 63);
	name[n > 0 ? n : 0] = '\0';
	if (n > 0 && fstatat(b->state, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
		return 0;
	return make(b, prefix, link, describe, name, e);
}
