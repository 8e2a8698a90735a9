/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The file system that a sandbox of an import sees: /usr and what leads to it, read-only; devices that hold
 * nothing; copies of a few files of /etc; /proc of its own; SANDBOX_WORK, where alone it can write.
 */
#include "sandbox_root.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.h"
#include "etc_copy.h"

#ifndef AT_RECURSIVE
#define AT_RECURSIVE 0x8000
#endif

/* Below the new root, which is the working directory: names without a slash in front. */

static int make_read_only(const char *source, const char *target, unsigned long long extra, struct err *e)
{
	struct mount_attr attributes = {.attr_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | extra};

	if (syscall(SYS_mount_setattr, AT_FDCWD, target, AT_RECURSIVE, &attributes, sizeof(attributes)) < 0)
		return err_set(e, errno, "show %s read-only", source);
	return 0;
}

static int show(const char *source, const char *target, unsigned long long extra, struct err *e)
{
	if (mount(source, target, NULL, MS_BIND | MS_REC, NULL) < 0)
		return err_set(e, errno, "show %s", source);
	return make_read_only(source, target, extra, e);
}

/* What was opened, whatever its name is of by now. */
static int show_opened(int tree, const char *target, struct err *e)
{
	if (syscall(SYS_move_mount, tree, "", AT_FDCWD, target, MOVE_MOUNT_F_EMPTY_PATH) < 0)
		return err_set(e, errno, "show the directory");
	return make_read_only("the directory", target, MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC, e);
}

/* /usr, and /bin and its like: links on a host of today, directories on others. */
static int show_programs(struct err *e)
{
	static const char *const names[] = {"usr", "bin", "sbin", "lib", "lib32", "lib64", "libx32"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char path[16], target[64];
		ssize_t n;

		snprintf(path, sizeof(path), "/%s", names[i]);
		n = readlink(path, target, sizeof(target) - 1);
		if (n > 0) {
			target[n] = '\0';
			if (symlink(target, names[i]) < 0)
				return err_set(e, errno, "/%s", names[i]);
		} else if (errno != ENOENT) {
			if (mkdir(names[i], 0755) < 0)
				return err_set(e, errno, "/%s", names[i]);
			if (show(path, names[i], MOUNT_ATTR_NODEV, e) < 0)
				return -1;
		}
	}
	return 0;
}

/* Which of several programs a name is: awk, for one. Made by etc_copy(). */
static int show_alternatives(struct err *e)
{
	if (access("/etc/alternatives", F_OK) < 0)
		return 0;
	if (mkdir("etc/alternatives", 0755) < 0)
		return err_set(e, errno, "/etc/alternatives");
	return show("/etc/alternatives", "etc/alternatives", MOUNT_ATTR_NODEV, e);
}

static int show_devices(struct err *e)
{
	static const char *const names[] = {"null", "zero", "full", "random", "urandom"};

	if (mkdir("dev", 0755) < 0 || mkdir("dev/shm", 01777) < 0)
		return err_set(e, errno, "/dev");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char source[24], target[24];
		int AUTO_CLOSE fd = -1;

		snprintf(source, sizeof(source), "/dev/%s", names[i]);
		snprintf(target, sizeof(target), "dev/%s", names[i]);
		fd = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
		/* Writable: a device's content is no file system's. */
		if (fd < 0 || mount(source, target, NULL, MS_BIND, NULL) < 0)
			return err_set(e, errno, "%s", source);
	}
	if (symlink("/proc/self/fd", "dev/fd") < 0)
		return err_set(e, errno, "/dev/fd");
	return 0;
}

static int show_secret(const struct sandbox *s, struct err *e)
{
	int AUTO_CLOSE fd = -1;
	char AUTO_FREE *text = NULL;
	size_t size;

	if (s->secret < 0)
		return 0;
	if (mkdir("secret", 0700) < 0 || chown("secret", s->first, s->first) < 0)
		return err_set(e, errno, "/secret");
	fd = open(&SANDBOX_SECRET[1], O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 || lseek(s->secret, 0, SEEK_SET) < 0 ||
		fd_read_file(s->secret, 1 << 20, &text, &size) < 0 || fd_write_all(fd, text, size) < 0 ||
		fchown(fd, s->first, s->first) < 0)
		return err_set(e, errno, "the registries' passwords");
	return 0;
}

static int show_work(const struct sandbox *s, struct err *e)
{
	static const char *const names[] = {&SANDBOX_WORK[1], "run", "proc", "root", "var", "source"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (mkdir(names[i], 0755) < 0)
			return err_set(e, errno, "/%s", names[i]);
	if (symlink(SANDBOX_WORK "/tmp", "tmp") < 0 || symlink(SANDBOX_WORK "/tmp", "var/tmp") < 0)
		return err_set(e, errno, "/tmp");
	if (s->space && mount(s->space, &SANDBOX_WORK[1], NULL, MS_BIND, NULL) < 0)
		return err_set(e, errno, "%s", s->space);
	if (s->shown >= 0 && show_opened(s->shown, "source", e) < 0)
		return -1;
	if (mount("proc", "proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0)
		return err_set(e, errno, "/proc");
	return 0;
}

int sandbox_root(const struct sandbox *s, struct err *e)
{
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return err_set(e, errno, "a mount namespace");
	if (mount("import", s->place, "tmpfs", MS_NOSUID | MS_NODEV, "mode=755,size=32m,nr_inodes=8k") < 0 ||
		chdir(s->place) < 0)
		return err_set(e, errno, "%s", s->place);
	if (show_programs(e) < 0 || show_devices(e) < 0 || show_work(s, e) < 0 || show_secret(s, e) < 0 ||
		etc_copy(s, e) < 0 || show_alternatives(e) < 0)
		return -1;
	if (mount(NULL, ".", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV, NULL) < 0)
		return err_set(e, errno, "a root that cannot be written");
	if (syscall(SYS_pivot_root, ".", ".") < 0 || umount2(".", MNT_DETACH) < 0 || chdir("/") < 0)
		return err_set(e, errno, "let go of the host's root");
	return 0;
}
