/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The same work for a sandbox and for the host: work getppid|openat|fork COUNT prints nanoseconds for one.
 * work filtered COMMAND [ARGUMENT]... runs it behind a seccomp filter that allows everything.
 */
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void do_getppid(void)
{
	syscall(SYS_getppid);
}

static void do_openat(void)
{
	int fd = open("/usr/bin/env", O_RDONLY | O_CLOEXEC);

	if (fd < 0 || close(fd) < 0)
		exit(1);
}

static void do_fork(void)
{
	char *const argv[] = {(char *)"true", NULL}, *const envp[] = {NULL};
	pid_t pid;

	if (posix_spawn(&pid, "/usr/bin/true", NULL, NULL, argv, envp) || waitpid(pid, NULL, 0) < 0)
		exit(1);
}

static const struct {
	const char *name;
	void (*run)(void);
} works[] = {{"getppid", do_getppid}, {"openat", do_openat}, {"fork", do_fork}};

static int run_filtered(char **argv)
{
	struct sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	struct sock_fprog filter = {1, &allow};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
		prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) < 0)
		return 1;
	execvp(argv[0], argv);
	return 127;
}

int main(int argc, char **argv)
{
	const int count = argc == 3 ? atoi(argv[2]) : 0;
	struct timespec a, b;

	if (argc > 2 && !strcmp(argv[1], "filtered"))
		return run_filtered(argv + 2);
	for (size_t i = 0; i < sizeof(works) / sizeof(works[0]) && count > 0; i++) {
		if (strcmp(works[i].name, argv[1]))
			continue;
		clock_gettime(CLOCK_MONOTONIC, &a);
		for (int n = 0; n < count; n++)
			works[i].run();
		clock_gettime(CLOCK_MONOTONIC, &b);
		printf("%.1f\n",
			((double)(b.tv_sec - a.tv_sec) * 1e9 + (double)(b.tv_nsec - a.tv_nsec)) / count);
		return 0;
	}
	fputs("usage: work getppid|openat|fork COUNT\n", stderr);
	return 2;
}
