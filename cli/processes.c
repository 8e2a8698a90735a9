/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The processes of tenants.
 *
 * Mustn't: take a process of the host for a tenant's. The host's mount namespace, and any that root
 * or an ordinary user made, is owned by a user namespace whose owner is not a keeper: the kernel
 * says so (ioctl_ns(2)), and nothing a tenant writes has a part in it.
 */
#include "processes.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "hostel/fd.h"
#include "hostel/process_mount.h"
#include "live.h"
#include "output.h"

void processes_keeper(struct processes *p, uint32_t keeper, uint32_t uid)
{
	for (size_t i = 0; i < p->keeper_count; i++)
		if (p->keepers[i].keeper == keeper)
			return;
	if (!keeper)
		return; /* root keeps nobody */
	p->keepers = reallocarray(p->keepers, p->keeper_count + 1, sizeof(*p->keepers));
	if (!p->keepers)
		out_of_memory();
	p->keepers[p->keeper_count++] = (struct keeper){keeper, uid};
}

int processes_keepers(struct processes *p, int state, struct err *e)
{
	uint32_t *AUTO_FREE numbers = NULL;
	int count = live_numbers(state, "keepers", &numbers);

	*p = (struct processes){0};
	if (count < 0 && errno != ENOENT)
		return err_set(e, errno, "keepers");
	for (int i = 0; i < count; i++) {
		uint32_t uid;

		if (live_owner(state, "keepers", numbers[i], &uid))
			processes_keeper(p, numbers[i], uid);
	}
	return 0;
}

/*
 * The tenant whose keeper owns this process's mount namespace: 1 with *uid; 0 for none. Or the tenant
 * himself: only somebody who took over his sshd on the porch can have made a namespace as he.
 */
static int kept(const struct processes *p, const struct process_mount *m, uint32_t *uid)
{
	for (size_t i = 0; i < p->keeper_count; i++)
		if (p->keepers[i].keeper == m->owner || p->keepers[i].uid == m->owner) {
			*uid = p->keepers[i].uid;
			return 1;
		}
	return 0;
}

/* The command line, or the name in brackets for one that has none, as ps(1) does. */
static void read_command(int proc, struct process *process)
{
	char *text = process->command;
	size_t size = sizeof(process->command);
	int AUTO_CLOSE fd = openat(proc, "cmdline", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, size - 1);

	while (n > 0 && !text[n - 1])
		n--;
	if (n <= 0) {
		char name[64] = "?";

		fd_get(proc, "comm", name, sizeof(name));
		snprintf(text, size, "[%s]", name);
	} else {
		for (ssize_t i = 0; i < n; i++)
			text[i] = text[i] ? text[i] : ' ';
		text[n] = '\0';
	}
	make_printable(text);
}

/* NSpid: its number in every pid namespace from ours inwards. proc_pid_status(5). */
static int32_t inside_number(int proc)
{
	char text[4096], *line, *first, *last;

	if (fd_get(proc, "status", text, sizeof(text)) < 0)
		return 0;
	line = strstr(text, "\nNSpid:\t");
	if (!line)
		return 0;
	first = line + strlen("\nNSpid:\t");
	first[strcspn(first, "\n")] = '\0';
	last = strrchr(first, '\t');
	return last ? (int32_t)strtol(last + 1, NULL, 10) : 0;
}

static int read_process(const struct processes *p, int all, const char *pid,
	struct process *process)
{
	int AUTO_CLOSE proc = openat(all, pid, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct process_mount mount;
	struct stat st;

	*process = (struct process){.pid = (int32_t)strtol(pid, NULL, 10)};
	if (proc < 0 || process_mount(proc, &mount) < 0 || !kept(p, &mount, &process->uid))
		return 0;
	process->mount = mount.inode;
	if (fstatat(proc, "ns/pid", &st, 0) == 0)
		process->room = st.st_ino;
	process->inside = inside_number(proc);
	read_command(proc, process);
	return 1;
}

static int by_pid(const void *a, const void *b)
{
	return ((const struct process *)a)->pid - ((const struct process *)b)->pid;
}

int processes_find(struct processes *p, uint32_t uid, struct err *e)
{
	DIR *all = opendir("/proc");
	struct dirent *entry;

	if (!all)
		return err_set(e, errno, "/proc");
	free(p->v);
	p->v = NULL;
	p->count = 0;
	while ((entry = readdir(all))) {
		struct process one;

		if (*entry->d_name < '1' || *entry->d_name > '9' ||
		    !read_process(p, dirfd(all), entry->d_name, &one) || (uid && one.uid != uid))
			continue;
		p->v = reallocarray(p->v, p->count + 1, sizeof(one));
		if (!p->v)
			out_of_memory();
		p->v[p->count++] = one;
	}
	closedir(all);
	if (p->count)
		qsort(p->v, p->count, sizeof(*p->v), by_pid);
	return 0;
}

void process_kill(const struct processes *p, const struct process *process)
{
	/* From here on `fd` is one process. Is it (still) the one that was meant? */
	struct process_mount mount;
	int AUTO_CLOSE fd = process_mount_open(process->pid, &mount);
	uint32_t uid;

	if (fd >= 0 && process->pid != getpid() && kept(p, &mount, &uid) && uid == process->uid)
		syscall(SYS_pidfd_send_signal, fd, SIGKILL, NULL, 0);
}

void processes_free(struct processes *p)
{
	free(p->keepers);
	free(p->v);
	*p = (struct processes){0};
}
