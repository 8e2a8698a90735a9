/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ~/.ssh/authorized_keys.
 *
 * A child that has become the tenant for good opens home and files without following links: what the tenant
 * could put there leads nowhere that they could not go themselves. It is waited for with a bound: the
 * home's file system may never answer.
 */
#include "authorized.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/replace.h"
#include "cli/child.h"
#include "cli/output.h"
#include "cli/pubkey.h"

#define FILE_BYTES (1024 * 1024)
#define INPUT_BYTES (256 * 1024)
#define CHILD_MILLISECONDS 10000
#define LINES_MAX 256

static int take_line(struct key_lines *keys, const char *from, const char *line, size_t length)
{
	const char *wrong;
	char *copy;

	while (length && (line[length - 1] == ' ' || line[length - 1] == '\t' || line[length - 1] == '\r'))
		length--;
	if (!length || *line == '#')
		return 0;
	copy = text_of("%.*s", (int)length, line);
	wrong = keys->count == LINES_MAX ? "there are too many" : pubkey_wrong(copy);
	if (wrong) {
		say("%s: \"%.40s%s\": not a public key: %s", from, copy, length > 40 ? "..." : "", wrong);
		free(copy);
		return EXIT_USAGE;
	}
	keys->v = reallocarray(keys->v, keys->count + 1, sizeof(*keys->v));
	if (!keys->v)
		out_of_memory();
	keys->v[keys->count++] = copy;
	return 0;
}

static int take_file(struct key_lines *keys, const char *name)
{
	int AUTO_CLOSE opened = *name == '@' ? open(name + 1, O_RDONLY | O_CLOEXEC | O_NOCTTY) : -1;
	const char *from = *name == '@' ? name + 1 : "standard input";
	char *AUTO_FREE text = NULL;
	const size_t before = keys->count;
	size_t length;
	int status = 0;

	if ((*name == '@' && opened < 0) ||
		fd_read_file(*name == '@' ? opened : 0, INPUT_BYTES, &text, &length) < 0) {
		say("%s: %s", from, strerror(errno));
		return EXIT_USAGE;
	}
	for (char *p = text; !status && p < text + length;) {
		const size_t n = strcspn(p, "\n");

		status = take_line(keys, from, p, n);
		p += n + 1;
	}
	if (status || keys->count > before)
		return status;
	say("%s: there is no key in it", from);
	return EXIT_USAGE;
}

int authorized_read(const struct cli *c, struct key_lines *keys)
{
	int status = 0;

	*keys = (struct key_lines){0};
	for (size_t i = 0; !status && i < c->key_count; i++) {
		const char *key = c->keys[i];

		if (*key == '@' || !strcmp(key, "-"))
			status = take_file(keys, key);
		else if (strchr(key, '\n')) {
			say("a key is one line");
			status = EXIT_USAGE;
		} else {
			status = take_line(keys, "keys", key, strlen(key));
		}
	}
	return status;
}

void authorized_free(struct key_lines *keys)
{
	for (size_t i = 0; i < keys->count; i++)
		free(keys->v[i]);
	free(keys->v);
	*keys = (struct key_lines){0};
}

/* --- in the child, which is the tenant ---------------------------------------------------- */

struct answer {
	int result;
	size_t missing;
	struct err error;
};

static bool has_line(const char *text, const char *line)
{
	const size_t n = strlen(line);

	for (const char *p = text; (p = strstr(p, line)); p += n)
		if ((p == text || p[-1] == '\n') && (!p[n] || p[n] == '\n' || p[n] == '\r'))
			return true;
	return false;
}

static int become(const struct account *a, struct err *e)
{
	gid_t groups[LAUNCH_GROUPS_MAX];

	if (a->group_count > LAUNCH_GROUPS_MAX)
		return err_set(e, ERANGE, "groups");
	for (size_t i = 0; i < a->group_count; i++)
		groups[i] = a->groups[i];
	if (setgroups(a->group_count, groups) < 0 || setresgid(a->gid, a->gid, a->gid) < 0 ||
		setresuid(a->uid, a->uid, a->uid) < 0 || setuid(0) == 0)
		return err_set(e, errno, "ids");
	umask(077);
	return 0;
}

/* ~/.ssh, made if missing. */
static int open_ssh(const struct account *a, bool look, struct err *e)
{
	int AUTO_CLOSE home = open(a->home, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	int ssh;

	if (home < 0)
		return err_set(e, errno, "%s", a->home);
	if (!look && mkdirat(home, ".ssh", 0700) < 0 && errno != EEXIST)
		return err_set(e, errno, "%s/.ssh", a->home);
	ssh = openat(home, ".ssh", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return ssh < 0 ? err_set(e, errno, "%s/.ssh", a->home) : ssh;
}

/* malloc'ed; "" where there is no file. NULL with *e. */
static char *read_keys(const struct account *a, int ssh, struct err *e)
{
	int AUTO_CLOSE fd =
		openat(ssh, "authorized_keys", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat st;
	char *text = NULL;
	size_t length;

	if (fd < 0 && errno == ENOENT)
		return strdup("");
	if (fd < 0 || fstat(fd, &st) < 0 || (!S_ISREG(st.st_mode) && (errno = EINVAL)) ||
		fd_read_file(fd, FILE_BYTES, &text, &length) < 0)
		err_set(e, errno, "%s/.ssh/authorized_keys", a->home);
	return text;
}

static int add_here(
	const struct account *a, const struct key_lines *keys, bool look, size_t *missing, struct err *e)
{
	int AUTO_CLOSE ssh = -1;
	char *AUTO_FREE text = NULL;

	*missing = keys->count;
	if (become(a, e) < 0)
		return -1;
	ssh = open_ssh(a, look, e);
	if (ssh < 0)
		return look && e->code == ENOENT ? 0 : -1;
	text = read_keys(a, ssh, e);
	if (!text)
		return -1;
	for (size_t i = 0; i < keys->count; i++) {
		const size_t n = strlen(text);
		char *longer;

		if (has_line(text, keys->v[i])) {
			--*missing;
			continue;
		}
		longer = text_of("%s%s%s\n", text, n && text[n - 1] != '\n' ? "\n" : "", keys->v[i]);
		free(text);
		text = longer;
	}
	if (look || !*missing)
		return 0;
	return file_replace_lasting(ssh, "authorized_keys", text, strlen(text), 0600, true) < 0
		       ? err_set(e, errno, "%s/.ssh/authorized_keys", a->home)
		       : 0;
}

int authorized_add(
	const struct account *a, const struct key_lines *keys, bool look, size_t *missing, struct err *e)
{
	struct answer *shared =
		mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t child;
	int result;

	if (shared == MAP_FAILED)
		out_of_memory();
	*shared = (struct answer){.result = -1};
	err_rule(&shared->error, ETIMEDOUT, "%s: the file system does not answer", a->home);
	fflush(NULL);
	child = fork();
	if (child == 0) {
		struct answer mine = {.error = ERR_NONE};

		close_range(3, ~0U, 0);
		mine.result = add_here(a, keys, look, &mine.missing, &mine.error);
		*shared = mine;
		_exit(0);
	}
	if (child > 0)
		child_wait(child, CHILD_MILLISECONDS);
	result = child < 0 ? err_set(e, errno, "fork") : shared->result;
	*missing = shared->missing;
	if (child > 0 && result < 0)
		*e = shared->error;
	munmap(shared, sizeof(*shared));
	return result;
}
