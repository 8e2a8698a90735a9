/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The floor's PID 1: static, executed like hostel-init. Its mounts by descriptors, the porch, the room,
 * one process with the user's ids and no rights, its exit status back. Usage: floor_inside PLAN PORCH FD
 * own|host; started by floor.c, in new namespaces. PORCH: a tree of mount points.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <net/if.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "floor.h"
#include "base/mount_calls.h"

static _Noreturn void fail(const char *what, const char *which)
{
	fprintf(stderr, "floor: %s %s: %s\n", what, which, strerror(errno));
	_exit(111);
}

static int tree_of(const struct floor_mount *m)
{
	const unsigned tree = strchr(m->flags, 't') ? AT_RECURSIVE : 0;
	const unsigned how = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | tree;
	struct mount_attr attr = {.attr_set = MOUNT_ATTR_NOSUID |
		(strchr(m->flags, 'r') ? MOUNT_ATTR_RDONLY : 0), .propagation = MS_PRIVATE};
	int at, fd;

	if (!strcmp(m->type, "bind")) {
		at = open(m->from, O_PATH | O_NOFOLLOW | O_CLOEXEC);
		if (at < 0)
			fail("open", m->from);
		fd = sys_open_tree_attr(at, "", how, &attr);
		if (fd < 0 && ((fd = sys_open_tree(at, "", how)) < 0 ||
				      sys_mount_setattr(fd, "", AT_EMPTY_PATH | tree, &attr) < 0))
			fail("bind", m->from);
		close(at);
		return fd;
	}
	at = sys_fsopen(m->type);
	if (at < 0 || sys_fsconfig(at, FSCONFIG_CMD_CREATE, NULL, NULL) < 0)
		fail("create", m->type);
	fd = sys_fsmount(at, MOUNT_ATTR_NOSUID);
	if (fd < 0)
		fail("mount", m->type);
	close(at);
	return fd;
}

static void attach(int tree, int root, const char *at)
{
	int target = openat(root, at + 1, O_PATH | O_NOFOLLOW | O_CLOEXEC);

	if (target < 0 || sys_move_mount(tree, target) < 0)
		fail("attach", at);
	close(target);
	close(tree);
}

static void enter(int root)
{
	if (fchdir(root) < 0 || syscall(SYS_pivot_root, ".", ".") < 0 || umount2(".", MNT_DETACH) < 0 ||
		chdir("/") < 0)
		fail("enter", "root");
}

static bool is_mount(const struct floor_mount *m)
{
	return strcmp(m->type, "mask") && strcmp(m->type, "link");
}

static void make_point(int root, const struct floor_mount *m)
{
	char path[FLOOR_TEXT];
	struct stat st;

	if (!strcmp(m->type, "link")) {
		if (symlinkat(m->from, root, m->at + 1) < 0)
			fail("link", m->at);
		return;
	}
	snprintf(path, sizeof(path), "%s", m->at + 1);
	for (char *p = strchr(path, '/'); p; p = strchr(p + 1, '/')) {
		*p = '\0';
		mkdirat(root, path, 0755);
		*p = '/';
	}
	if (!strcmp(m->type, "bind") && stat(m->from, &st) == 0 && !S_ISDIR(st.st_mode))
		close(openat(root, path, O_CREAT | O_CLOEXEC, 0644));
	else
		mkdirat(root, path, 0755);
}

static void build(const struct floor *f, const char *porch)
{
	static int trees[FLOOR_MOUNTS_MAX];
	const struct floor_mount root = {.type = "bind", .from = "", .at = "/", .flags = "r"};
	struct floor_mount own = root;
	int tmpfs, tree;

	snprintf(own.from, sizeof(own.from), "%s", porch);
	for (int i = 0; i < f->mount_count; i++)
		if (is_mount(&f->mounts[i]))
			trees[i] = tree_of(&f->mounts[i]);
	snprintf(own.type, sizeof(own.type), "tmpfs");
	tmpfs = tree_of(&own);
	for (const char *const *path =
			(const char *const[]){"run", "run/hostel", "run/hostel/empty", "tmp", NULL};
		*path; path++)
		mkdirat(tmpfs, *path, 0755);
	for (int i = 0; i < f->mount_count; i++)
		if (!strcmp(f->mounts[i].room, "room") && strcmp(f->mounts[i].type, "mask"))
			make_point(tmpfs, &f->mounts[i]);
	snprintf(own.type, sizeof(own.type), "bind");
	tree = tree_of(&own);
	attach(dup(tree), AT_FDCWD, porch);
	for (int i = 0; i < f->mount_count; i++)
		if (!strcmp(f->mounts[i].room, "porch"))
			attach(trees[i], tree, f->mounts[i].at);
	enter(tree);
	if (unshare(CLONE_NEWNS) < 0)
		fail("unshare", "mounts");
	attach(dup(tmpfs), AT_FDCWD, "/tmp");
	for (int i = 0; i < f->mount_count; i++) {
		const struct floor_mount *m = &f->mounts[i];

		if (!strcmp(m->room, "room") && is_mount(m))
			attach(trees[i], tmpfs, m->at);
	}
	for (int i = 0; i < f->mount_count; i++) {
		struct floor_mount m = f->mounts[i];
		int from;

		if (strcmp(m.type, "mask"))
			continue;
		from = openat(tmpfs, m.from + 1, O_PATH | O_CLOEXEC);
		snprintf(m.from, sizeof(m.from), "/proc/self/fd/%d", from);
		tree = sys_open_tree(from, "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH);
		if (tree < 0)
			fail("mask", m.at);
		attach(tree, tmpfs, m.at);
		close(from);
	}
	enter(tmpfs);
}

static void bring_up(void)
{
	struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &request) < 0)
		fail("bring up", "lo");
	close(fd);
}

static void read_filter(struct sock_fprog *filter, const char *plan)
{
	static struct sock_filter code[BPF_MAXINSNS];
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "%s.filter", plan);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	*filter = (struct sock_fprog){
		(unsigned short)(read(fd, code, sizeof(code)) / (ssize_t)sizeof(*code)), code};
	if (fd < 0 || !filter->len)
		fail("read", path);
	close(fd);
}

static void seal(const struct sock_fprog *filter)
{
	for (unsigned long cap = 0; prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) == 0;)
		cap++;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, filter) < 0)
		fail("seal", "process");
}

int main(int argc, char **argv)
{
	static struct floor f;
	struct sock_fprog filter;
	char *const command[] = {(char *)"true", NULL};
	int fd, status;
	pid_t pid;

	if (argc != 5 || floor_read(&f, argv[1]) < 0) {
		fputs("usage: floor_inside PLAN PORCH FD own|host\n", stderr);
		return 2;
	}
	fd = atoi(argv[3]);
	if (chdir("/") < 0)
		return 1;
	read_filter(&filter, argv[1]);
	if (!strcmp(argv[4], "own"))
		bring_up();
	build(&f, argv[2]);
	if (setgroups(0, NULL) < 0) /* the filter refuses it */
		fail("leave", "the groups");
	seal(&filter);
	pid = fork();
	if (pid == 0) {
		if (setresgid(f.uid, f.uid, f.uid) < 0 || setresuid(f.uid, f.uid, f.uid) < 0)
			fail("become", "the user");
		execv("/usr/bin/true", command);
		fail("execute", "/usr/bin/true");
	}
	if (waitpid(pid, &status, 0) < 0 || write(fd, &status, sizeof(status)) < 0)
		return 1;
	return 0;
}
