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
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.h"
#include "child.h"
#include "host/process_mount.h"
#include "live.h"
#include "output.h"

#define COMMANDS_MILLISECONDS 2000 /* for all command lines */
#define COMMANDS_TRIES 8

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
 * The tenant whose keeper owns this process's mount namespace: 1 with *uid; 0 for none. Or the tenant's
 * uid does: only who took over an sshd on the porch can have made such a namespace.
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

/* The name in brackets, as ps(1) has it for what has no command line. */
static void read_name(int proc, struct process *process)
{
	char name[64] = "?";

	fd_get(proc, "comm", name, sizeof(name));
	snprintf(process->command, sizeof(process->command), "[%s]", name);
	make_printable(process->command);
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

/*
 * A PID 1 that is ending has let go of its namespaces, but not yet of all that it holds: its uid, which
 * nobody else has, tells whose it is. One that waits for its parent has ended. 1 with *uid; 0 for none.
 */
static int ends(const struct processes *p, int proc, uint32_t *uid)
{
	char text[4096];
	const char *state, *real;

	if (fd_get(proc, "status", text, sizeof(text)) < 0)
		return 0;
	state = strstr(text, "\nState:\t");
	real = strstr(text, "\nUid:\t");
	if (!state || !real || strchr("ZX", state[strlen("\nState:\t")]))
		return 0;
	for (size_t i = 0; i < p->keeper_count; i++)
		if (p->keepers[i].keeper == strtoul(real + strlen("\nUid:\t"), NULL, 10)) {
			*uid = p->keepers[i].uid;
			return 1;
		}
	return 0;
}

static int read_process(const struct processes *p, int all, const char *pid,
	struct process *process)
{
	int AUTO_CLOSE proc = openat(all, pid, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct process_mount mount;
	struct stat st;

	*process = (struct process){.pid = (int32_t)strtol(pid, NULL, 10)};
	if (proc < 0)
		return 0;
	if (process_mount(proc, &mount) < 0) {
		process->inside = 1;
		read_name(proc, process);
		return ends(p, proc, &process->uid);
	}
	if (!kept(p, &mount, &process->uid))
		return 0;
	process->mount = mount.inode;
	if (fstatat(proc, "ns/pid", &st, 0) == 0)
		process->room = st.st_ino;
	process->inside = inside_number(proc);
	read_name(proc, process);
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

/* What a child reads for us, in memory that we share: how many it has read, and the text of each. */
struct commands {
	size_t done;
	char text[][sizeof(((struct process *)NULL)->command)];
};

/* It stands in the process's memory, which the tenant lays out: reading it can take for ever. */
static void read_command(const struct process *process, char *text, size_t size)
{
	char path[32];
	int AUTO_CLOSE fd = -1;
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%d/cmdline", (int)process->pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, text, size - 1);
	while (n > 0 && !text[n - 1])
		n--;
	for (ssize_t i = 0; i < n; i++)
		text[i] = text[i] ? text[i] : ' ';
	text[n > 0 ? n : 0] = '\0';
}

static void read_commands(const struct processes *p, struct commands *c)
{
	for (; c->done < p->count; c->done++)
		read_command(&p->v[c->done], c->text[c->done], sizeof(c->text[0]));
}

void processes_commands(struct processes *p)
{
	const size_t size = sizeof(struct commands) + (p->count + 1) * sizeof(p->v->command);
	struct commands *c = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int tries = COMMANDS_TRIES;

	if (c == MAP_FAILED)
		out_of_memory();
	fflush(NULL);
	while (c->done < p->count && tries-- > 0) {
		const pid_t child = fork();

		if (child == 0) {
			close_range(0, ~0U, 0); /* should it hang, nobody waits for the end of our output */
			read_commands(p, c);
			_exit(0);
		}
		if (child < 0)
			break;
		child_wait(child, COMMANDS_MILLISECONDS / COMMANDS_TRIES);
		if (c->done < p->count) /* the one that it hangs at is passed over */
			*c->text[c->done++] = '\0';
	}
	for (size_t i = 0; i < p->count; i++)
		if (i < c->done && *c->text[i])
			snprintf(p->v[i].command, sizeof(p->v[i].command), "%s",
				make_printable(c->text[i]));
	munmap(c, size);
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
