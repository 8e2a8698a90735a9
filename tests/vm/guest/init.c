/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Process 1 of the guest's initial RAM disk: loads the modules of /list, mounts the disk, goes there.
 * Static, with nothing beside it: no initramfs tools, no shell.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <unistd.h>

static void fail(const char *what)
{
	perror(what);
	reboot(RB_POWER_OFF);
}

static void load(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || syscall(SYS_finit_module, fd, "", 0) < 0)
		perror(path); /* what matters is whether the disk appears */
	close(fd);
}

static void load_all(void)
{
	char line[128];
	FILE *list = fopen("/list", "re");

	while (list && fgets(line, sizeof(line), list)) {
		line[strcspn(line, "\n")] = '\0';
		load(line);
	}
}

int main(void)
{
	load_all();
	if (mount("devtmpfs", "/dev", "devtmpfs", 0, NULL) < 0)
		fail("/dev");
	for (int tries = 0; access("/dev/vda", F_OK) < 0 && tries < 500; tries++)
		usleep(10000);
	if (mount("/dev/vda", "/root", "ext4", MS_NOATIME, NULL) < 0)
		fail("/dev/vda");
	if (mount("/dev", "/root/dev", NULL, MS_MOVE, NULL) < 0 || chdir("/root") < 0 ||
		mount(".", "/", NULL, MS_MOVE, NULL) < 0 || chroot(".") < 0)
		fail("/root");
	execl("/sbin/init", "init", (char *)NULL);
	fail("/sbin/init");
	return 1;
}
