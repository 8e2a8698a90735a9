/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The two accounts that policies pass through.
 */
#include "account.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "talk/paths.h"

static int find(const char *name, const char *home, struct apart *w, struct err *e)
{
	const struct passwd *pw = getpwnam(name);

	if (!pw || !pw->pw_uid)
		return err_rule(e, ENOENT,
			"there is no account %s, which this needs: systemd-sysusers, or "
			"useradd --system --home-dir %s %s",
			name, home, name);
	w->uid = pw->pw_uid;
	w->gid = pw->pw_gid;
	w->directory = home;
	return 0;
}

int apart_accounts(struct apart *fetcher, struct apart *verifier, struct err *e)
{
	if (find(APART_FETCHER, HOSTEL_SYNCDIR, fetcher, e) < 0 ||
		find(APART_VERIFIER, HOSTEL_VERIFYDIR, verifier, e) < 0)
		return -1;
	if (fetcher->uid != verifier->uid)
		return 0;
	return err_rule(e, EINVAL, APART_FETCHER " and " APART_VERIFIER " have to be two accounts");
}

int apart_home(const struct apart *w, struct err *e)
{
	int AUTO_CLOSE fd = -1;
	struct stat st;

	if (mkdir(w->directory, 0700) == 0 || errno == EEXIST)
		fd = open(w->directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd >= 0 && fstat(fd, &st) == 0 && (st.st_uid == w->uid || fchown(fd, w->uid, w->gid) == 0))
		return 0;
	return err_set(e, errno, "%s", w->directory);
}
