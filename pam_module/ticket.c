/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the host's /tmp into the tenant's.
 */
#include "ticket.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "host/helper.h"

/*
 * sshd makes /tmp/krb5cc_UID_XXXXXXXXXX by mkstemp(3). Other names are left alone, whoever set the
 * variable.
 */
static const char prefix[] = "/tmp/krb5cc_";

static const char *path_of(const char *name)
{
	if (!name)
		return NULL;
	if (!strncmp(name, "FILE:", 5))
		name += 5;
	return !strncmp(name, prefix, strlen(prefix)) && !strchr(name + strlen(prefix), '/') ? name : NULL;
}

void ticket_take(const char *name, const struct login *l, struct ticket *t)
{
	const char *path = path_of(name);
	int AUTO_CLOSE fd = -1;
	struct stat st;

	*t = (struct ticket){0};
	if (!path || strlen(path) >= sizeof(t->path))
		return;
	fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || st.st_uid != l->account.uid ||
	    st.st_nlink != 1 || fd_read_file(fd, TICKET_SIZE_MAX, &t->data, &t->size) < 0)
		return;
	strcpy(t->path, path);
	unlink(path); /* sshd will remove the one of this name on the porch */
}

struct gift {
	const struct ticket *ticket;
	const struct account *account;
};

/* With the tenant's ids: their /tmp is theirs, and may have anything of this name. */
static void be_tenant(const void *data)
{
	const struct gift *g = data;
	const struct ticket *t = g->ticket;
	const gid_t gid = g->account->gid;
	const uid_t uid = g->account->uid;
	int AUTO_CLOSE fd = -1;

	if (setgroups(1, &gid) < 0 || setresgid(gid, gid, gid) < 0 || setresuid(uid, uid, uid) < 0)
		return;
	fd = open(t->path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd >= 0 && fd_write_all(fd, t->data, t->size) < 0)
		unlink(t->path);
}

int ticket_give(struct ticket *t, const struct login *l, struct err *e)
{
	const struct gift g = {t, &l->account};
	struct stat st;
	int result = 0;

	if (*t->path && helper_run(0, login_left(l), be_tenant, &g) < 0)
		result = err_set(e, errno, "the Kerberos ticket %s", t->path);
	else if (*t->path && (lstat(t->path, &st) < 0 || st.st_size != (off_t)t->size))
		result = err_rule(e, EIO, "the Kerberos ticket %s could not be written", t->path);
	free(t->data);
	*t = (struct ticket){0};
	return result;
}
