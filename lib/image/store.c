/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where images and their versions are.
 */
#include "image/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"

/* The number that `current` leads to. */
static int read_current(struct image_id *id, struct err *e)
{
	char path[IMAGE_PATH_SIZE], target[24], text[IMAGE_ID_SIZE];
	ssize_t n;

	snprintf(path, sizeof(path), "%s/%s/current", HOSTEL_IMAGES, id->name);
	n = readlink(path, target, sizeof(target) - 1);
	if (n < 0 && errno == ENOENT)
		return err_rule(e, ENOENT, "there is no image %s on this host: hostel image list", id->name);
	if (n < 0)
		return err_set(e, errno, "%s", path);
	target[n] = '\0';
	if (snprintf(text, sizeof(text), "%s@%s", id->name, target) >= (int)sizeof(text) ||
	    image_id_parse(text, id, e) < 0)
		return err_rule(e, EINVAL, "%s leads to %s, which is no version", path, target);
	return 0;
}

int image_open(const struct image_id *id, struct err *e)
{
	char path[IMAGE_PATH_SIZE];
	struct stat st;
	int AUTO_CLOSE fd = -1;

	snprintf(path, sizeof(path), "%s/%s/%llu", HOSTEL_IMAGES, id->name, (unsigned long long)id->version);
	fd = open(path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return err_rule(e, ENOENT,
			"there is no image %s@%llu on this host: hostel image list", id->name,
			(unsigned long long)id->version);
	if (fd < 0 || fstat(fd, &st) < 0)
		return err_set(e, errno, "%s", path);
	if (st.st_uid != 0 || st.st_mode & (S_IWGRP | S_IWOTH))
		return err_rule(e, EPERM, "%s: is not root's alone", path);
	return fd_take(&fd);
}

int image_resolve(struct image_id *id, struct err *e)
{
	int AUTO_CLOSE fd = -1;

	if (!id->version && read_current(id, e) < 0)
		return -1;
	fd = image_open(id, e);
	return fd < 0 ? -1 : 0;
}

void image_mount_point(const struct image_id *id, char path[IMAGE_PATH_SIZE])
{
	snprintf(path, IMAGE_PATH_SIZE, "%s/%s@%llu", HOSTEL_IMAGE_MOUNTS, id->name,
		(unsigned long long)id->version);
}

void image_how_path(const struct image_id *id, char path[IMAGE_PATH_SIZE])
{
	snprintf(path, IMAGE_PATH_SIZE, "%s/.%s@%llu.how", HOSTEL_IMAGE_MOUNTS, id->name,
		(unsigned long long)id->version);
}

int image_of_policy(const struct policy *p, struct image_id *id, struct err *e)
{
	*id = (struct image_id){.version = 0};
	if (!strcmp(p->image, POLICY_IMAGE_HOST))
		return 0;
	return image_id_parse(p->image, id, e) < 0 ? -1 : image_resolve(id, e);
}
