/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * By which rules an image that is mounted was judged last.
 *
 * Should: see a key that was replaced under the same name. Mustn't: read [image]; a login program has no
 * place for it, so the names of the keys are noted, too.
 */
#include "image/judged.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fd.h"
#include "host/config_dir.h"
#include "image/take.h"

/* The file that is read, wherever links lead: another is another key. */
static void stamp_of_key(const char *path, char stamp[CONFIG_STAMP_SIZE])
{
	struct stat st;
	const bool there = stat(path, &st) == 0;

	*stamp = '\0';
	if (there || errno == ENOENT)
		config_stamp_of(there ? &st : NULL, stamp);
}

void image_rules_stamp(const char *ini, char *const *keys, size_t count, char text[IMAGE_STAMP_SIZE])
{
	char stamp[CONFIG_STAMP_SIZE];
	int n = snprintf(text, IMAGE_STAMP_SIZE, "%s", ini);

	for (size_t i = 0; *text && i < count; i++) {
		stamp_of_key(keys[i], stamp);
		n += snprintf(text + n, IMAGE_STAMP_SIZE - (size_t)n, "\n%s\t%s", stamp, keys[i]);
		if (!*stamp || n >= IMAGE_STAMP_SIZE)
			*text = '\0';
	}
}

/* "STAMP\tPATH" */
static bool is_still(char *line)
{
	char *path = strchr(line, '\t');
	char stamp[CONFIG_STAMP_SIZE];

	if (!path)
		return false;
	*path++ = '\0';
	stamp_of_key(path, stamp);
	return *stamp && !strcmp(line, stamp);
}

bool image_is_judged(const struct image_id *id, const char *ini)
{
	char path[IMAGE_PATH_SIZE], text[IMAGE_HOW_SIZE];
	char *rest = text, *line;

	image_how_path(id, path);
	if (!*ini || !image_is_mounted(id) || fd_get(AT_FDCWD, path, text, sizeof(text)) < 0)
		return false;
	strsep(&rest, "\n"); /* the way */
	line = strsep(&rest, "\n");
	if (!line || strcmp(line, ini))
		return false;
	while ((line = strsep(&rest, "\n")))
		if (*line && !is_still(line))
			return false;
	return true;
}
