/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What of the host is shown inside.
 */
#include "talk/layout.h"

#include <stdio.h>
#include <string.h>

const char *const layout_system[] = {
	"usr", "bin", "sbin", "lib", "lib32", "lib64", "libx32", "opt", NULL,
};

const char *const layout_places[] = {
	"/opt", "/usr/local", "/usr/local/bin", "/usr/local/lib", "/usr/local/sbin", "/usr/local/share",
	"/usr/share", "/usr/games", NULL,
};

const char *const layout_devices[] = {
	"null", "zero", "full", "random", "urandom", "tty", NULL,
};

/* The last two are links where /usr is merged. */
const char *const layout_programs[] = {
	"/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/usr/games", "/bin", "/sbin", NULL,
};

bool layout_has_program(const char *path)
{
	const size_t length = (size_t)(strrchr(path, '/') - path);

	for (const char *const *dir = layout_programs; *dir; dir++)
		if (strlen(*dir) == length && !strncmp(*dir, path, length))
			return true;
	return false;
}

const char *layout_programs_name(const char *path, char name[LAYOUT_PROGRAMS_NAME])
{
	snprintf(name, LAYOUT_PROGRAMS_NAME, "%s", path + 1);
	for (char *p = strchr(name, '/'); p; p = strchr(p, '/'))
		*p = '-';
	return name;
}
