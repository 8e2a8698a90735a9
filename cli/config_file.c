/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Single files of the configuration.
 */
#include "config_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/replace.h"
#include "cli.h"
#include "config.h"
#include "host/config_dir.h"
#include "output.h"
#include "policy/names.h"

int config_text(int config, const char *path, char **text)
{
	const struct policy_reader reader = config_reader(&config);
	struct problems problems = {0};
	size_t length = 0;
	int error;

	*text = NULL;
	error = reader.read(reader.context, path, text, &length, &problems);
	if (error == ENOENT)
		return 0;
	if (error) {
		say("%s cannot be used as it is", path);
		problems_say(&problems);
		return EXIT_POLICY;
	}
	if (strlen(*text) == length)
		return 0;
	say("%s: there is a NUL in it", path);
	free(*text);
	*text = NULL;
	return EXIT_POLICY;
}

/* The directory of the file, made if missing; *name is what is behind the slash. -1 with errno. */
static int open_directory(int config, const char *path, const char **name)
{
	const char *slash = strchr(path, '/');
	char *AUTO_FREE directory = NULL;

	*name = slash ? slash + 1 : path;
	directory = slash ? text_of("%.*s", (int)(slash - path), path) : text_of(".");
	if (slash && mkdirat(config, directory, 0755) < 0 && errno != EEXIST)
		return -1;
	return openat(config, directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

int config_write(int config, const char *path, const char *text, bool sync)
{
	const char *name;
	int AUTO_CLOSE dir = open_directory(config, path, &name);
	struct stat st;
	mode_t mode = 0644;

	if (dir >= 0 && fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
		mode = st.st_mode & 0755;
	if (dir >= 0 && file_replace_lasting(dir, name, text, strlen(text), mode, sync) == 0)
		return 0;
	say("%s: cannot be written: %s", path, strerror(errno));
	return EXIT_SYSTEM;
}

int config_unlink(int config, const char *path)
{
	if (unlinkat(config, path, 0) == 0 || errno == ENOENT)
		return 0;
	say("%s: cannot be removed: %s", path, strerror(errno));
	return EXIT_SYSTEM;
}

bool config_has(int config, const char *path)
{
	struct stat st;

	return fstatat(config, path, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

size_t config_names(int config, const char *directory, char ***names)
{
	int fd = openat(config, directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;
	size_t count = 0, size = 0;

	*names = NULL;
	while (d && (entry = readdir(d))) {
		const size_t n = strlen(entry->d_name);
		char *name;

		if (n <= 4 || strcmp(entry->d_name + n - 4, ".ini"))
			continue;
		name = text_of("%.*s", (int)n - 4, entry->d_name);
		if (!policy_valid_name(name)) {
			free(name);
			continue;
		}
		if (count == size) {
			size = size ? 2 * size : 64;
			*names = reallocarray(*names, size, sizeof(**names));
			if (!*names)
				out_of_memory();
		}
		(*names)[count++] = name;
	}
	if (d)
		closedir(d);
	else
		fd_close(&fd);
	if (count)
		qsort(*names, count, sizeof(**names), by_text);
	return count;
}

void config_names_free(char **names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(names[i]);
	free(names);
}
