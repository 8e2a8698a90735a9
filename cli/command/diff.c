/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostel diff: what a tenant has changed of an image.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "cli/image/changes.h"
#include "cli/image/tenants_image.h"
#include "cli/json.h"
#include "cli/output.h"
#include "command.h"
#include "image/common.h"

/* The name is the tenant's: nothing of it is for a terminal. As ls -b. */
static void print_line(void *context, enum change_kind kind, const char *path)
{
	(void)context;
	printf("%c ", kind);
	for (const unsigned char *p = (const unsigned char *)path; *p; p++)
		if (*p > ' ' && *p < 0x7f && *p != '\\')
			putchar(*p);
		else
			printf("\\%03o", *p);
	putchar('\n');
}

static void put_object(void *context, enum change_kind kind, const char *path)
{
	struct json *o = json_make_object();
	const char letter[2] = {(char)kind};

	json_put_text(o, "change", letter);
	json_put_text(o, "path", path);
	json_add(context, o);
}

static int open_directory(const char *path, struct err *e)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	return fd < 0 ? err_set(e, errno, "%s", path) : fd;
}

static int walk(const struct cli *c, const struct tenants_image *t, size_t *left_out, struct err *e)
{
	char path[IMAGE_PATH_SIZE + 8];
	int AUTO_CLOSE image = -1, AUTO_CLOSE upper = -1;
	struct json *list = NULL;
	int result;

	image_mount_point(&t->id, path);
	image = open_directory(path, e);
	snprintf(path, sizeof(path), "%s/upper", t->upper);
	upper = image < 0 ? -1 : open_directory(path, e);
	if (upper < 0)
		return -1;
	if (!c->json)
		return changes_walk(upper, image, print_line, NULL, left_out, e);
	list = json_make_array();
	result = changes_walk(upper, image, put_object, list, left_out, e);
	json_finish(list);
	return result;
}

static int diff(const struct cli *c, const struct tenants_image *t)
{
	struct err e = ERR_NONE;
	size_t left_out = 0;

	if (walk(c, t, &left_out, &e) < 0) {
		say("diff: %s", e.message);
		return EXIT_FAILED;
	}
	if (!left_out)
		return 0;
	say("diff: %zu more lie too deep, or have too long a path, to be listed", left_out);
	return EXIT_PARTLY;
}

int cmd_diff(const struct cli *c, int count, char **operands)
{
	struct tenants_image t;
	int status = image_of_tenant(&t, c, "diff", operands[0], false);

	(void)count;
	if (!status && t.changed)
		status = diff(c, &t);
	else if (!status && c->json)
		json_finish(json_make_array());
	tenants_image_free(&t);
	return status;
}
