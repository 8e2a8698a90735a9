/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The highest numbers that were taken.
 */
#include "numbers.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "cli/fleet/set_path.h"
#include "cli/output.h"

/* Where it is, or where it would be. */
static size_t place_of(const struct numbers *n, const char *path)
{
	size_t low = 0, high = n->count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (strcmp(n->v[middle].path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct number *numbers_find(const struct numbers *n, const char *path)
{
	const size_t at = place_of(n, path);

	return at < n->count && !strcmp(n->v[at].path, path) ? &n->v[at] : NULL;
}

struct number *numbers_set(struct numbers *n, const char *path, int64_t number, const char *digest)
{
	struct number *known = numbers_find(n, path);

	if (!known) {
		const size_t at = place_of(n, path);

		if (n->count == n->size) {
			n->size = n->size ? 2 * n->size : 64;
			n->v = reallocarray(n->v, n->size, sizeof(*n->v));
			if (!n->v)
				out_of_memory();
		}
		memmove(n->v + at + 1, n->v + at, (n->count - at) * sizeof(*n->v));
		n->v[at] = (struct number){.path = text_of("%s", path)};
		n->count++;
		known = &n->v[at];
	}
	known->number = number;
	snprintf(known->digest, sizeof(known->digest), "%s", digest);
	return known;
}

bool number_line_read(struct number_line *l, const char **text)
{
	const size_t length = strcspn(*text, "\n");
	char *AUTO_FREE line = text_of("%.*s", length < NUMBER_LINE_SIZE ? (int)length : 0, *text);

	*text += length + ((*text)[length] == '\n');
	return sscanf(line, "%" SCNd64 " %64[0-9a-f] %299s", &l->number, l->digest, l->path) == 3 &&
	       l->number > 0 && l->number <= VALUE_NUMBER_MAX && strlen(l->digest) == DIGEST_SIZE - 1 &&
	       set_path_is(l->path) && set_path_can_be(l->path);
}

void numbers_take(struct numbers *n, const char *text)
{
	struct number_line l;

	while (*text)
		if (number_line_read(&l, &text))
			numbers_set(n, l.path, l.number, l.digest);
}

char *numbers_text(const struct numbers *n)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	if (!f)
		out_of_memory();
	for (size_t i = 0; i < n->count; i++)
		fprintf(f, "%" PRId64 " %s %s\n", n->v[i].number, n->v[i].digest, n->v[i].path);
	if (fclose(f))
		out_of_memory();
	return text;
}

void numbers_drop(struct numbers *n, const char *path)
{
	struct number *one = numbers_find(n, path);

	if (!one)
		return;
	free(one->path);
	n->count--;
	memmove(one, one + 1, (size_t)(n->v + n->count - one) * sizeof(*one));
}

void numbers_free(struct numbers *n)
{
	for (size_t i = 0; i < n->count; i++)
		free(n->v[i].path);
	free(n->v);
	*n = (struct numbers){0};
}

bool number_is_in_force(const struct number *n, int set)
{
	int AUTO_CLOSE fd =
		set < 0 ? -1 : openat(set, n->path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	char *AUTO_FREE text = NULL;
	char digest[DIGEST_SIZE];
	size_t size;

	if (fd < 0 || fd_read_file(fd, VALUE_SIZE_MAX, &text, &size) < 0)
		return false;
	digest_of(text, size, digest);
	return !strcmp(digest, n->digest);
}
