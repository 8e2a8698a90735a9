/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One system call of a login fails, or its process is killed there: the call PROCESS:N, in whichever
 * process of it. strace's when=N counts in each process by itself, so that one expression hits several;
 * this one hits one.
 *
 *   trace list FILE CMD...                     a line "PROCESS N NAME-NUMBER PROGRAM" for each call
 *   trace fail PROCESS:N NUMBER ERRNO CMD...   ends with 125 if that call was not that number
 *   trace kill PROCESS:N NUMBER 0 CMD...       SIGKILL instead, before the call
 *
 * PROCESS is 0 for CMD, 0.1 for its first child and so on. Counted are the calls between the marks
 * that login.c makes, in what is forked there, and in hostel-init, hostel-net and hostel-shell; not in
 * what else is executed.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mark.h"

#define PROCESSES_MAX 256
#define NOT_REACHED 125

struct process {
	pid_t pid;
	char name[64];
	unsigned children, calls;
	bool counted; /* its calls are */
	bool named;   /* its birth was told by its parent */
	bool waiting; /* stopped before that */
	bool failing; /* between entry and exit of the chosen call */
	long brk;     /* its argument if it is that */
};

static struct process processes[PROCESSES_MAX];
static size_t process_count;
static FILE *list;
static const char *chosen;
static unsigned chosen_call;
static long chosen_number, error;
static bool done, other, killing;

static struct process *find(pid_t pid)
{
	for (size_t i = 0; i < process_count; i++)
		if (processes[i].pid == pid)
			return &processes[i];
	if (process_count == PROCESSES_MAX) {
		fprintf(stderr, "trace: too many processes\n");
		exit(2);
	}
	processes[process_count] = (struct process){.pid = pid};
	return &processes[process_count++];
}

static void go_on(const struct process *p, int signal)
{
	ptrace(done && !p->failing ? PTRACE_CONT : PTRACE_SYSCALL, p->pid, NULL, (long)signal);
}

static const char *program_of(pid_t pid)
{
	static char path[256];
	char link[64];
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/%d/exe", (int)pid);
	n = readlink(link, path, sizeof(path) - 1);
	path[n > 0 ? n : 0] = '\0';
	return strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
}

static void enter_call(struct process *p, const struct __ptrace_syscall_info *info)
{
	long number = (long)info->entry.nr;

	if (number == SYS_prctl && info->entry.args[0] == MARK) {
		p->counted = info->entry.args[1];
		return;
	}
	if (!p->counted || done)
		return;
	p->calls++;
	if (list)
		fprintf(list, "%s %u %ld %s\n", p->name, p->calls, number, program_of(p->pid));
	if (!chosen || strcmp(p->name, chosen) || p->calls != chosen_call)
		return;
	done = true;
	other = number != chosen_number;
	if (other)
		return;
	if (killing) {
		kill(p->pid, SIGKILL);
		return;
	}
	if (number == SYS_brk && !info->entry.args[0])
		return; /* a question */
	p->failing = true;
	p->brk = number == SYS_brk ? (long)info->entry.args[0] : 0;
	/* brk(2) fails by leaving the end where it is, and says where that is. */
	if (number == SYS_brk)
		ptrace(PTRACE_POKEUSER, p->pid, offsetof(struct user_regs_struct, rdi), 0L);
	else
		ptrace(PTRACE_POKEUSER, p->pid, offsetof(struct user_regs_struct, orig_rax), -1L);
}

static void at_call(struct process *p)
{
	struct __ptrace_syscall_info info;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, p->pid, sizeof(info), &info) <= 0)
		return;
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
		enter_call(p, &info);
	} else if (p->failing && info.op == PTRACE_SYSCALL_INFO_EXIT) {
		if (p->brk)
			ptrace(PTRACE_POKEUSER, p->pid, offsetof(struct user_regs_struct, rdi), p->brk);
		else
			ptrace(PTRACE_POKEUSER, p->pid, offsetof(struct user_regs_struct, rax), -error);
		p->failing = false;
	}
}

static void at_birth(struct process *parent)
{
	unsigned long pid = 0;
	struct process *child;

	ptrace(PTRACE_GETEVENTMSG, parent->pid, NULL, &pid);
	child = find((pid_t)pid);
	snprintf(child->name, sizeof(child->name), "%.50s.%u", parent->name, ++parent->children);
	child->counted = parent->counted;
	child->named = true;
	if (child->waiting)
		go_on(child, 0);
}

static void at_exec(struct process *p)
{
	const char *program = program_of(p->pid);

	p->counted = !strcmp(program, "hostel-init") || !strcmp(program, "hostel-net") ||
		     !strcmp(program, "hostel-shell");
}

static void stopped(struct process *p, int status)
{
	const int signal = WSTOPSIG(status), event = status >> 16;

	if (signal == (SIGTRAP | 0x80)) {
		at_call(p);
		go_on(p, 0);
	} else if (event == PTRACE_EVENT_FORK || event == PTRACE_EVENT_VFORK || event == PTRACE_EVENT_CLONE) {
		at_birth(p);
		go_on(p, 0);
	} else if (event == PTRACE_EVENT_EXEC) {
		at_exec(p);
		go_on(p, 0);
	} else if (event == PTRACE_EVENT_STOP && !p->named) {
		p->waiting = true; /* until its parent has told */
	} else if (event == PTRACE_EVENT_STOP && signal != SIGTRAP) {
		ptrace(PTRACE_LISTEN, p->pid, NULL, NULL);
	} else {
		go_on(p, event ? 0 : signal);
	}
}

static pid_t start(char **argv)
{
	const long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
			     PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
	int go[2];
	char byte;
	pid_t pid;

	if (pipe(go) < 0 || (pid = fork()) < 0)
		exit(2);
	if (pid == 0) {
		close(go[1]);
		if (read(go[0], &byte, 1) != 0)
			_exit(2);
		close(go[0]);
		execv(argv[0], argv);
		_exit(2);
	}
	if (ptrace(PTRACE_SEIZE, pid, NULL, options) < 0) {
		perror("trace: PTRACE_SEIZE");
		exit(2);
	}
	close(go[0]);
	close(go[1]);
	return pid;
}

int main(int argc, char **argv)
{
	struct process *root;
	int status, result = 2;
	pid_t pid;

	if (argc > 3 && !strcmp(argv[1], "list")) {
		list = fopen(argv[2], "w");
		argv += 3;
	} else if (argc > 5 && (!strcmp(argv[1], "fail") || !strcmp(argv[1], "kill")) &&
		   strchr(argv[2], ':')) {
		killing = !strcmp(argv[1], "kill");
		chosen = strtok(argv[2], ":");
		chosen_call = (unsigned)atoi(strtok(NULL, ":"));
		chosen_number = atol(argv[3]);
		error = atol(argv[4]);
		argv += 5;
	} else {
		return 2;
	}
	root = find(start(argv));
	strcpy(root->name, "0");
	root->named = true;
	while ((pid = waitpid(-1, &status, __WALL)) > 0 || errno == EINTR) {
		if (pid > 0 && WIFSTOPPED(status))
			stopped(find(pid), status);
		else if (pid == root->pid)
			result = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
		if (pid > 0 && !WIFSTOPPED(status))
			find(pid)->pid = -1; /* its number may come again */
	}
	if (list)
		fclose(list);
	return chosen && (!done || other) ? NOT_REACHED : result;
}
