/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tries every system call number with useless arguments, each in a process of its own, and says what
 * came of it: lines "ABI NUMBER RESULT" for 64-bit, x32 and 32-bit (int 0x80) calls.
 * With three or more arguments, "ABI NUMBER ARGUMENT...": that one call.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>


#define LAST 480
#define X32 0x40000000

static long call_64(long nr, const long *a)
{
	long r = syscall(nr, a[0], a[1], a[2], a[3], a[4], a[5]);

	return r < 0 ? -errno : r;
}

static long call_32(long nr, const long *a)
{
#ifdef __x86_64__
	int r;

	__asm__ volatile("int $0x80"
			 : "=a"(r)
			 : "a"((int)nr), "b"((int)a[0]), "c"((int)a[1]), "d"((int)a[2]), "S"((int)a[3]),
			 "D"((int)a[4])
			 : "memory", "r8", "r9", "r10", "r11");
	return r;
#else
	(void)a;
	return nr ? -ENOSYS : 0;
#endif
}

static long call(const char *abi, long nr, const long *a)
{
	if (strcmp(abi, "32") == 0)
		return call_32(nr, a);
	return call_64(strcmp(abi, "x32") == 0 ? nr | X32 : nr, a);
}

static void print(const char *abi, long nr, const char *result)
{
	printf("%s %ld %s\n", abi, nr, result);
}

/* A call that waits leaves its process asleep; one that has not had its turn yet is not. */
static int is_asleep(pid_t pid)
{
	char path[32], state = 'R';
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	f = fopen(path, "r");
	if (!f)
		return 1;
	if (fscanf(f, "%*d (%*[^)]) %c", &state) != 1)
		state = 'R';
	fclose(f);
	return state != 'R';
}

/* A child makes the call and writes the result; it may never come back, or twice. */
static void try(const char *abi, long nr, const long *a)
{
	int ends[2], status, ready, turns = 0;
	struct pollfd p;
	long result;
	pid_t pid;

	fflush(stdout);
	if (pipe(ends) < 0 || (pid = fork()) < 0)
		exit(1);
	if (pid == 0) {
		setpgid(0, 0);
		/* not 0, 1, 2: the calls may do to them what they like */
		dup2(ends[1], 200);
		close(0), close(1), close(2);
		result = call(abi, nr, a);
		_exit(write(200, &result, sizeof(result)) < 0);
	}
	close(ends[1]);
	p = (struct pollfd){.fd = ends[0], .events = POLLIN};
	do
		ready = poll(&p, 1, 500);
	while (ready == 0 && ++turns < 40 && !is_asleep(pid));
	if (ready == 0)
		print(abi, nr, "waits");
	else if (read(ends[0], &result, sizeof(result)) != sizeof(result))
		print(abi, nr, "ends");
	else if (result < 0 && result > -4096)
		print(abi, nr, strerrorname_np((int)-result));
	else
		print(abi, nr, "done");
	close(ends[0]);
	kill(-pid, SIGKILL);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
}

int main(int argc, char **argv)
{
	static const char *const abis[] = {"64", "x32", "32"};
	long a[6] = {-1, -1, -1, -1, -1, -1};

	signal(SIGCHLD, SIG_DFL);
	if (argc > 2) {
		for (int i = 3; i < argc && i < 9; i++)
			a[i - 3] = strtol(argv[i], NULL, 0);
		/* "here": memory that 32-bit calls can name as well, with family 38 and so on in it */
		if (argc > 4 && strcmp(argv[4], "here") == 0) {
			int *m = mmap((void *)0x10000000, 4096, PROT_READ | PROT_WRITE,
				MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);

			if (m == MAP_FAILED)
				return 1;
			for (int i = 5; i < argc; i++)
				m[i - 5] = (int)strtol(argv[i], NULL, 0);
			a[1] = 0x10000000;
		}
		try(argv[1], strtol(argv[2], NULL, 0), a);
		return 0;
	}
	for (size_t i = 0; i < sizeof(abis) / sizeof(abis[0]); i++)
		for (long nr = 0; nr <= LAST; nr++)
			try(abis[i], nr, a);
	return 0;
}
