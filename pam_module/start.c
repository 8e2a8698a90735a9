/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The birth of hostel-init.
 *
 *   login program (root)        helper                          hostel-init
 *   clone3 ------------------>  clean context, keeper's ids
 *                               clone3, new namespaces ------>  waits
 *   <-- its pid --------------  ends
 *   uid_map, gid_map
 *   go ---------------------------------------------------->   execs hostel-init, builds
 *   <-- ready ----------------------------------------------   serves
 *
 * Should: leave nothing of the login program's context in what lives on. Mustn't: disturb the login
 * program: no signal reaches it (exit_signal 0), nothing in it changes.
 */
#include "start.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/wait.h"
#include "base/wire.h"
#include "cgroup/split.h"
#include "clean.h"
#include "face.h"
#include "host/gid_map.h"
#include "image.h"
#include "network.h"
#include "talk/paths.h"
#include "talk/protocol.h"
#include "watch.h"

#define GONE_MILLISECONDS 2000 /* for what was killed */
#define PID_1_NICE (-10)

/* What the three processes have between them. */
struct birth {
	struct build *build;
	int program;       /* hostel-init */
	int null;
	int report[2];     /* helper -> login program: pid or error */
	int go[2];         /* login program -> hostel-init: maps are written */
	int ready[2];      /* hostel-init -> login program */
	int cgroup;        /* v2, or -1 */
	struct watch watch;
	int init, payload; /* where "0" is written: launch.h; -1: PID 1 does not stand apart */
};

struct report {
	int32_t pid; /* of hostel-init, 0 if it failed */
	int32_t code;
	char step[ERR_MESSAGE_SIZE];
	bool said; /* `step` says why, too */
};

static pid_t fork_quietly(uint64_t flags, int cgroup)
{
	struct clone_args args = {.flags = flags};

	if (cgroup >= 0) {
		args.flags |= CLONE_INTO_CGROUP;
		args.cgroup = (uint64_t)cgroup;
	}
	return (pid_t)syscall(SYS_clone3, &args, sizeof(args));
}

static int or_null(const struct birth *h, int fd)
{
	return fd < 0 ? h->null : fd;
}

static int place_descriptors(const struct birth *h, int *report, int *go, int *program)
{
	/* Above the range first, so that no target overwrites a source; as low as RLIMIT_NOFILE may be. */
	const int image = or_null(h, h->build->image), upper = or_null(h, h->build->upper);
	int from[LAUNCH_FD_END + 3] = {h->null, h->null, h->null, h->build->spec, h->ready[1],
		h->build->control, h->build->door, or_null(h, h->init), or_null(h, h->payload),
		or_null(h, h->watch.oom), or_null(h, h->watch.memory_short),
		or_null(h, h->watch.pids), or_null(h, h->watch.witness), image, upper,
		or_null(h, h->build->upper_lock), or_null(h, h->build->home), h->report[1],
		h->go[0], h->program};

	for (int i = 0; i < LAUNCH_FD_END + 3; i++) {
		from[i] = from[i] < LAUNCH_FD_END + 3 ? fcntl(from[i], F_DUPFD, LAUNCH_FD_END + 3) : from[i];
		if (from[i] < 0)
			return -1;
	}
	for (int i = 0; i < LAUNCH_FD_END + 3; i++)
		if (dup2(from[i], i) < 0)
			return -1;
	*report = LAUNCH_FD_END;
	*go = LAUNCH_FD_END + 1;
	*program = LAUNCH_FD_END + 2;
	for (int fd = LAUNCH_FD_END; fd < LAUNCH_FD_END + 3; fd++)
		if (fcntl(fd, F_SETFD, FD_CLOEXEC) < 0)
			return -1;
	return close_range(LAUNCH_FD_END + 3, ~0U, 0);
}

/* Of the new user namespace, until it is built (init/seal.c): execve(2) leaves another uid no capability. */
static int be_root(const struct build *b)
{
	if (!b->face)
		return 0;
	return syscall(SYS_setresgid, 0, 0, 0) < 0 || syscall(SYS_setresuid, 0, 0, 0) < 0 ? -1 : 0;
}

static _Noreturn void be_init(const struct birth *h, int go, int program)
{
	char *const argv[] = {(char *)"hostel-init", (char *)h->build->login->account.name, NULL};
	char *const envp[] = {NULL};
	char byte;

	/* Without a byte the login program is gone or failed. */
	if (read(go, &byte, 1) == 1 && be_root(h->build) == 0)
		syscall(SYS_execveat, program, "", argv, envp, AT_EMPTY_PATH);
	_exit(111);
}

static _Noreturn void be_helper(const struct birth *h)
{
	uint64_t namespaces = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC |
			      CLONE_NEWUTS | CLONE_NEWCGROUP;
	struct report r = {0};
	struct err why = ERR_NONE;
	int report = h->report[1], go, program;
	const char *step = clean_enter(h->build);

	/* Root's rights are needed, and the host's mounts. */
	r.said = !step && (image_descriptors(h->build, &why) < 0 || face_make(h->build, &why) < 0);
	if (r.said)
		step = why.message;
	if (!step)
		step = clean_start(h->build);
	if (!step && place_descriptors(h, &report, &go, &program) < 0)
		step = "place the descriptors";
	if (!step) {
		if (h->build->login->policy.network != NETWORK_HOST)
			namespaces |= CLONE_NEWNET;
		r.pid = fork_quietly(namespaces, -1);
		if (r.pid == 0)
			be_init(h, go, program);
		if (r.pid < 0)
			step = "make the namespaces";
	}
	if (step) {
		r.pid = 0;
		r.code = r.said ? why.code : errno ? errno : EIO;
		snprintf(r.step, sizeof(r.step), "%s", step);
	}
	fd_write_all(report, &r, sizeof(r));
	_exit(0);
}

static int write_map(pid_t pid, const char *file, const char *text, struct err *e)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, file);
	return fd_put(AT_FDCWD, path, text) < 0 ? err_set(e, errno, "%s", file) : 0;
}

/*
 * user_namespaces(7): root inside is the keeper or, where there is one, the face; the tenant, the tenant's
 * groups and the keeper beside a face are themselves.
 */
static int write_maps(const struct build *b, pid_t pid, struct err *e)
{
	const struct account *a = &b->login->account;
	const struct map_ids ids = {b->face ? b->face : b->keeper, b->face ? b->keeper : 0};
	char text[GID_MAP_SIZE];
	int n;

	n = snprintf(text, sizeof(text), "0 %u 1\n%u %u 1\n", ids.zero, a->uid, a->uid);
	if (ids.own)
		n += snprintf(text + n, sizeof(text) - (size_t)n, "%u %u 1\n", ids.own, ids.own);
	if (b->subids)
		snprintf(text + n, sizeof(text) - (size_t)n, "%u %u %u\n", b->subids, b->subids,
			POLICY_SUBIDS - 1);
	if (write_map(pid, "uid_map", text, e) < 0 ||
	    gid_map_make(&ids, a->groups, a->group_count, b->subids, text, e) < 0)
		return -1;
	return write_map(pid, "gid_map", text, e);
}

/*
 * Packets of all networks of the host are counted there, by processor. The file is this network namespace's,
 * and root's, since that was made before the maps; its mode is the same wherever it is seen. The host's own
 * is not ours to change.
 */
static int hide_packets(const struct build *b, pid_t pid, struct err *e)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/net/softnet_stat", (int)pid);
	if (b->login->policy.network == NETWORK_HOST || chmod(path, 0400) == 0 || errno == ENOENT)
		return 0;
	return err_set(e, errno, "%s", path);
}

static int explain(const struct report *r, struct err *e)
{
	if (r->code == ENOSPC)
		return err_rule(e, r->code, "%s: the limit of namespaces is reached: see the "
			"user.max_*_namespaces of sysctl(8)", r->step);
	return r->said ? err_rule(e, r->code, "%s", r->step) : err_set(e, r->code, "%s", r->step);
}

/* What is otherwise than asked for: for the log. */
static void take_note(struct cgroup_warnings *w, const char *note)
{
	if (*note && w && w->count < CGROUP_WARNINGS_MAX)
		snprintf(w->text[w->count++], sizeof(w->text[0]), "%.199s", note);
}

static int wait_ready(const struct birth *h, struct err *e)
{
	unsigned char buffer[PROTOCOL_HEAD_SIZE + 2048];
	struct wire_reader r;
	struct message m;
	int n;

	if (wait_readable(h->ready[0], wait_now() + login_left(h->build->login)) < 0)
		return err_rule(e, errno, "hostel-init was not ready in [host] timeout = %us",
			(unsigned)h->build->login->policy.timeout);
	n = message_receive(h->ready[0], &m, buffer, sizeof(buffer));
	if (n <= 0)
		return err_rule(e, EPIPE, "hostel-init ended before it was ready");
	r = (struct wire_reader){.data = m.body, .left = m.body_size};
	if (m.type != MESSAGE_OK)
		return err_rule(e, EIO, "%s", wire_get_string(&r));
	if (m.body_size)
		take_note(h->build->login->warnings, wire_get_string(&r));
	return 0;
}

/*
 * It has said all that it has to say; should it have been stopped, it would be waited for. Should the kernel
 * hold it, it is not.
 */
static void reap(pid_t helper)
{
	int AUTO_CLOSE fd = (int)syscall(SYS_pidfd_open, helper, 0);
	siginfo_t info;

	syscall(SYS_kill, helper, SIGKILL);
	if (fd >= 0 && wait_readable(fd, wait_now() + GONE_MILLISECONDS) < 0)
		return;
	while (waitid(P_PID, (id_t)helper, &info, WEXITED | __WALL) < 0 && errno == EINTR)
		; /* a signal for the login program; the helper has ended, or is about to */
}

/* True if the tenant's cgroup shares out processors by itself: what counts in it counts for nobody else. */
static bool has_own_processors(const struct build *b)
{
	for (size_t i = 0; i < b->place_count; i++) {
		char file[sizeof(b->places[i].path) + 16];

		snprintf(file, sizeof(file), "%s/%s", b->places[i].path,
			b->places[i].v2 ? "cpu.weight" : "cpu.shares");
		if (access(file, F_OK) == 0)
			return true;
	}
	return false;
}

/*
 * PID 1 comes before the tenant's processes, as ten of them, or with many that are busy it would be silent
 * for seconds. What it starts gives that back before it is the tenant's (init/spawn.c). More was no better:
 * docs/decisions/0017. A host that does not permit it has a PID 1 that waits its turn.
 */
static void put_first(const struct build *b)
{
	const struct {
		uint32_t size, policy;
		uint64_t flags;
		int32_t nice;
		uint32_t priority;
		uint64_t runtime, deadline, period;
	} attributes = {.size = 48, .policy = SCHED_OTHER, .nice = PID_1_NICE}; /* sched_setattr(2) */

	if (has_own_processors(b))
		syscall(SYS_sched_setattr, b->pid, &attributes, 0);
}

/*
 * What tenants have in the kernel is not all charged to their cgroup (hostel-limits(7)): should the host run
 * out of memory, their processes go before its own. Root's word is also the least that they can go back to:
 * __set_oom_adj() of fs/proc/base.c, CAP_SYS_RESOURCE.
 */
static int put_last(const struct build *b, struct err *e)
{
	char path[40];

	snprintf(path, sizeof(path), "/proc/%d/oom_score_adj", (int)b->pid);
	return fd_put(AT_FDCWD, path, "500") < 0 ? err_set(e, errno, "%s", path) : 0;
}

/* With what the helper has started. */
static int go_on(const struct birth *h, struct err *e)
{
	struct build *b = h->build;
	struct report r;

	if (wait_readable(h->report[0], wait_now() + login_left(b->login)) < 0 ||
	    fd_read_all(h->report[0], &r, sizeof(r)) < 0)
		r = (struct report){.code = errno ? errno : EIO, .step = "start hostel-init"};
	if (r.code)
		return explain(&r, e);
	b->pid = r.pid;
	b->pid_fd = (int)syscall(SYS_pidfd_open, r.pid, 0);
	if (b->pid_fd < 0)
		return err_set(e, errno, "pidfd_open");
	put_first(b);
	if (put_last(b, e) < 0 || write_maps(b, r.pid, e) < 0 || hide_packets(b, r.pid, e) < 0 ||
	    network_up(b, e) < 0)
		return -1;
	if (send(h->go[1], "", 1, MSG_NOSIGNAL) != 1)
		return err_set(e, errno, "start hostel-init");
	return wait_ready(h, e);
}

static int bring_up(struct birth *h, struct err *e)
{
	pid_t helper = fork_quietly(0, h->cgroup);
	int result;

	if (helper == 0)
		be_helper(h);
	if (helper < 0)
		return err_set(e, errno, "clone3");
	fd_close(&h->report[1]);
	fd_close(&h->go[0]);
	fd_close(&h->ready[1]);
	result = go_on(h, e);
	reap(helper); /* it ended while hostel-init was at work */
	return result;
}

static int open_host_mount(struct build *b, struct err *e)
{
	struct stat own, host;

	if (stat("/proc/self/ns/mnt", &own) < 0 || stat("/proc/1/ns/mnt", &host) < 0)
		return err_set(e, errno, "/proc/1/ns/mnt");
	if (own.st_ino == host.st_ino)
		return 0;
	b->host_mount = open("/proc/1/ns/mnt", O_RDONLY | O_CLOEXEC);
	return b->host_mount < 0 ? err_set(e, errno, "/proc/1/ns/mnt") : 0;
}

static int open_tasks(const struct build *b, const char *part, struct err *e)
{
	char path[sizeof(b->split.path) + 32];
	int fd;

	snprintf(path, sizeof(path), "%s/%s/%s", b->split.path, part, cgroup_tasks(b->split.v2));
	fd = open(path, O_WRONLY | O_CLOEXEC);
	return fd < 0 ? err_set(e, errno, "%s", path) : fd;
}

/* Opened here: the kernel asks with whose rights a file of a cgroup was opened, not who writes. */
static int open_parts(struct birth *h, struct err *e)
{
	if (!*h->build->split.path)
		return 0;
	h->init = open_tasks(h->build, CGROUP_INIT, e);
	h->payload = h->init < 0 ? -1 : open_tasks(h->build, CGROUP_PAYLOAD, e);
	return h->payload < 0 ? -1 : 0;
}

/* v2: where the helper is born, which is "/" for the tenant's processes. */
static int open_birthplace(const struct build *b)
{
	int fd = -1;

	for (size_t i = 0; i < b->place_count && fd < 0; i++) {
		const bool split = !strcmp(b->places[i].path, b->split.path);
		char path[sizeof(b->split.path) + 32];

		if (!b->places[i].v2)
			continue;
		snprintf(path, sizeof(path), "%s%s", b->places[i].path, split ? "/" CGROUP_PAYLOAD : "");
		fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	}
	return fd;
}

int init_start(struct build *b, struct err *e)
{
	struct birth h = {.build = b, .program = -1, .null = -1, .report = {-1, -1}, .go = {-1, -1},
		.ready = {-1, -1}, .init = -1, .payload = -1, .watch = WATCH_NONE};
	int *const all[] = {&b->host_mount, &h.program, &h.null, &h.report[0], &h.report[1],
		&h.go[0], &h.go[1], &h.ready[0], &h.ready[1], &h.cgroup, &h.init, &h.payload};
	int result = -1;

	watch_open(b, &h.watch);
	h.cgroup = open_birthplace(b);
	h.null = open("/dev/null", O_RDWR | O_CLOEXEC);
	h.program = open(HOSTEL_INIT, O_PATH | O_CLOEXEC);
	if (h.program < 0)
		err_set(e, errno, HOSTEL_INIT);
	else if (open_parts(&h, e) < 0)
		; /* said */
	else if (h.null < 0 || pipe2(h.report, O_CLOEXEC) < 0 ||
		 socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, h.go) < 0 ||
		 socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, h.ready) < 0)
		err_set(e, errno, "descriptors for hostel-init");
	else if (open_host_mount(b, e) == 0)
		result = bring_up(&h, e);
	if (result < 0)
		init_kill(b);
	else
		watch_threshold(b);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		fd_close(all[i]);
	watch_close(&h.watch);
	return result;
}

void init_kill(struct build *b)
{
	if (b->pid_fd < 0)
		return;
	syscall(SYS_pidfd_send_signal, b->pid_fd, SIGKILL, NULL, 0);
	(void)wait_readable(b->pid_fd, wait_now() + GONE_MILLISECONDS); /* a dead file system may hold it */
	fd_close(&b->pid_fd);
}
