/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is in the store.
 */
#include "image/list.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "image/store.h"

/* A directory's entries by name; *n is their number. 0, or -1 with *e: but for one that is not
 * there. */
static int scan(const char *path, struct dirent ***entries, int *n, struct err *e)
{
	*entries = NULL;
	*n = scandir(path, entries, NULL, NULL);
	if (*n >= 0)
		return 0;
	*n = 0;
	return errno == ENOENT || errno == ENOTDIR ? 0 : err_set(e, errno, "%s", path);
}

static void scan_free(struct dirent **entries, int n)
{
	for (int i = 0; i < n; i++)
		free(entries[i]);
	free(entries);
}

static int by_number(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static bool is_number(const char *name, const char *text, uint64_t *number)
{
	struct err ignored = ERR_NONE;
	char whole[IMAGE_ID_SIZE + 256];
	struct image_id id;

	snprintf(whole, sizeof(whole), "%s@%s", name, text);
	if (image_id_parse(whole, &id, &ignored) < 0)
		return false;
	*number = id.version;
	return id.version;
}

int image_versions(const char *name, uint64_t **numbers, size_t *count, struct err *e)
{
	char path[IMAGE_PATH_SIZE];
	struct dirent **entries;
	int n;

	*numbers = NULL;
	*count = 0;
	snprintf(path, sizeof(path), "%s/%s", HOSTEL_IMAGES, name);
	if (scan(path, &entries, &n, e) < 0)
		return -1;
	*numbers = calloc((size_t)n + 1, sizeof(**numbers));
	for (int i = 0; *numbers && i < n; i++)
		if (is_number(name, entries[i]->d_name, &(*numbers)[*count]))
			(*count)++;
	scan_free(entries, n);
	if (!*numbers)
		return err_set(e, ENOMEM, "%s", path);
	qsort(*numbers, *count, sizeof(**numbers), by_number);
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool has_version(const char *name)
{
	struct err ignored = ERR_NONE;
	uint64_t *AUTO_FREE numbers = NULL;
	struct image_id id;
	size_t count;

	return image_id_parse(name, &id, &ignored) == 0 && !id.version &&
	       image_versions(name, &numbers, &count, &ignored) == 0 && count;
}

int image_names(char ***names, size_t *count, struct err *e)
{
	struct dirent **entries;
	bool failed;
	int n;

	*names = NULL;
	*count = 0;
	if (scan(HOSTEL_IMAGES, &entries, &n, e) < 0)
		return -1;
	*names = calloc((size_t)n + 1, sizeof(**names));
	failed = !*names;
	for (int i = 0; !failed && i < n; i++) {
		if (!has_version(entries[i]->d_name))
			continue;
		(*names)[*count] = strdup(entries[i]->d_name);
		failed = !(*names)[(*count)++];
	}
	scan_free(entries, n);
	if (failed)
		return err_set(e, ENOMEM, "%s", HOSTEL_IMAGES);
	qsort(*names, *count, sizeof(**names), by_name);
	return 0;
}

void image_names_free(char **names, size_t count)
{
	for (size_t i = 0; names && i < count; i++)
		free(names[i]);
	free(names);
}

uint64_t image_current(const char *name)
{
	char path[IMAGE_PATH_SIZE], target[24];
	uint64_t number;
	ssize_t n;

	snprintf(path, sizeof(path), "%s/%s/current", HOSTEL_IMAGES, name);
	n = readlink(path, target, sizeof(target) - 1);
	if (n <= 0)
		return 0;
	target[n] = '\0';
	return is_number(name, target, &number) ? number : 0;
}

void image_current_and_newest(const char *name, uint64_t numbers[2])
{
	struct err ignored = ERR_NONE;
	uint64_t *AUTO_FREE all = NULL;
	size_t count = 0;

	numbers[0] = image_current(name);
	numbers[1] = image_versions(name, &all, &count, &ignored) == 0 && count ? all[count - 1] : 0;
}
