/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Run inside a sandbox: everything that can be seen of how it was made, for comparison with others.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdio.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>


static void show_file(const char *path)
{
	char text[65536];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	printf("== %s%s\n", path, fd < 0 ? strerror(errno) : "");
	fflush(stdout);
	while (fd >= 0 && (n = read(fd, text, sizeof(text))) > 0)
		if (write(1, text, (size_t)n) < 0)
			break;
	close(fd);
}

static void show_directory(const char *path)
{
	struct dirent **names = NULL;
	int n = scandir(path, &names, NULL, alphasort);

	printf("== %s: %d\n", path, n);
	for (int i = 0; i < n; i++) {
		char at[512], target[256] = "";
		struct stat st = {0};

		snprintf(at, sizeof(at), "%s/%s", path, names[i]->d_name);
		if (lstat(at, &st) < 0)
			printf("%s: %s\n", at, strerror(errno));
		if (readlink(at, target, sizeof(target) - 1) < 0)
			target[0] = '\0';
		printf("%s %o %u:%u %s\n", names[i]->d_name, st.st_mode, st.st_uid, st.st_gid, target);
	}
}

/* As many Landlock domains as still fit on this one: the kernel takes 16. */
static void show_landlock(void)
{
	const struct landlock_ruleset_attr attr = {.handled_access_fs = LANDLOCK_ACCESS_FS_MAKE_BLOCK};
	int rules = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0), layers = 0;

	while (layers < 20 && syscall(SYS_landlock_restrict_self, rules, 0) == 0)
		layers++;
	printf("== landlock: %d more, then %s\n", layers, strerror(errno));
}

/* Is this process in the cgroups that are shown, with those limits? */
static void show_cgroups(void)
{
	static const char *const files[] = {"/sys/fs/cgroup/memory/tasks", "/sys/fs/cgroup/pids/tasks",
		"/sys/fs/cgroup/cpu/tasks", "/sys/fs/cgroup/cgroup.procs"};

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		FILE *f = fopen(files[i], "re");
		int pid, in = 0;

		while (f && fscanf(f, "%d", &pid) == 1)
			in |= pid == getpid();
		printf("== %s: %s\n", files[i], f ? in ? "in it" : "not in it" : strerror(errno));
		if (f)
			fclose(f);
	}
}

static void show_self(void)
{
	static const char *const spaces[] = {"mnt", "net", "user", "pid", "ipc", "uts", "cgroup"};
	char path[64], text[256];
	struct utsname u;
	ssize_t n;

	for (size_t i = 0; i < sizeof(spaces) / sizeof(spaces[0]); i++) {
		snprintf(path, sizeof(path), "/proc/self/ns/%s", spaces[i]);
		n = readlink(path, text, sizeof(text) - 1);
		printf("ns %.*s\n", n > 0 ? (int)n : 0, text);
	}
	uname(&u);
	printf("host %s domain %s\n", u.nodename, u.domainname);
	printf("securebits %d personality %x slack %d keyring %s\n", prctl(PR_GET_SECUREBITS, 0, 0, 0, 0),
		(unsigned)personality(0xffffffff), prctl(PR_GET_TIMERSLACK, 0, 0, 0, 0),
		syscall(SYS_keyctl, 0L, -3L, 0L, 0, 0) < 0 ? strerror(errno) : "own");
	printf("nice %d sid %d umask %o\n", getpriority(PRIO_PROCESS, 0), getsid(0) == getppid(), umask(0));
	printf("cwd %s\n", getcwd(text, sizeof(text)) ? text : strerror(errno));
	fflush(stdout);
}

int main(void)
{
	static const char *const files[] = {"/proc/self/status", "/proc/1/status", "/proc/self/limits",
		"/proc/self/mountinfo", "/proc/self/cgroup", "/proc/self/oom_score_adj",
		"/proc/1/oom_score_adj", "/proc/self/loginuid", "/proc/self/coredump_filter",
		"/proc/self/uid_map", "/proc/self/gid_map", "/proc/sys/user/max_user_namespaces",
		"/proc/net/dev", "/etc/passwd", "/etc/group", "/etc/hosts", "/etc/hostname",
		"/etc/nsswitch.conf", "/sys/fs/cgroup/memory/memory.limit_in_bytes",
		"/sys/fs/cgroup/pids/pids.max", "/sys/fs/cgroup/cpu/cpu.cfs_quota_us",
		"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/pids.max", "/sys/fs/cgroup/cpu.max",
		"/proc/self/environ"};
	static const char *const directories[] = {"/", "/dev", "/etc", "/run", "/run/hostel", "/run/user",
		"/var", "/sys/fs/cgroup", "/tmp", "/proc/self/fd"};

	show_self();
	usleep(20000); /* musl's fork(3) blocks all signals: PID 1 is behind it by then */
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		show_file(files[i]);
	for (size_t i = 0; i < sizeof(directories) / sizeof(directories[0]); i++)
		show_directory(directories[i]);
	show_cgroups();
	show_landlock();
	printf("probe end\n");
	return 0;
}
