/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loop devices: loop(4).
 */
#include "loop.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/fd.h"

#define TRIES 64 /* others take the one that was free */

int loop_open(int file, char path[32], struct err *e)
{
	int AUTO_CLOSE control = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
	const struct loop_config config = {.fd = (uint32_t)file,
		.block_size = 4096,
		.info = {.lo_flags = LO_FLAGS_READ_ONLY | LO_FLAGS_AUTOCLEAR | LO_FLAGS_DIRECT_IO}};

	if (control < 0)
		return err_set(e, errno, "/dev/loop-control");
	for (int i = 0; i < TRIES; i++) {
		int AUTO_CLOSE fd = -1;
		const int number = ioctl(control, LOOP_CTL_GET_FREE);

		if (number < 0)
			return err_set(e, errno, "/dev/loop-control");
		snprintf(path, 32, "/dev/loop%d", number);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0 && errno != ENXIO)
			return err_set(e, errno, "%s", path);
		if (fd >= 0 && ioctl(fd, LOOP_CONFIGURE, &config) == 0)
			return fd_take(&fd);
		if (fd >= 0 && errno != EBUSY)
			return err_set(e, errno, "%s", path);
	}
	return err_rule(e, EBUSY, "no loop device is free");
}
