/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Quotas: quotactl_fd(2) on the home directory itself, so that no path of the tenant's and no device
 * name decides which file system is meant.
 */
#include "host/quota.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <inttypes.h>
#include <linux/dqblk_xfs.h>
#include <linux/fs.h>
#include <linux/quota.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/file_ids.h"
#include "host/config_dir.h"
#include "host/trusted_path.h"
#include "host/upper_project.h"
#include "policy/print.h"
#include "talk/paths.h"

#define MARK "quota"
#ifndef SYS_quotactl_fd
#define SYS_quotactl_fd 443 /* the same number everywhere */
#endif
#define BLOCK 1024 /* QIF_DQBLKSIZE of linux/quota.h */

/* What is set: the quota `id` of the kind `type` on the file system that `home` lies on. */
struct target {
	int home; /* O_PATH */
	int type; /* USRQUOTA or PRJQUOTA */
	uint32_t id;
};

unsigned int quota_asked(const struct policy *p)
{
	return (p->disk != VALUE_MAX ? QUOTA_DISK : 0) | (p->inodes != VALUE_MAX ? QUOTA_INODES : 0);
}

unsigned int quota_marked(int tenant)
{
	char text[16];

	if (fd_get(tenant, MARK, text, sizeof(text)) < 0)
		return 0;
	return (unsigned int)strtoul(text, NULL, 10) & (QUOTA_DISK | QUOTA_INODES);
}

static int mark(int tenant, unsigned int what, struct err *e)
{
	char text[16];
	int AUTO_CLOSE fd = -1;

	if (!what)
		return unlinkat(tenant, MARK, 0) < 0 && errno != ENOENT ? err_set(e, errno, MARK) : 0;
	snprintf(text, sizeof(text), "%u\n", what);
	fd = openat(tenant, MARK, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	return fd < 0 || fd_write_all(fd, text, strlen(text)) < 0 ? err_set(e, errno, MARK) : 0;
}

/* --- where ----------------------------------------------------------------------------------------- */

/* With all the tenant's ids, and no symbolic link but those of root's. */
static int open_home(const struct account *a, struct err *e)
{
	char *AUTO_FREE path = NULL;

	if (trusted_path(a->home, &path, e) < 0)
		return -1;
	if (setgroups(a->group_count, a->groups) < 0)
		return err_set(e, errno, "%s: take the tenant's groups", path);
	return file_ids_open(a->uid, a->gid, path, O_DIRECTORY, e);
}

/* The directory's project, 0 for none. ioctl_xfs_fsgetxattr(2); ioctls need more than O_PATH. */
static int find_project(int home, const char *name, uint32_t *project, struct err *e)
{
	char path[64];
	int AUTO_CLOSE fd = -1;
	struct fsxattr x;

	*project = 0;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", home);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return err_set(e, errno, "%s", name);
	if (ioctl(fd, FS_IOC_FSGETXATTR, &x) < 0)
		return errno == ENOTTY || errno == EOPNOTSUPP ? 0 : err_set(e, errno, "%s", name);
	if (x.fsx_projid && !(x.fsx_xflags & FS_XFLAG_PROJINHERIT))
		return err_rule(e, EOPNOTSUPP, "%s has project %u, but what is made in it has not: see "
			"chattr +P", name, x.fsx_projid);
	*project = x.fsx_projid;
	return 0;
}

static int find_target(struct target *t, const struct account *a, struct err *e)
{
	uint32_t project;
	struct stat st;

	t->home = open_home(a, e);
	if (t->home < 0 || find_project(t->home, a->home, &project, e) < 0)
		return -1;
	if (fstat(t->home, &st) < 0)
		return err_set(e, errno, "%s", a->home);
	/* Somebody else's directory has somebody else's project. */
	if (project && st.st_uid != a->uid)
		return err_rule(e, EPERM, "%s: its project is not %s's, who does not own the directory",
			a->home, a->name);
	t->type = project ? PRJQUOTA : USRQUOTA;
	t->id = project ? project : a->uid;
	return 0;
}

/* --- the kernel ------------------------------------------------------------------------------------ */

static int control(const struct target *t, int command, void *data)
{
	const unsigned int how = (unsigned int)QCMD((unsigned int)command, (unsigned int)t->type);

	return (int)syscall(SYS_quotactl_fd, t->home, how, t->id, data);
}

/* Counting is not enough: limits are taken, and mean nothing, where they are not enforced. */
static int check_enforced(const struct target *t, const char *home, struct err *e)
{
	const char *kind = t->type == PRJQUOTA ? "project" : "user";
	const unsigned flag = t->type == PRJQUOTA ? FS_QUOTA_PDQ_ENFD : FS_QUOTA_UDQ_ENFD;
	struct fs_quota_stat state = {.qs_version = FS_QSTAT_VERSION};

	if (control(t, Q_XGETQSTAT, &state) == 0 && state.qs_flags & flag)
		return 0;
	return err_rule(e, EOPNOTSUPP, "the file system of %s enforces no %s quotas: see mount(8), %s",
		home, kind, t->type == PRJQUOTA ? "prjquota" : "usrquota");
}

/* Set one or both; VALUE_MAX is none, which the kernel has as 0. */
static int set(const struct target *t, const struct policy *p, unsigned int what)
{
	const uint64_t blocks = p->disk == VALUE_MAX ? 0 : (p->disk + BLOCK - 1) / BLOCK;
	const uint64_t inodes = p->inodes == VALUE_MAX ? 0 : p->inodes;
	struct if_dqblk q = {.dqb_bhardlimit = blocks, .dqb_bsoftlimit = blocks,
		.dqb_ihardlimit = inodes, .dqb_isoftlimit = inodes};

	q.dqb_valid = (what & QUOTA_DISK ? QIF_BLIMITS : 0U) | (what & QUOTA_INODES ? QIF_ILIMITS : 0U);
	return control(t, Q_SETQUOTA, &q);
}

static int complain(const struct policy *p, struct err *e)
{
	const enum field_id id = p->disk != VALUE_MAX ? FIELD_disk : FIELD_inodes;
	char value[64], why[ERR_MESSAGE_SIZE];

	strcpy(why, e->message);
	policy_print_field(p, id, value, sizeof(value));
	return err_rule(e, e->code, "[filesystem] %s = %s cannot be enforced: %.250s",
		policy_field(id)->key, value, why);
}

/* --- what is changed of an image ------------------------------------------------------------------------ */

/*
 * It counts with the home directory: by the same project, or by the tenant's uid, which with write
 * = root owns only some of the files.
 */
static int count_changes(
	const struct target *t, const struct account *a, const struct policy *p, struct err *e)
{
	char path[sizeof(HOSTEL_UPPERS) + 96];
	struct stat home, upper;
	int AUTO_CLOSE own = -1;

	snprintf(path, sizeof(path), HOSTEL_UPPERS "/%u/%.*s", a->uid, (int)strcspn(p->image, "@"), p->image);
	own = p->write == WRITE_NONE ? -1 : open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (own < 0)
		return p->write == WRITE_NONE || errno == ENOENT ? 0 : err_set(e, errno, "%s", path);
	if (fstat(t->home, &home) < 0 || fstat(own, &upper) < 0)
		return err_set(e, errno, "%s", path);
	if (home.st_dev != upper.st_dev || (t->type == USRQUOTA && p->write == WRITE_ROOT))
		return err_rule(e, EOPNOTSUPP,
			"what is changed of the image would not be counted: %s has to be in a "
			"project (chattr +P), and on the file system of " HOSTEL_UPPERS,
			a->home);
	if (t->type == USRQUOTA)
		return 0;
	return upper_project_join(own, t->id, e);
}

static int apply(const struct account *a, const struct policy *p, unsigned int what, struct err *e)
{
	struct target t = {.home = -1};
	int result = find_target(&t, a, e);

	if (result == 0)
		result = check_enforced(&t, a->home, e);
	if (result == 0 && quota_asked(p))
		result = count_changes(&t, a, p, e);
	if (result == 0 && set(&t, p, what) < 0)
		result = err_set(e, errno, "quota of %s", a->home);
	fd_close(&t.home);
	return result;
}

int quota_apply(int tenant, const struct account *a, const struct policy *p, struct err *e)
{
	const unsigned int asked = quota_asked(p), marked = quota_marked(tenant);

	if (!(asked | marked))
		return 0;
	/* Marked first: what is set and not marked would never be taken back. */
	if (mark(tenant, asked | marked, e) < 0)
		return -1;
	if (apply(a, p, asked | marked, e) < 0) {
		if (asked)
			return complain(p, e);
		if (e->code != EOPNOTSUPP)
			return -1;
		*e = ERR_NONE; /* switched off since: nothing is left to take back */
	}
	return mark(tenant, asked, e);
}

int quota_possible(const struct account *a, struct err *e)
{
	struct target t = {.home = -1};
	int result = find_target(&t, a, e);

	/* Many tenants' homes are on it: the sentence is the same for all of them. */
	if (result == 0)
		result = check_enforced(&t, "the home directory", e);
	fd_close(&t.home);
	return result;
}

int quota_read(const struct account *a, struct quota_use *u, struct err *e)
{
	struct target t = {.home = -1};
	struct if_dqblk q = {0};
	int result = find_target(&t, a, e);

	if (result == 0 && control(&t, Q_GETQUOTA, &q) < 0)
		result = err_set(e, errno, "quota of %s", a->home);
	fd_close(&t.home);
	*u = (struct quota_use){q.dqb_curspace, q.dqb_bhardlimit * BLOCK, q.dqb_curinodes, q.dqb_ihardlimit};
	return result;
}
