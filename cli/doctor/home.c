/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What lies in a tenant's home: openat2(2), no link is followed and nothing is opened.
 */
#include "home.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.h"

int home_stat(const struct doctor_tenant *t, const char *path, struct stat *st)
{
	int AUTO_CLOSE home = open(t->home, O_PATH | O_DIRECTORY | O_CLOEXEC);
	const struct open_how how = {.flags = O_PATH | O_NOFOLLOW | O_CLOEXEC,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV};
	int AUTO_CLOSE fd = home < 0 ? -1 : (int)syscall(SYS_openat2, home, path, &how, sizeof(how));

	return fd < 0 ? -1 : fstat(fd, st);
}
