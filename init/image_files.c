/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files of /etc that hostel writes in a sandbox that is made of an image. What the image says is read as what
 * it is, a stranger's: regular files up to a size, lines that name the tenant left out.
 */
#include "image_files.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.h"
#include "places.h"
#include "talk/layout.h"

#define OWN_MAX (1 << 20) /* of files that root made */

static int open_file(int dir, const char *path)
{
	const struct open_how how = {.flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS};
	int AUTO_CLOSE fd = (int)syscall(SYS_openat2, dir, path, &how, sizeof(how));
	struct stat st;

	return fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? fd_take(&fd) : -1;
}

/* Empty where there is none, or it is no such file; one that is too large is told of. malloc'ed. */
static char *read_of_image(struct build *b, const char *path)
{
	int AUTO_CLOSE fd = open_file(LAUNCH_FD_IMAGE, path);
	char *text = NULL;
	size_t length;

	if (fd >= 0 && fd_read_file(fd, LAYOUT_ACCOUNTS_MAX, &text, &length) == 0)
		return text;
	if (fd >= 0 && errno == EFBIG && !*b->note)
		snprintf(b->note, sizeof(b->note), "the image %s: its /%s is larger than %d MiB and left out",
			b->launch->image, path, LAYOUT_ACCOUNTS_MAX >> 20);
	return strdup("");
}

/* `place`: /etc of the skeleton. */
static int write_file(const struct build *b, int place, const char *name, const char *text, struct err *e)
{
	int AUTO_CLOSE fd = openat(place, name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);

	if (fd < 0 || places_give(b, fd) < 0 || fd_write_all(fd, text, strlen(text)) < 0)
		return err_set(e, errno, "/etc/%s", name);
	return 0;
}

/* --- passwd and group ------------------------------------------------------------------------------ */

/* "NAME:x:NUMBER:...": is it of this name, or of one of these numbers? */
static bool is_of(const char *line, const char *name, const uint32_t *numbers, size_t count)
{
	const size_t length = strlen(name);
	const char *field = strchr(line, ':');

	if (!strncmp(line, name, length) && line[length] == ':')
		return true;
	field = field ? strchr(field + 1, ':') : NULL;
	for (size_t i = 0; field && i < count; i++)
		if (strtoul(field + 1, NULL, 10) == numbers[i])
			return true;
	return false;
}

/* The image's lines but those. */
static void copy_lines(struct build *b, FILE *out, const char *file, const uint32_t *numbers, size_t count)
{
	char *AUTO_FREE text = read_of_image(b, file);
	char *rest = text, *line;

	while ((line = strsep(&rest, "\n")))
		if (*line && strchr(line, ':') && !is_of(line, b->launch->name, numbers, count))
			fprintf(out, "%s\n", line);
}

/* "GECOS:HOME:SHELL" of the line in the file that root made; "": it has none. */
static const char *rest_of(const char *host, const char *name)
{
	const char *line = host;

	while (*line && !is_of(line, name, NULL, 0))
		line += strcspn(line, "\n"), line += *line == '\n';
	for (int i = 0; i < 4 && *line; i++)
		line += strcspn(line, ":"), line += *line == ':';
	return line;
}

/* A room that has a root of its own: that is the tenant, and the tenant's host ids are not there. */
static void print_passwd(struct build *b, const char *host, FILE *out)
{
	const struct launch *l = b->launch;
	const bool root = l->subids;
	const char *rest = rest_of(host, l->name);

	copy_lines(b, out, "etc/passwd", &l->uid, root ? 0 : 1);
	fprintf(out, "%s:x:%u:%u:%.*s\n", l->name, root ? 0 : l->uid, root ? 0 : l->gid,
		(int)strcspn(rest, "\n"), rest);
}

/* Names of the tenant's groups are in the file that root made. */
static void print_group(struct build *b, const char *host, FILE *out)
{
	const struct launch *l = b->launch;

	copy_lines(b, out, "etc/group", l->groups, l->subids ? 0 : l->group_count);
	for (const char *line = host; *line && !l->subids; line += strcspn(line, "\n"), line += *line == '\n')
		if (is_of(line, "", l->groups, l->group_count))
			fprintf(out, "%.*s\n", (int)strcspn(line, "\n"), line);
}

static int write_accounts(struct build *b, int place, const char *passwd, const char *groups, struct err *e)
{
	for (int group = 0; group < 2; group++) {
		char *AUTO_FREE text = NULL;
		size_t size;
		FILE *f = open_memstream(&text, &size);

		if (!f)
			return err_set(e, ENOMEM, "/etc/passwd");
		if (group)
			print_group(b, groups, f);
		else
			print_passwd(b, passwd, f);
		if (fclose(f) != 0)
			return err_set(e, ENOMEM, "/etc/passwd");
		if (write_file(b, place, group ? "group" : "passwd", text, e) < 0)
			return -1;
	}
	return 0;
}

/* --- the others -------------------------------------------------------------------------------------- */

static char *read_own(int dir, const char *name, struct err *e)
{
	int AUTO_CLOSE fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	char *text = NULL;
	size_t length;

	if (fd < 0 || fd_read_file(fd, OWN_MAX, &text, &length) < 0)
		err_set(e, errno, "%s", name);
	return text;
}

static int open_directory(const char *path, struct err *e)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	return fd < 0 ? err_set(e, errno, "%s", path) : fd;
}

/* resolv.conf is the host's, in its copy of /etc, where the sandbox has no network of its own. */
static int write_others(const struct build *b, int place, int ids, int etc, struct err *e)
{
	static const char *const names[] = {"hosts", "hostname", "machine-id", "resolv.conf"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char *AUTO_FREE text = NULL;
		struct err missing = ERR_NONE;

		text = read_own(ids, names[i], &missing);
		if (!text)
			text = read_own(etc, names[i], &missing);
		if (!text && missing.code != ENOENT && missing.code != ELOOP) {
			*e = missing;
			return -1;
		}
		if (text && write_file(b, place, names[i], text, e) < 0)
			return -1;
	}
	return 0;
}

/* The image's cron.deny names others; these say what they mean for the tenant: trees.c of pam_module/ */
static int link_denials(const struct build *b, int place, struct err *e)
{
	if ((b->policy->crontab && symlinkat("/var/spool/cron/crontabs/.deny", place, "cron.deny") < 0) ||
	    (b->policy->at && symlinkat("/var/spool/cron/atjobs/.deny", place, "at.deny") < 0))
		return err_set(e, errno, "/etc");
	return 0;
}

int image_files(struct build *b, int skeleton, struct err *e)
{
	char path[512];
	int AUTO_CLOSE etc = open_directory(b->launch->etc_dir, e);
	int AUTO_CLOSE ids = -1;
	int AUTO_CLOSE place = etc < 0 ? -1 : places_make(b, skeleton, "/etc", false);
	char *AUTO_FREE passwd = NULL;
	char *AUTO_FREE groups = NULL;

	if (place < 0)
		return etc < 0 ? -1 : err_set(e, errno, "/etc");
	snprintf(path, sizeof(path), "%s/ids", b->launch->base_dir);
	ids = open_directory(path, e);
	passwd = ids < 0 ? NULL : read_own(ids, "passwd", e);
	groups = passwd ? read_own(ids, "group", e) : NULL;
	if (!groups)
		return -1;
	if (write_accounts(b, place, passwd, groups, e) < 0 || write_others(b, place, ids, etc, e) < 0)
		return -1;
	return link_denials(b, place, e);
}
