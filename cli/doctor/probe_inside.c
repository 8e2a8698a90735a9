/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The walls of a room, tried from inside as the tenant: nothing here has any right of root's.
 */
#include "probe_inside.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/fd.h"
#include "talk/layout.h"
#include "talk/paths.h"

#define ITEMS_MAX 40
#define WALK_MAX 1000000 /* entries that the walk looks at: some are the tenant's to make */
#define DEPTH_MAX 16

/* What one wall let pass. */
struct found {
	size_t count;
	char items[ITEMS_MAX][256];
};

__attribute__((format(printf, 2, 3))) static void add(struct found *f, const char *format, ...)
{
	va_list ap;

	if (f->count >= ITEMS_MAX) {
		f->count++;
		return;
	}
	va_start(ap, format);
	vsnprintf(f->items[f->count], sizeof(f->items[0]), format, ap);
	va_end(ap);
	/* A line is a thing: names have no say in that. */
	for (char *p = f->items[f->count]; *p; p++)
		if (*p == '\n')
			*p = '?';
	f->count++;
}

static void tell(const struct found *f, const char *id, const char *state, const char *fine, const char *bad)
{
	printf("%s %s %s\n", id, f->count ? state : "PASS", f->count ? bad : fine);
	for (size_t i = 0; i < f->count && i < ITEMS_MAX; i++)
		printf(" %s\n", f->items[i]);
	if (f->count > ITEMS_MAX)
		printf(" and %zu more\n", f->count - ITEMS_MAX);
}

static void try_root(void)
{
	static const char *const directories[] = {"/", "/usr", "/usr/bin", "/etc", "/var",
		"/var/lib", "/opt", "/srv", "/root", "/boot", "/run", "/proc/sys/kernel", "/sys"};
	struct found f = {0};

	for (size_t i = 0; i < sizeof(directories) / sizeof(directories[0]); i++) {
		char path[64];
		int fd;

		snprintf(path, sizeof(path), "%s/.hostel-probe", directories[i]);
		fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
		if (fd < 0)
			continue;
		close(fd);
		unlink(path);
		add(&f, "%s can be written", directories[i]);
	}
	tell(&f, "probe-root", "FAIL", "nothing of the host's can be written",
		"files of the host's can be written");
}

static void try_userns(void)
{
	struct found f = {0};
	const int flags[] = {CLONE_NEWUSER, CLONE_NEWNS, CLONE_NEWNET, CLONE_NEWPID};

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (unshare(flags[i]) == 0)
			add(&f, "unshare(0x%x) passes", (unsigned)flags[i]);
	tell(&f, "probe-userns", "FAIL", "none can be made", "namespaces can be made");
}

static void try_sockets(void)
{
	static const char *const paths[] = {"/run/dbus/system_bus_socket", "/run/docker.sock",
		"/var/run/docker.sock", "/run/mysqld/mysqld.sock", "/run/postgresql/.s.PGSQL.5432",
		"/run/snapd.socket", "/run/containerd/containerd.sock", "/run/podman/podman.sock",
		"/var/lib/lxd/unix.socket", "/var/lib/incus/unix.socket",
		"/run/libvirt/libvirt-sock", "/run/systemd/private", "/run/systemd/notify",
		"/run/systemd/journal/socket", "/run/acpid.socket", "/run/cups/cups.sock"};
	struct found f = {0};

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		struct sockaddr_un name = {.sun_family = AF_UNIX};
		int AUTO_CLOSE fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

		snprintf(name.sun_path, sizeof(name.sun_path), "%s", paths[i]);
		if (fd < 0 || connect(fd, (struct sockaddr *)&name, sizeof(name)) == 0 || errno == EAGAIN ||
			errno == EPROTOTYPE)
			add(&f, "%s can be reached", paths[i]);
	}
	tell(&f, "probe-sockets", "FAIL", "none of those that are known can be reached",
		"sockets of the host's daemons can be reached");
}

/* --- what is seen -------------------------------------------------------------------- */

struct walk {
	struct found writable, privileged;
	size_t seen;
	const char *home;
};

/* Theirs to write, and the kernel's own. */
static bool is_left_out(const struct walk *w, const char *path)
{
	static const char *const out[] = {"/proc", "/sys", "/dev", "/tmp", "/var/tmp", "/run/user",
		"/run/screen", LAYOUT_SESSIONS, HOSTEL_INSIDE};

	for (size_t i = 0; i < sizeof(out) / sizeof(out[0]); i++)
		if (!strcmp(path, out[i]))
			return true;
	return !strcmp(path, w->home);
}

static void walk(struct walk *w, int fd, const char *path, int depth)
{
	DIR *dir = fdopendir(fd);
	struct dirent *entry;

	if (!dir)
		close(fd);
	while (dir && w->seen < WALK_MAX && (entry = readdir(dir))) {
		char full[1024];
		struct stat st;
		int below;

		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..") ||
			fstatat(fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) < 0)
			continue;
		w->seen++;
		snprintf(full, sizeof(full), "%s/%s", strcmp(path, "/") ? path : "", entry->d_name);
		if (is_left_out(w, full))
			continue;
		if (S_ISREG(st.st_mode) && st.st_mode & 0111 && st.st_mode & (S_ISUID | S_ISGID))
			add(&w->privileged, "%s", full);
		if (!S_ISDIR(st.st_mode))
			continue;
		if (st.st_mode & S_IWOTH && faccessat(fd, entry->d_name, W_OK, AT_EACCESS) == 0)
			add(&w->writable, "%s (mode %04o)", full, st.st_mode & 07777);
		below = depth < DEPTH_MAX ? openat(fd, entry->d_name,
						    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
					  : -1;
		if (below >= 0)
			walk(w, below, full, depth + 1);
	}
	if (dir)
		closedir(dir);
}

static void try_files(void)
{
	static struct walk w;
	const char *home = getenv("HOME");
	struct statvfs usr;
	int fd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	w.home = home ? home : "";
	if (fd >= 0)
		walk(&w, fd, "/", 0);
	if (w.seen == WALK_MAX)
		add(&w.writable, "not looked at whole: there are more than %d files", WALK_MAX);
	tell(&w.writable, "probe-writable", "WARN", "none but the tenant's own",
		"directories that everybody can write");
	if (statvfs("/usr", &usr) == 0 && !(usr.f_flag & ST_NOSUID))
		tell(&w.privileged, "probe-set-id", "FAIL", "none is seen",
			"set-ID programs, and /usr is not nosuid");
	else
		tell(&w.privileged, "probe-set-id", "INFO", "none is seen", "inert: nosuid and no_new_privs");
}

/* --- others -------------------------------------------------------------------------- */

/* The addresses that clouds give their metadata. */
static void try_metadata(void)
{
	struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons(80)};
	struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons(80)};
	const struct {
		const struct sockaddr *to;
		socklen_t size;
		const char *name;
	} all[] = {{(struct sockaddr *)&four, sizeof(four), "169.254.169.254"},
		{(struct sockaddr *)&six, sizeof(six), "fd00:ec2::254"}};
	struct found f = {0};

	inet_pton(AF_INET, all[0].name, &four.sin_addr);
	inet_pton(AF_INET6, all[1].name, &six.sin6_addr);
	for (size_t i = 0; i < 2; i++) {
		int AUTO_CLOSE fd =
			socket(all[i].to->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
		struct pollfd p = {fd, POLLOUT, 0};
		int error = 0;
		socklen_t size = sizeof(error);

		if (fd < 0 || (connect(fd, all[i].to, all[i].size) < 0 && errno != EINPROGRESS))
			continue;
		if (poll(&p, 1, 1000) == 1 &&
			getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && !error)
			add(&f, "%s answers", all[i].name);
	}
	tell(&f, "probe-metadata", "FAIL", "it does not answer", "tenants can ask for it");
}

static void try_proc(void)
{
	static const char *const files[] = {"root", "cwd", "environ", "mem", "fd"};
	struct found f = {0};
	char name[64] = "";

	fd_get(AT_FDCWD, "/proc/1/comm", name, sizeof(name));
	if (*name && strcmp(name, "hostel-init"))
		add(&f, "/proc/1 is %s", name);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		char path[64];
		int AUTO_CLOSE fd = -1;

		snprintf(path, sizeof(path), "/proc/1/%s", files[i]);
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
		if (fd >= 0)
			add(&f, "%s can be opened", path);
	}
	tell(&f, "probe-proc", "FAIL", "PID 1 is the room's, and closed",
		"what is seen of processes of others");
}

/* Every process that is seen and is of another uid. */
static void try_signals(void)
{
	DIR *dir = opendir("/proc");
	struct dirent *entry;
	struct found f = {0};

	while (dir && (entry = readdir(dir))) {
		const pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);
		struct stat st;

		if (pid <= 0 || (fstatat(dirfd(dir), entry->d_name, &st, 0) == 0 &&
					st.st_uid == getuid() && pid != 1))
			continue;
		if (kill(pid, 0) == 0)
			add(&f, "process %d takes signals", pid);
		if (ptrace(PTRACE_SEIZE, pid, NULL, NULL) == 0) {
			add(&f, "process %d can be traced", pid);
			ptrace(PTRACE_DETACH, pid, NULL, NULL);
		}
	}
	if (dir)
		closedir(dir);
	tell(&f, "probe-signals", "FAIL", "none reaches a process of another's",
		"processes of others can be reached");
}

int probe_inside(void)
{
	char go;

	/* Whatever else of the tenant's runs in the room: it does not trace this one. */
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	setvbuf(stdout, NULL, _IOFBF, BUFSIZ);
	fputs(PROBE_BEGIN, stdout);
	fflush(stdout);
	if (read(STDIN_FILENO, &go, 1) != 1)
		return 1;
	try_root();
	try_sockets();
	try_files();
	try_metadata();
	try_proc();
	try_signals();
	try_userns();
	return fflush(stdout) ? 1 : 0;
}
