/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Going to the porch, or to a dead end.
 */
#include "porch.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <linux/magic.h>
#include <linux/nsfs.h>
#include <linux/openat2.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/rlimits.h"
#include "base/wire.h"
#include "host/helper.h"
#include "host/state.h"
#include "talk/layout.h"
#include "talk/paths.h"
#include "talk/protocol.h"
#include "talk/protocol_body.h"

#define RESETS_MAX 2

/* Its inode if it is a namespace of this type whose user namespace is the keeper's; or 0. ioctl_ns(2) */
static uint64_t keepers_namespace(int fd, int type, uint32_t keeper)
{
	int AUTO_CLOSE owner = -1;
	struct statfs fs;
	struct stat st;
	uid_t uid;

	/* First what it is: a file of somebody's FUSE server would answer the same questions as it likes. */
	if (fstatfs(fd, &fs) < 0 || fs.f_type != NSFS_MAGIC || ioctl(fd, NS_GET_NSTYPE) != type)
		return 0;
	owner = ioctl(fd, NS_GET_USERNS);
	return owner >= 0 && ioctl(owner, NS_GET_OWNER_UID, &uid) == 0 && uid == keeper && fstat(fd, &st) == 0
		? st.st_ino : 0;
}

/*
 * PID 1 is not believed: a login program without the net namespace that policy demands would stand in the
 * host's. What the first session was given, before code of the tenant's ran, the later ones are.
 */
static int check_porch(const struct login *login, const struct record *record, const struct message *answer,
	struct err *e)
{
	static const struct {
		const char *name;
		int type;
	} parts[] = {{"mount", CLONE_NEWNS}, {"ipc", CLONE_NEWIPC}, {"net", CLONE_NEWNET}};
	const uint64_t first[] = {record->porch, record->porch_ipc, record->porch_net};
	const size_t wanted = login->policy.network == NETWORK_HOST ? 2 : 3;

	if (answer->fd_count != wanted)
		return err_rule(e, EPERM, "hostel-init sent %zu namespaces, not %zu", answer->fd_count,
			wanted);
	for (size_t i = 0; i < wanted; i++) {
		uint64_t inode = keepers_namespace(answer->fds[i], parts[i].type, record->keeper);

		if (!inode)
			return err_rule(e, EPERM, "what hostel-init sent is no %s namespace of the keeper's",
				parts[i].name);
		if (first[i] && inode != first[i])
			return err_rule(e, EPERM, "hostel-init sent another %s namespace than the first time",
				parts[i].name);
	}
	return 0;
}

void porch_close(struct porch *porch)
{
	fd_close(&porch->mount);
	fd_close(&porch->ipc);
	fd_close(&porch->net);
}

int session_open(const struct login *login, const struct record *record, struct porch *porch,
	struct denial *d)
{
	unsigned char body[1024], buffer[PROTOCOL_HEAD_SIZE + 2048];
	const struct session_info info = {.service = login->service, .tty = login->tty,
		.from = login->from, .pid = (uint32_t)getpid(),
		.max_sessions = (uint32_t)login->policy.max_sessions};
	struct message m = {.type = MESSAGE_SESSION, .body = body}, answer;
	struct err *e = &d->error;
	char path[STATE_DIR_SIZE];
	int AUTO_CLOSE fd = -1;
	int n;

	snprintf(path, sizeof(path), "%s/t/%u/%u/control", HOSTEL_STATEDIR, record->uid,
		record->number);
	m.body_size = session_info_put(&info, body, sizeof(body));
	if (!m.body_size)
		return err_rule(e, EINVAL, "the names of service, terminal or remote host are too long");
	for (int tries = 0;; tries++) {
		fd_close(&fd);
		fd = protocol_connect(path, login_left(login));
		if (fd < 0)
			return err_set(e, errno, "%s", path);
		n = protocol_timeout(fd, login_left(login)) < 0 || message_send(fd, &m) < 0
			? -1 : message_receive(fd, &answer, buffer, sizeof(buffer));
		if (n == 0) /* hung up on; that nobody is there, only connect(2) says */
			errno = ECONNRESET;
		/* It ended with the question unread or unasked, or had no room: the next one will tell. */
		if (n > 0 || (errno != ECONNRESET && errno != EPIPE) || tries == RESETS_MAX)
			break;
	}
	if (n <= 0)
		return err_set(e, errno, "the running sandbox, %s", path);
	if (answer.type == MESSAGE_REFUSED) {
		const char *sentence;
		const enum refused_why why = message_refused(&answer, &sentence);

		message_close(&answer);
		if (why == WHY_SESSIONS) /* counted once more: the account phase may have been long ago */
			d->why = REFUSED_MAX_SESSIONS;
		return err_rule(e, why == WHY_SESSIONS ? EUSERS : EPERM, "%s", sentence);
	}
	if (answer.type == MESSAGE_OK && check_porch(login, record, &answer, e) == 0) {
		*porch = (struct porch){answer.fds[0], answer.fds[1],
			answer.fd_count == 3 ? answer.fds[2] : -1, answer.body_size > 0};
		return fd_take(&fd);
	}
	if (answer.type != MESSAGE_OK)
		err_rule(e, EPROTO, "%s: an answer of another version", path);
	for (size_t i = 0; i < answer.fd_count; i++)
		helper_close(&answer.fds[i]);
	return -1;
}

static uint64_t inode(int fd)
{
	struct stat st;

	return fd >= 0 && fstat(fd, &st) == 0 ? st.st_ino : 0;
}

int porch_record(const struct porch *porch, int tenant, struct record *record, struct err *e)
{
	record->porch = inode(porch->mount);
	record->porch_ipc = inode(porch->ipc);
	record->porch_net = inode(porch->net);
	return record_write(tenant, record, e);
}

int session_watch(int session, struct err *e)
{
	struct pollfd p = {session, POLLIN, 0};
	int flags = fcntl(session, F_GETFL);

	/* PID 1 says nothing more on it: the one event to come is its end. */
	if (flags < 0 || fcntl(session, F_SETSIG, SIGTERM) < 0 || fcntl(session, F_SETOWN, getpid()) < 0 ||
	    fcntl(session, F_SETFL, flags | O_ASYNC) < 0)
		return err_set(e, errno, "watch the session");
	/* Of what came before nobody was signalled. */
	return poll(&p, 1, 0) == 0 ? 0 : err_rule(e, ECONNRESET, "the sandbox has ended meanwhile");
}

void session_unwatch(int session)
{
	int flags = fcntl(session, F_GETFL);

	if (flags >= 0 && flags & O_ASYNC)
		fcntl(session, F_SETFL, flags & ~O_ASYNC);
}

/* Where the login program stood, and whose rights it takes to go there again. */
struct stand {
	const char *directory;
	const struct account *account;
};

/*
 * In the helper, which shares its working directory with the login program: go there with all the
 * tenant's ids and no symbolic link on the way.
 */
static void be_helper(const void *data)
{
	const struct stand *p = data;
	const struct account *a = p->account;
	struct open_how how = {.flags = O_PATH | O_DIRECTORY | O_CLOEXEC,
		.resolve = RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS};
	int AUTO_CLOSE fd = -1;

	close_range(0, ~0U, 0); /* should it never answer, neither the lock nor the session stays with us */
	if (setgroups(a->group_count, a->groups) < 0 || setresgid(a->gid, a->gid, a->gid) < 0 ||
	    setresuid(a->uid, a->uid, a->uid) < 0)
		return;
	fd = (int)syscall(SYS_openat2, AT_FDCWD, p->directory, &how, sizeof(how));
	if (fd >= 0 && fchdir(fd) < 0)
		return; /* it stays in / */
}

/*
 * cgroups do not bound what stands on the porch, or a bomb inside would stop sshd. What the host allows, for
 * the processes in the sandbox, goes on to hostel-shell in a limit that has no effect: getrlimit(2)
 */
static int limit_processes(uint64_t sessions)
{
	const rlim_t most = PORCH_PROCESSES(sessions);
	struct rlimit r, carried;

	if (getrlimit(RLIMIT_NPROC, &r) < 0 || getrlimit(LAYOUT_PORCH_NPROC, &carried) < 0)
		return -1;
	carried.rlim_cur = RLIM_INFINITY;
	carried = rlimits_lower(r, carried);
	if (setrlimit(LAYOUT_PORCH_NPROC, &carried) < 0)
		return -1;
	if (r.rlim_max > most) /* RLIM_INFINITY is */
		r.rlim_max = most;
	if (r.rlim_cur > r.rlim_max)
		r.rlim_cur = r.rlim_max;
	return setrlimit(RLIMIT_NPROC, &r);
}

int porch_join(const struct login *login, const struct porch *porch, struct err *e)
{
	char directory[PATH_MAX];

	if (limit_processes(login->policy.max_sessions) < 0)
		return err_set(e, errno, "RLIMIT_NPROC");
	/* First the net namespace: should another fail, there is nothing to reach. */
	if (porch->net >= 0 && setns(porch->net, CLONE_NEWNET) < 0)
		return err_set(e, errno, "join the net namespace");
	if (setns(porch->ipc, CLONE_NEWIPC) < 0)
		return err_set(e, errno, "join the ipc namespace");
	if (!getcwd(directory, sizeof(directory)))
		strcpy(directory, "/");
	if (setns(porch->mount, CLONE_NEWNS) < 0)
		return err_set(e, errno, "join the porch");
	/*
	 * setns(2) has put us into /, where sshd is anyway. su without "-" and sudo keep the directory:
	 * the one of the same name. What getcwd(3) cannot reach begins with another character.
	 */
	if (directory[0] == '/' && directory[1])
		helper_run(CLONE_FS, login_share(login), be_helper,
			&(struct stand){directory, &login->account});
	return 0;
}

static int empty_root(void)
{
	const unsigned flags = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOEXEC | MOUNT_ATTR_NOSUID |
			       MOUNT_ATTR_NODEV;
	int AUTO_CLOSE context = -1, AUTO_CLOSE tree = -1;

	if (unshare(CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWNET) < 0 ||
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return -1;
	context = fsopen("tmpfs", FSOPEN_CLOEXEC);
	if (context < 0 || fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
		return -1;
	tree = fsmount(context, FSMOUNT_CLOEXEC, flags);
	if (tree < 0 || move_mount(tree, "", AT_FDCWD, "/", MOVE_MOUNT_F_EMPTY_PATH) < 0)
		return -1;
	/* It covers /: take it as the root, and let go of what it covers. */
	if (fchdir(tree) < 0 || syscall(SYS_pivot_root, ".", ".") < 0 || umount2(".", MNT_DETACH) < 0)
		return -1;
	return chdir("/");
}

void porch_dead_end(bool end)
{
	if (empty_root() < 0 || end)
		kill(getpid(), SIGKILL);
}
