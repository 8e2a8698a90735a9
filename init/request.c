/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A request to start a process, in the child that becomes it: here, and nowhere else, are foreign descriptors
 * received and looked at. What answers late, or is closed late, delays its sender alone.
 */
#include "request.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

#include "base/fd.h"
#include "talk/protocol.h"

#define OWN_FDS 16 /* of a child, more than it ever has */
#define PIDFS_MAGIC 0x50494446 /* PID_FS_MAGIC of linux/magic.h since 6.9; before, pidfds are anonymous */

/* What only looks like a file: a namespace, a process, an epoll or io_uring instance. */
static bool is_kernel_object(int fd)
{
	struct statfs fs;

	return fstatfs(fd, &fs) < 0 || fs.f_type == NSFS_MAGIC || fs.f_type == PIDFS_MAGIC ||
	       fs.f_type == ANON_INODE_FS_MAGIC;
}

/* Exactly files that a shell could have been given: no directory, no O_PATH, no foreign terminal. */
static const char *check_descriptor(const struct spawn *s, int fd)
{
	int flags = fcntl(fd, F_GETFL), domain = 0, type = 0;
	socklen_t size = sizeof(int), type_size = sizeof(int);
	struct stat st;

	if (flags < 0 || flags & O_PATH || fstat(fd, &st) < 0 || S_ISDIR(st.st_mode) ||
	    is_kernel_object(fd))
		return "a descriptor cannot be handed over";
	if (isatty(fd) && st.st_dev != s->pty_dev)
		return "a terminal of the host cannot be handed over";
	if (!S_ISSOCK(st.st_mode))
		return NULL;
	/* sshd and cron use pipes and unix sockets; closing others may wait for their network. */
	if (getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) < 0 || domain != AF_UNIX)
		return "a network connection cannot be handed over";
	/* No shell has packets for its input. A session is one: whoever has it inside, keeps it open. */
	if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &type_size) < 0 || type == SOCK_SEQPACKET)
		return "a socket of packets cannot be handed over";
	return NULL;
}

/* What was set on the terminal that it stands for; settings are a courtesy. */
static void apply_settings(int fd, const uint32_t settings[PROTOCOL_SETTINGS])
{
	struct termios t;

	/* No control flags: none were asked for, as a terminal's have at least the bits of a byte. */
	if (!settings[2] || tcgetattr(fd, &t) < 0)
		return;
	t.c_iflag = settings[0];
	t.c_oflag = settings[1];
	t.c_cflag = settings[2];
	t.c_lflag = settings[3];
	for (size_t i = 0; i < (PROTOCOL_SETTINGS - 4) * 4 && i < NCCS; i++)
		t.c_cc[i] = (cc_t)(settings[4 + i / 4] >> i % 4 * 8);
	tcsetattr(fd, TCSANOW, &t);
}

/* A fresh pty of this sandbox, the tenant's: *master, and the slave as result. -1 with *e. */
static int open_pty(int *master, const struct spawn *s, struct err *e)
{
	const struct exec_request *q = &s->request;
	struct winsize size = {.ws_row = (unsigned short)q->rows, .ws_col = (unsigned short)q->columns};
	int AUTO_CLOSE m = open("/dev/pts/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
	int AUTO_CLOSE slave = -1;
	int unlock = 0;

	if (m < 0)
		return err_set(e, errno, "/dev/pts/ptmx");
	if (ioctl(m, TIOCSPTLCK, &unlock) < 0)
		return err_set(e, errno, "unlock the pty");
	slave = ioctl(m, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (slave < 0)
		return err_set(e, errno, "open the pty");
	/* As login(1) makes it; group tty and mode 0620 it has from its file system. */
	if (fchown(slave, s->launch->uid, (gid_t)-1) < 0)
		return err_set(e, errno, "make the pty the tenant's");
	apply_settings(slave, q->settings);
	if (q->rows && q->columns)
		ioctl(m, TIOCSWINSZ, &size); /* so is a size */
	*master = fd_take(&m);
	return fd_take(&slave);
}

/* Replace what the mask names by the slave of a fresh pty. The master goes to the client. */
static int give_pty(struct spawn *s, int *master, struct err *e)
{
	const struct exec_request *q = &s->request;
	int slave = open_pty(master, s, e);

	if (slave < 0)
		return -1;
	for (int i = 0; i < 3; i++)
		if (q->pty_mask & (1U << i))
			s->fds[i] = slave;
	return 0;
}

static int receive(const struct spawn *s, struct message *m)
{
	static unsigned char buffer[PROTOCOL_HEAD_SIZE + PROTOCOL_INLINE_MAX];
	struct pollfd p = {s->connection, POLLIN, 0};

	if (poll(&p, 1, REQUEST_MILLISECONDS) != 1)
		return -1;
	return message_receive(s->connection, m, buffer, sizeof(buffer)) > 0 ? 0 : -1;
}

/* The body of EXEC: in the message, or in the sealed memory that came before. It stays mapped. */
static int read_request(const struct message *m, int memory, struct exec_request *q)
{
	const int seals = F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW;
	struct stat st;
	void *map;

	if (memory < 0)
		return exec_request_get(q, m->body, m->body_size);
	if (fcntl(memory, F_GET_SEALS) < 0 || (fcntl(memory, F_GET_SEALS) & seals) != seals ||
	    fstat(memory, &st) < 0 || st.st_size <= 0 || st.st_size > PROTOCOL_BLOB_MAX)
		return -1;
	map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, memory, 0);
	return map == MAP_FAILED ? -1 : exec_request_get(q, map, (size_t)st.st_size);
}

static const char *take_message(struct spawn *s)
{
	const char *malformed = "the request is malformed";
	struct message m;
	int memory = -1;

	if (receive(s, &m) < 0)
		return malformed;
	if (m.type == MESSAGE_BLOB && m.fd_count == 1) {
		memory = m.fds[0];
		if (receive(s, &m) < 0)
			return malformed;
	}
	if (m.type != MESSAGE_EXEC || m.fd_count < 3 || read_request(&m, memory, &s->request) < 0)
		return malformed;
	if (s->request.service ? !s->roots || m.fd_count > 4 : m.fd_count > 3)
		return malformed;
	for (int i = 0; i < 3; i++)
		s->fds[i] = m.fds[i];
	s->listener = m.fd_count == 4 ? m.fds[3] : -1;
	return NULL;
}

/*
 * What a service listens on. A socket of TCP would be a way out: shut down, it connects in the network in
 * which it was made. A unix socket that listens answers EINVAL to connect(2), shut down too.
 */
static bool is_listener(int fd)
{
	int domain = 0, type = 0, listens = 0;
	socklen_t sizes[3] = {sizeof(int), sizeof(int), sizeof(int)};

	return getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &sizes[0]) == 0 && domain == AF_UNIX &&
	       getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &sizes[1]) == 0 && type == SOCK_STREAM &&
	       getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &sizes[2]) == 0 && listens;
}

static const char *check(struct spawn *s)
{
	const char *refusal = NULL;
	struct stat st;

	if (s->listener >= 0 && !is_listener(s->listener))
		return "a service can be given a unix socket that listens, and nothing else";

	for (int i = 0; i < 3 && !refusal; i++)
		refusal = check_descriptor(s, s->fds[i]);
	for (int i = 0; i < 3 && !refusal && !s->report.terminal; i++)
		if (isatty(s->fds[i]) && fstat(s->fds[i], &st) == 0)
			s->report.terminal = st.st_rdev;
	return refusal;
}

/* What else PID 1 has is not for whoever looks at foreign bytes. */
static void keep(const unsigned *kept, int count)
{
	unsigned from = 3;

	for (int round = 0; round < count; round++) {
		unsigned next = ~0U;

		for (int i = 0; i < count; i++)
			if (kept[i] >= from && kept[i] < next)
				next = kept[i];
		if (next == ~0U) /* one is named twice */
			break;
		if (next > from)
			syscall(SYS_close_range, from, next - 1, 0U); /* musl has no function for it */
		from = next + 1;
	}
	syscall(SYS_close_range, from, ~0U, 0U);
}

void request_take(struct spawn *s)
{
	struct message answer = {.type = MESSAGE_STARTED};
	struct err e = ERR_NONE;
	const char *refusal;
	int master = -1;

	keep((const unsigned[]){LAUNCH_FD_PAYLOAD, (unsigned)s->connection, (unsigned)s->reports,
		(unsigned)s->user_namespace}, s->user_namespace < 0 ? 3 : 4);
	refusal = take_message(s);
	if (!refusal && s->request.pty_mask && give_pty(s, &master, &e) < 0)
		refusal = e.message;
	if (!refusal)
		refusal = check(s);
	if (refusal) {
		message_refuse(s->connection, refusal);
		_exit(0);
	}
	if (master >= 0)
		answer.fds[answer.fd_count++] = master;
	s->report.pid = getpid();
	s->report.service = s->request.service;
	if (write(s->reports, &s->report, sizeof(s->report)) != (ssize_t)sizeof(s->report))
		_exit(111);
	message_send(s->connection, &answer);
}

/*
 * What it takes out it never closes: a process that ends does not wait for the data of sockets (PF_EXITING in
 * inet_release() of net/ipv4/af_inet.c), and if something else waits, it is this process.
 */
static _Noreturn void closer(int connection)
{
	unsigned char byte;
	struct iovec iov = {&byte, sizeof(byte)};
	union {
		char bytes[CMSG_SPACE(sizeof(int) * PROTOCOL_KERNEL_FDS_MAX)];
		struct cmsghdr align;
	} control;
	struct rlimit r = {0};
	rlim_t taken = 0;

	keep((const unsigned[]){(unsigned)connection}, 1);
	getrlimit(RLIMIT_NOFILE, &r);
	/* What does not fit would be closed at once. The next closer goes on. */
	do {
		struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1,
			.msg_control = control.bytes, .msg_controllen = sizeof(control.bytes)};

		if (protocol_look(connection) == PROTOCOL_NOTHING ||
			recvmsg(connection, &msg, MSG_CMSG_CLOEXEC | MSG_DONTWAIT) < 0)
			break;
		taken += PROTOCOL_KERNEL_FDS_MAX;
	} while (r.rlim_cur > OWN_FDS + taken + PROTOCOL_KERNEL_FDS_MAX);
	_exit(0);
}

pid_t request_forget(int connection)
{
	pid_t pid = fork();

	if (pid == 0)
		closer(connection);
	return pid;
}
