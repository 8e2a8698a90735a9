/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel doctor: does anything bound the file of logins? logrotate.conf(5)
 */
#include <fcntl.h>
#include <glob.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "checks.h"

#define WTMP "/var/log/wtmp"
#define ROTATION_MAX (64 << 10)

enum rotation { ROTATION_NONE, ROTATION_BY_TIME, ROTATION_BY_SIZE };

/* A line of the block that begins with the file's name says "size" or "maxsize"; "minsize" bounds nothing. */
static enum rotation rotation_of(char *text)
{
	char *at = strstr(text, WTMP), *save = NULL;
	enum rotation found = ROTATION_BY_TIME;

	if (!at)
		return ROTATION_NONE;
	at[strcspn(at, "}")] = '\0';
	for (char *line = strtok_r(at, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		line += strspn(line, " \t");
		if (!strncmp(line, "size", 4) || !strncmp(line, "maxsize", 7))
			found = ROTATION_BY_SIZE;
	}
	return found;
}

static enum rotation find_rotation(void)
{
	enum rotation best = ROTATION_NONE;
	glob_t files = {0};

	glob("/etc/logrotate.conf", 0, NULL, &files);
	glob("/etc/logrotate.d/*", GLOB_APPEND, NULL, &files);
	for (size_t i = 0; i < files.gl_pathc; i++) {
		int AUTO_CLOSE fd = open(files.gl_pathv[i], O_RDONLY | O_CLOEXEC);
		char *AUTO_FREE text = NULL;
		enum rotation found;
		size_t length;

		if (fd < 0 || fd_read_file(fd, ROTATION_MAX, &text, &length) < 0)
			continue;
		found = rotation_of(text);
		best = found > best ? found : best;
	}
	globfree(&files);
	return best;
}

void doctor_wtmp(struct doctor *d, struct verdict *v)
{
	enum rotation found = find_rotation();
	struct stat st;

	(void)d;
	if (stat(WTMP, &st) < 0)
		verdict_set(v, LEVEL_SKIP, "there is no %s", WTMP);
	else if (found == ROTATION_BY_SIZE)
		verdict_set(v, LEVEL_PASS, "%s is rotated by its size", WTMP);
	else
		verdict_set(v, found == ROTATION_NONE ? LEVEL_WARN : LEVEL_INFO,
			"%s, %lld MiB, %s: 384 bytes for each login and logout of a tenant", WTMP,
			(long long)st.st_size >> 20,
			found == ROTATION_NONE ? "is not rotated" : "is rotated by time alone");
}
