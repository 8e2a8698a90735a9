/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A copy of the host's PAM files.
 */
#include "stage.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/output.h"
#include "cli/tool.h"

static int copy(const char *directory, struct err *e)
{
	char *AUTO_FREE to = text_of(STAGE "%s", directory);
	char said[ERR_MESSAGE_SIZE - 64];
	const char *const make[] = {"mkdir", "-p", to, NULL};
	char *AUTO_FREE from = text_of("%s/.", directory);
	const char *const fill[] = {"cp", "-a", from, to, NULL};

	if (tool_run(make, said, sizeof(said)) == 0 &&
		(access(directory, F_OK) < 0 || tool_run(fill, said, sizeof(said)) == 0))
		return 0;
	return err_rule(e, EIO, "a copy of %s cannot be made: %s", directory, said);
}

int stage_make(struct err *e)
{
	static const char *const directories[] = {
		"/etc/pam.d", "/usr/share/pam-configs", "/var/lib/pam"};

	stage_remove();
	if ((mkdir(HOSTEL_STATEDIR, 0755) < 0 && errno != EEXIST) || mkdir(STAGE, 0700) < 0)
		return err_set(e, errno, STAGE);
	for (size_t i = 0; i < sizeof(directories) / sizeof(directories[0]); i++)
		if (copy(directories[i], e) < 0)
			return -1;
	return 0;
}

int stage_put(const char *path, const char *text, struct err *e)
{
	char *AUTO_FREE there = text_of(STAGE "%s", path);
	int AUTO_CLOSE fd = -1;

	if (unlink(there) < 0 && errno != ENOENT)
		return err_set(e, errno, "%s", there);
	if (!text)
		return 0;
	fd = open(there, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (fd < 0 || fd_write_all(fd, text, strlen(text)) < 0)
		return err_set(e, errno, "%s", there);
	return 0;
}

void stage_remove(void)
{
	static const char *const argv[] = {"rm", "-rf", STAGE, NULL};
	char said[256];

	tool_run(argv, said, sizeof(said));
}
