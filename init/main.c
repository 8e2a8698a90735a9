/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel-init: PID 1 of a tenant's sandbox.
 *
 * Theory of operation. The PAM module starts it in fresh user, pid, mount, ipc, uts, cgroup and net
 * namespaces, as root of the user namespace, whose capabilities count in there only. It builds the porch and
 * the sandbox, gives up what it does not need any more, is the keeper from then on, says that it is ready and
 * serves: sessions for root, processes for the tenant.
 *
 * Should: hold no descriptor of the host when it says ready, but its sockets, the two namespaces that
 * sessions join, two counters of its cgroup with memory of one size to write down what ran (witness.h), and a
 * lock, an empty file of root's, where what is changed of an image is kept.
 * Mustn't: run anything of the tenant before that.
 */
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "assemble.h"
#include "base/fd.h"
#include "base/relro.h"
#include "base/wire.h"
#include "collect.h"
#include "own_root.h"
#include "policy/encode.h"
#include "policy/policy.h"
#include "seal.h"
#include "server.h"
#include "talk/launch.h"
#include "talk/protocol.h"

#define PIDS_FIRST 300U /* where the kernel begins again at pid_max: RESERVED_PIDS of kernel/pid.c */
#define PIDS_SPREAD 30000U

struct init {
	struct launch launch;
	struct policy policy;
	struct build *build; /* until sandbox and porch stand */
	void *spec;
	size_t spec_size;
};

/*
 * Beside the tenant's processes, not among them. A kernel that asks who writes, not who opened (before
 * Linux 5.17), leaves PID 1 where it is; what it starts stays there, too.
 */
static int step_apart(struct init *in, struct err *e)
{
	(void)in;
	if (write(LAUNCH_FD_INIT, "0", 1) != 1 && dup2(0, LAUNCH_FD_PAYLOAD) < 0)
		return err_set(e, errno, "PID 1's cgroup");
	close(LAUNCH_FD_INIT);
	return 0;
}

/* A mapping of its own, so that it can be given back. */
static int step_memory(struct init *in, struct err *e)
{
	in->build = mmap(NULL, sizeof(*in->build), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
		-1, 0);
	if (in->build == MAP_FAILED)
		return err_set(e, errno, "memory for the mounts");
	in->build->porch_namespace = in->build->ipc_namespace = in->build->net_namespace =
		in->build->user_namespace = -1;
	return 0;
}

static int step_spec(struct init *in, struct err *e)
{
	struct stat st;

	if (fstat(LAUNCH_FD_SPEC, &st) < 0 || st.st_size <= 0 || st.st_size > LAUNCH_SIZE_MAX)
		return err_rule(e, EINVAL, "no launch specification");
	in->spec_size = (size_t)st.st_size;
	in->spec = mmap(NULL, in->spec_size, PROT_READ, MAP_PRIVATE, LAUNCH_FD_SPEC, 0);
	if (in->spec == MAP_FAILED)
		return err_set(e, errno, "mmap the launch specification");
	if (launch_decode(&in->launch, in->spec, in->spec_size, e) < 0)
		return -1;
	if (policy_decode(&in->policy, in->launch.policy, in->launch.policy_size))
		return err_rule(e, EINVAL, "the encoded policy is malformed");
	in->build->launch = &in->launch;
	in->build->policy = &in->policy;
	close(LAUNCH_FD_SPEC);
	return 0;
}

/*
 * ping(8) without a privilege, to oneself: icmp(7). By the tenant's group, as a range has to be of groups
 * that the user namespace has. Where there is more network, hostel-net has done it.
 */
static int ping(const struct init *in, struct err *e)
{
	const unsigned int group = in->launch.gid;
	char text[32];

	if (in->policy.network != NETWORK_LOOPBACK)
		return 0;
	snprintf(text, sizeof(text), "%u %u", group, group);
	if (fd_put(in->build->proc, "sys/net/ipv4/ping_group_range", text) < 0)
		return err_set(e, errno, "/proc/sys/net/ipv4/ping_group_range");
	return 0;
}

/* Before none may be made any more. */
static int step_own_root(struct init *in, struct err *e)
{
	if (!in->launch.subids)
		return 0;
	in->build->user_namespace = own_root_make(&in->launch, in->build->proc, e);
	return in->build->user_namespace < 0 ? -1 : 0;
}

/*
 * No user namespaces below ours: most kernel exploits of the last years begin with one. By the sandbox's own
 * procfs: the host's keeps one entry of this name for each user namespace, and looks for ours among all of
 * them (fs/proc/proc_sysctl.c, proc_sys_compare()), six milliseconds among two thousand.
 */
static int step_sysctl(struct init *in, struct err *e)
{
	if (fd_put(in->build->proc, "sys/user/max_user_namespaces", "0") < 0)
		return err_set(e, errno, "/proc/sys/user/max_user_namespaces");
	/* Of lists that sockets keep, charged to nobody: as before Linux 6.7, which has one for all. */
	if (in->policy.network != NETWORK_HOST)
		(void)fd_put(in->build->proc, "sys/net/core/optmem_max", "20480");
	/* Over the network that root has no capability; its own web server is on port 80 all the same. */
	if (in->launch.subids && in->policy.network != NETWORK_HOST &&
	    fd_put(in->build->proc, "sys/net/ipv4/ip_unprivileged_port_start", "0") < 0)
		return err_set(e, errno, "/proc/sys/net/ipv4/ip_unprivileged_port_start");
	return ping(in, e);
}

/*
 * Of a program that the tenant cannot read but run, which they can make, the kernel writes the core file as
 * root, at an absolute pattern's place on the host, with fs.suid_dumpable = 2: proc_sys_fs(5), core(5).
 */
static int step_core(struct init *in, struct err *e)
{
	char dumpable[16] = "", pattern[256] = "";

	if (!in->policy.ulimit_core.hard)
		return 0;
	if (fd_get(AT_FDCWD, "/proc/sys/fs/suid_dumpable", dumpable, sizeof(dumpable)) < 0 ||
	    fd_get(AT_FDCWD, "/proc/sys/kernel/core_pattern", pattern, sizeof(pattern)) < 0)
		return err_set(e, errno, "/proc/sys: where core files go");
	if (strcmp(dumpable, "2") || *pattern != '/')
		return 0;
	return err_rule(e, EOPNOTSUPP, "[ulimits] core: with this host's sysctls fs.suid_dumpable = 2 and "
		"kernel.core_pattern = %.100s the tenant's are root's files of the host", pattern);
}

/*
 * A pid in a file that a daemon left names no process of the next sandbox: its first pids are elsewhere. Up
 * to five digits, as people are used to. A kernel without CONFIG_CHECKPOINT_RESTORE has no such file
 * (proc_sys_kernel(5)); one with a pid_max below says EINVAL.
 */
static int step_pids(struct init *in, struct err *e)
{
	uint16_t random;
	char text[8];

	/* Never empty but early in the boot, when nobody has left a file. */
	if (getrandom(&random, sizeof(random), GRND_NONBLOCK) != (ssize_t)sizeof(random))
		return 0;
	snprintf(text, sizeof(text), "%u", PIDS_FIRST + random % PIDS_SPREAD);
	if (fd_put(in->build->proc, "sys/kernel/ns_last_pid", text) < 0 && errno != ENOENT && errno != EINVAL)
		return err_set(e, errno, "/proc/sys/kernel/ns_last_pid");
	return 0;
}

static int step_names(struct init *in, struct err *e)
{
	const char *name = in->policy.hostname;

	if (sethostname(name, strlen(name)) < 0)
		return err_set(e, errno, "sethostname");
	if (setdomainname("(none)", 6) < 0)
		return err_set(e, errno, "setdomainname");
	return 0;
}

static int step_loopback(struct init *in, struct err *e)
{
	struct ifreq request = {.ifr_name = "lo"};
	int AUTO_CLOSE fd = -1;

	if (in->policy.network == NETWORK_NONE || in->policy.network == NETWORK_HOST)
		return 0;
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return err_set(e, errno, "socket");
	request.ifr_flags = IFF_UP | IFF_RUNNING;
	if (ioctl(fd, SIOCSIFFLAGS, &request) < 0)
		return err_set(e, errno, "bring lo up");
	return 0;
}

static int step_collect(struct init *in, struct err *e)
{
	return collect_parts(in->build, e);
}

static int step_porch(struct init *in, struct err *e)
{
	return assemble_porch(in->build, e);
}

static int step_sandbox(struct init *in, struct err *e)
{
	int result = assemble_sandbox(in->build, e);

	close(LAUNCH_FD_IMAGE);
	close(LAUNCH_FD_UPPER);
	close(LAUNCH_FD_HOME);
	return result;
}

static int step_seal(struct init *in, struct err *e)
{
	return seal_init(&in->launch, &in->policy, e);
}

static const struct {
	const char *name;
	int (*run)(struct init *in, struct err *e);
} steps[] = {
	{"apart", step_apart},
	{"memory", step_memory},   {"specification", step_spec}, {"names", step_names},
	{"loopback", step_loopback}, {"collect", step_collect},
	{"own root", step_own_root}, {"sysctl", step_sysctl},
	{"core files", step_core}, {"pids", step_pids},
	{"porch", step_porch},       {"sandbox", step_sandbox},    {"seal", step_seal},
};

static int take_steps(struct init *in, struct err *e)
{
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (steps[i].run(in, e) < 0)
			return *e->message ? -1
				: err_rule(e, EIO, "hostel-init failed in step %s", steps[i].name);
	return 0;
}

/* `failed` says whether, *e only why: a step may have tried one way in vain, and gone another. */
static int tell(bool failed, const struct err *e, const char *note)
{
	unsigned char body[256];
	struct wire_writer w = {.data = body, .size = sizeof(body)};
	struct message ready = {.type = MESSAGE_OK, .body = body};
	int n;

	if (*note)
		wire_put_string(&w, note);
	ready.body_size = w.used;
	n = failed ? message_refuse(LAUNCH_FD_READY, e->message)
		       : message_send(LAUNCH_FD_READY, &ready);

	close(LAUNCH_FD_READY);
	return n;
}

int main(void)
{
	/* What is written to stays in memory as long as the sandbox does: only what is needed. */
	static struct init in;
	static struct server server;
	struct err e = ERR_NONE;
	bool failed;

	if (getpid() != 1 || fcntl(LAUNCH_FD_END - 1, F_GETFD) < 0) {
		fputs("hostel-init is started by pam_hostel.so, not by hand\n", stderr);
		return 111;
	}
	failed = relro_apply() < 0;
	if (failed)
		err_set(&e, errno, "hostel-init: mprotect");
	/* Set by the module's dup2: closed again should anything here ever execute a program. */
	for (int fd = LAUNCH_FD_SPEC; fd < LAUNCH_FD_END; fd++)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
	failed = failed || take_steps(&in, &e) < 0;
	if (tell(failed, &e, failed ? "" : in.build->note) < 0 || failed)
		return 111;
	server.launch = &in.launch;
	server.policy = &in.policy;
	server.control = LAUNCH_FD_CONTROL;
	server.door = LAUNCH_FD_DOOR;
	server.porch_namespace = in.build->porch_namespace;
	server.ipc_namespace = in.build->ipc_namespace;
	server.net_namespace = in.build->net_namespace;
	server.user_namespace = in.build->user_namespace;
	server.coarse = in.build->coarse;
	munmap(in.build, sizeof(*in.build));
	return server_run(&server);
}
