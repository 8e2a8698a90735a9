/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whom libc asks for accounts and groups.
 */
#include "host/name_services.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "base/word.h"

#define SIZE_MAX_READ (64 * 1024)
#define BLANKS " \t\r"

/* What needs nobody else to answer. An unknown one is a directory. */
static const char local[] = "files compat db systemd extrausers altfiles usrfiles";

/* The services of one line, in place. */
static bool is_beyond(char *line)
{
	char *rest = line;

	line[strcspn(line, "#")] = '\0';
	for (char *word; (word = strsep(&rest, BLANKS));) {
		if (*word == '[') {
			/* [NOTFOUND=return], also with blanks in it */
			while (word && !strchr(word, ']'))
				word = strsep(&rest, BLANKS);
		} else if (*word && !word_in(local, word, " ")) {
			return true;
		}
	}
	return false;
}

bool name_services_in(const char *text, const char *database)
{
	char *AUTO_FREE copy = strdup(text);
	const size_t length = strlen(database);
	char *rest = copy;

	if (!copy)
		return true;
	for (char *line; (line = strsep(&rest, "\n"));) {
		line += strspn(line, BLANKS);
		if (!strncmp(line, database, length) && line[length] == ':' && is_beyond(line + length + 1))
			return true;
	}
	return false;
}

bool name_services_directory(void)
{
	/* The second is the vendor's, where there is no other. Without both libc asks the files. */
	static const char *const paths[] = {"/etc/nsswitch.conf", "/usr/etc/nsswitch.conf"};

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		int AUTO_CLOSE fd = open(paths[i], O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
		char *AUTO_FREE text = NULL;
		size_t size;

		if (fd < 0 && errno == ENOENT)
			continue;
		if (fd < 0 || fd_read_file(fd, SIZE_MAX_READ, &text, &size) < 0)
			return true;
		/* With a line of its own for them, groups of an account are asked for there. */
		return name_services_in(text, "group") || name_services_in(text, "initgroups");
	}
	return false;
}
