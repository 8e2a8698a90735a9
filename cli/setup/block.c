/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines of ours between two marks, in the text of a file that is somebody else's.
 */
#include "block.h"

#include <stdlib.h>
#include <string.h>

#include "cli/output.h"

/* Said in the mark, so that it can be taken back. */
#define UNENDED " (the line before had no end)"

static const char *line_end(const char *line)
{
	const char *end = strchr(line, '\n');

	return end ? end + 1 : line + strlen(line);
}

/* The first line that begins so, or NULL. */
static const char *find_mark(const char *text, const char *mark)
{
	for (const char *line = text; *line; line = line_end(line))
		if (!strncmp(line, mark, strlen(mark)))
			return line;
	return NULL;
}

bool block_is_in(const char *text)
{
	return find_mark(text, BLOCK_BEGIN) || find_mark(text, BLOCK_END);
}

char *block_remove(const char *text)
{
	char *left = text_of("%s", text);

	for (char *begin; (begin = (char *)find_mark(left, BLOCK_BEGIN));) {
		const char *end = find_mark(begin, BLOCK_END);
		const char *after = line_end(begin);
		const char *another = find_mark(after, BLOCK_BEGIN);

		if (!end || (another && another < end)) {
			free(left);
			return NULL;
		}
		if (begin > left && !strncmp(begin + strlen(BLOCK_BEGIN), UNENDED, strlen(UNENDED)))
			begin--;
		end = line_end(end);
		memmove(begin, end, strlen(end) + 1);
	}
	if (!find_mark(left, BLOCK_END))
		return left;
	free(left);
	return NULL;
}

char *block_insert(const char *text, size_t at, const char *lines)
{
	const bool unended = at > 0 && text[at - 1] != '\n';

	return text_of("%.*s%s" BLOCK_BEGIN "%s\n%s" BLOCK_END "\n%s", (int)at, text,
		unended ? "\n" : "", unended ? UNENDED : "", lines, text + at);
}
