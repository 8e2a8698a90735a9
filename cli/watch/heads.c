/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The numbers that files in force have in their first lines.
 *
 * Should: make up for numbers that were not noted. Mustn't: lower one.
 */
#include "heads.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "cli/output.h"
#include "value.h"

static bool take_file(struct numbers *known, int set, const char *path)
{
	int AUTO_CLOSE fd = openat(set, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	const struct number *was = numbers_find(known, path);
	struct signed_value v = {0};
	char *AUTO_FREE text = NULL;
	char digest[DIGEST_SIZE];
	bool higher;
	size_t size;

	if (fd < 0 || fd_read_file(fd, VALUE_SIZE_MAX, &text, &size) < 0)
		return false;
	higher = !value_read(&v, text, size) && !strcmp(v.path, path) && (!was || was->number < v.number);
	free(v.signature);
	if (!higher)
		return false;
	digest_of(text, size, digest);
	numbers_set(known, path, v.number, digest);
	return true;
}

static bool take_directory(struct numbers *known, int set, const char *name)
{
	int fd = openat(set, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	bool any = false;

	while (d && (entry = readdir(d))) {
		char *AUTO_FREE path = text_of("%s/%s", name, entry->d_name);

		any = take_file(known, set, path) || any;
	}
	if (d)
		closedir(d);
	else
		fd_close(&fd);
	return any;
}

bool heads_take(struct numbers *known, int set)
{
	static const char *const files[] = {"hostel.ini", "set.ini", "gone"},
				 *const directories[] = {"plans", "owners", "tenants"};
	bool any = false;

	for (size_t i = 0; set >= 0 && i < 3; i++) {
		any = take_file(known, set, files[i]) || any;
		any = take_directory(known, set, directories[i]) || any;
	}
	return any;
}
