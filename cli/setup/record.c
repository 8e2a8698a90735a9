/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What hostel setup has switched on that was off before.
 */
#include "record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/output.h"

#define RECORD RECORD_DIRECTORY "/setup"
#define RECORD_SIZE_MAX 65536

int record_lock(struct err *e)
{
	int AUTO_CLOSE fd = -1;

	if (mkdir(RECORD_DIRECTORY, 0755) < 0 && errno != EEXIST)
		return err_set(e, errno, RECORD_DIRECTORY);
	fd = open(RECORD_DIRECTORY, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return err_set(e, errno, RECORD_DIRECTORY);
	if (flock(fd, LOCK_EX | LOCK_NB) < 0)
		return errno == EWOULDBLOCK ? err_rule(e, EBUSY, "another hostel setup is at work")
					    : err_set(e, errno, RECORD_DIRECTORY);
	return fd_take(&fd);
}

bool record_has(const char *act)
{
	int AUTO_CLOSE fd = open(RECORD, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	char *AUTO_FREE text = NULL;
	size_t length;

	if (fd < 0 || fd_read_file(fd, RECORD_SIZE_MAX, &text, &length) < 0)
		return false;
	for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n')
		if (strcspn(line, "\n") == strlen(act) && !strncmp(line, act, strlen(act)))
			return true;
	return false;
}

char *record_names(const char *what)
{
	int AUTO_CLOSE fd = open(RECORD, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	char *AUTO_FREE text = NULL;
	char *names = text_of("%s", "");
	const size_t n = strlen(what);
	size_t length;

	if (fd < 0 || fd_read_file(fd, RECORD_SIZE_MAX, &text, &length) < 0)
		return names;
	for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n')
		if (!strncmp(line, what, n) && line[n] == ' ') {
			char *AUTO_FREE before = names;

			names = text_of("%s%.*s\n", before, (int)strcspn(line + n + 1, "\n"), line + n + 1);
		}
	return names;
}

int record_add(const char *act, struct err *e)
{
	char *AUTO_FREE line = text_of("%s\n", act);
	int AUTO_CLOSE fd = -1;

	if (record_has(act))
		return 0;
	fd = open(RECORD, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0 || fd_write_all(fd, line, strlen(line)) < 0 || fsync(fd) < 0)
		return err_set(e, errno, RECORD);
	return 0;
}

void record_remove(void)
{
	unlink(RECORD);
	rmdir(RECORD_DIRECTORY); /* unless something else is kept there */
}
