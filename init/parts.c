/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The list of mounts of sandbox and porch.
 */
#include "parts.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mount.h"

int part_add(struct parts *parts, int tree, const char *path, bool file, struct err *e)
{
	if (tree < 0)
		return -1;
	if (parts->count == PARTS_MAX) {
		close(tree);
		return err_rule(e, E2BIG, "%s: more than %d mounts", path, PARTS_MAX);
	}
	parts->v[parts->count++] = (struct part){.tree = tree, .path = path, .file = file};
	return 0;
}

void part_shows(struct parts *parts, const char *key, bool writable)
{
	parts->v[parts->count - 1].key = key;
	parts->v[parts->count - 1].writable = writable;
}

bool part_exists(const struct build *b, const char *path)
{
	for (size_t i = 0; i < b->sandbox.count; i++)
		if (!strcmp(b->sandbox.v[i].path + 1, path))
			return true;
	return false;
}

const char *part_text(struct parts *parts, struct err *e, const char *format, ...)
{
	char *text = parts->text + parts->text_used;
	size_t size = sizeof(parts->text) - parts->text_used;
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(text, size, format, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= size) {
		err_rule(e, E2BIG, "too many mounts: their paths do not fit");
		return "";
	}
	parts->text_used += (size_t)n + 1;
	return text;
}

int part_in_both(struct build *b, int at, const char *path, unsigned flags, struct err *e)
{
	struct stat st;
	const bool file = fstat(at, &st) == 0 && S_ISREG(st.st_mode);

	if (part_add(&b->sandbox, mount_clone(at, path, flags, e), path, file, e) < 0)
		return -1;
	return part_add(&b->porch, mount_clone(at, path, flags | MOUNT_NOEXEC, e), path, file, e);
}
