/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the host's own packages come from: sources.list(5), as lines "deb [options] URI SUITE ..." and as
 * paragraphs with "URIs:" and "Suites:". Root's own files.
 */
#include "apt_sources.h"

#include <ctype.h>
#include <fcntl.h>
#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/fd.h"

#define FILE_MAX (1 << 20)

static void take(struct apt_mirrors *m, const char *uri, const char *suite)
{
	char *to = strstr(suite, "-security") || strstr(suite, "/updates") ? m->security : m->main;

	/* A suite with a slash at its end is no distribution's. */
	if (*to || !*uri || strlen(uri) >= APT_URI_SIZE || (*suite && suite[strlen(suite) - 1] == '/') ||
		uri[strcspn(uri, " \t\"'")])
		return;
	snprintf(to, APT_URI_SIZE, "%s", uri);
}

static void read_line(struct apt_mirrors *m, char *line)
{
	char *save = NULL, *word = strtok_r(line, " \t", &save), *suite;

	if (!word || strcmp(word, "deb"))
		return;
	word = strtok_r(NULL, " \t", &save);
	if (word && *word == '[') {
		while (word && !strchr(word, ']'))
			word = strtok_r(NULL, " \t", &save);
		word = strtok_r(NULL, " \t", &save);
	}
	suite = strtok_r(NULL, " \t", &save);
	if (word && suite)
		take(m, word, suite);
}

static const char *value_of(const char *line, const char *key)
{
	const size_t n = strlen(key);

	if (strncasecmp(line, key, n) || line[n] != ':')
		return NULL;
	line += n + 1;
	return line + strspn(line, " \t");
}

struct paragraph {
	char uri[256], suite[64];
	bool off;
};

static void end_paragraph(struct apt_mirrors *m, struct paragraph *p)
{
	if (!p->off)
		take(m, p->uri, p->suite);
	*p = (struct paragraph){0};
}

/* Of several words the first. */
static void read_field(struct paragraph *p, const char *line)
{
	const char *value;

	if ((value = value_of(line, "URIs")))
		snprintf(p->uri, sizeof(p->uri), "%.*s", (int)strcspn(value, " \t"), value);
	else if ((value = value_of(line, "Suites")))
		snprintf(p->suite, sizeof(p->suite), "%.*s", (int)strcspn(value, " \t"), value);
	else if ((value = value_of(line, "Types")))
		p->off |= strcmp(value, "deb") && strncmp(value, "deb ", 4);
	else if ((value = value_of(line, "Enabled")))
		p->off |= !strcasecmp(value, "no");
}

static void read_file(struct apt_mirrors *m, const char *path)
{
	int AUTO_CLOSE fd = open(path, O_RDONLY | O_CLOEXEC);
	const bool paragraphs = strlen(path) > 8 && !strcmp(path + strlen(path) - 8, ".sources");
	char AUTO_FREE *text = NULL;
	struct paragraph p = {0};
	size_t size;

	if (fd < 0 || fd_read_file(fd, FILE_MAX, &text, &size) < 0)
		return;
	for (char *line = text, *next; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		if (!paragraphs)
			read_line(m, line);
		else if (!line[strspn(line, " \t\r")])
			end_paragraph(m, &p);
		else if (*line != '#')
			read_field(&p, line);
	}
	end_paragraph(m, &p);
}

void apt_mirrors_read(struct apt_mirrors *m)
{
	glob_t found;

	*m = (struct apt_mirrors){0};
	read_file(m, "/etc/apt/sources.list");
	if (glob("/etc/apt/sources.list.d/*.list", 0, NULL, &found) == 0)
		(void)glob("/etc/apt/sources.list.d/*.sources", GLOB_APPEND, NULL, &found);
	else if (glob("/etc/apt/sources.list.d/*.sources", 0, NULL, &found) != 0)
		return;
	for (size_t i = 0; i < found.gl_pathc; i++)
		read_file(m, found.gl_pathv[i]);
	globfree(&found);
}
