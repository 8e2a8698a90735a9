/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel check --draft: files on their way to a host, in somebody's working copy.
 */
#include "draft.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fd.h"

static int complain(struct problems *ps, const char *path, int code)
{
	problems_add(ps, path, 0, "", NULL, "%s", strerror(code));
	return code;
}

static int read_draft(void *context, const char *path, char **text, size_t *length,
	struct problems *ps)
{
	int AUTO_CLOSE fd = openat(*(const int *)context, path,
		O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat st;

	/* As hostel apply of it does: what is the host's own need not be in a set. */
	if (fd < 0 && errno == ENOENT && !strcmp(path, "hostel.ini"))
		fd = open(HOSTEL_CONFDIR "/hostel.ini", O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? ENOENT : complain(ps, path, errno);
	if (fstat(fd, &st) < 0)
		return complain(ps, path, errno);
	if (!S_ISREG(st.st_mode)) {
		problems_add(ps, path, 0, "", NULL, "is not a regular file");
		return EINVAL;
	}
	if (fd_read_file(fd, POLICY_FILE_SIZE_MAX, text, length) < 0)
		return complain(ps, path, errno);
	return 0;
}

struct policy_reader draft_reader(const int *directory)
{
	return (struct policy_reader){.read = read_draft, .context = (void *)directory};
}
