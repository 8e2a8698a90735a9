/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sets of policies below the configuration directory.
 *
 * Should: be whole on the disk before the one rename that puts it in force. Mustn't: change anything of the
 * set in force, or remove one that a login may still read.
 */
#include "sets.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/replace.h"
#include "base/tree.h"
#include "cli/config.h"
#include "cli/config_file.h"
#include "cli/output.h"
#include "host/config_dir.h"

/*
 * "BOOT SECONDS": when a set was seen to be out of force. [host] timeout of a login is two minutes at most.
 */
#define REPLACED "replaced"
#define REPLACED_SECONDS 300
#define BOOT_ID "/proc/sys/kernel/random/boot_id"

static int cannot(const char *what)
{
	say("%s: %s", what, strerror(errno));
	return EXIT_SYSTEM;
}

static struct json *read_mark(int set)
{
	char *text = NULL;
	struct json *is = NULL;

	if (config_text(set, CONFIG_MARK, &text) == 0 && text)
		is = json_parse(text);
	free(text);
	return is;
}

int sets_open(struct sets *s, const struct cli *c)
{
	char *AUTO_FREE path = NULL;
	struct stat st;

	*s = (struct sets){.base = config_open_own(c), .sets = -1, .old = -1};
	if (s->base < 0)
		return EXIT_POLICY;
	s->old = config_open(c);
	if (s->old < 0)
		return EXIT_POLICY;
	s->sets = openat(s->base, CONFIG_SETS, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (s->sets < 0 && errno != ENOENT)
		return cannot(CONFIG_SETS);
	path = config_set_path(c);
	s->applied = path;
	if (!path)
		return 0;
	s->number = (uint32_t)strtoul(strrchr(path, '/') + 1, NULL, 10);
	s->is = read_mark(s->old);
	if (s->is && json_number(s->is, "previous") > 0)
		s->previous = (uint32_t)json_number(s->is, "previous");
	s->settled = fstatat(s->old, SET_SETTLED, &st, AT_SYMLINK_NOFOLLOW) == 0;
	return 0;
}

void sets_close(struct sets *s)
{
	fd_close(&s->base);
	fd_close(&s->sets);
	fd_close(&s->old);
	json_release(s->is);
	s->is = NULL;
}

int64_t sets_version(const struct sets *s)
{
	return s->is ? json_number(s->is, "version") : NO_VERSION;
}

/* Whatever the umask is. */
static int make_directory(int dir, const char *name)
{
	return mkdirat(dir, name, 0700) < 0 ? -1 : fchmodat(dir, name, 0755, 0);
}

int sets_make(struct sets *s)
{
	int fd = -1;

	if (s->sets < 0) {
		if (make_directory(s->base, CONFIG_SETS) == 0 || errno == EEXIST)
			s->sets = openat(s->base, CONFIG_SETS,
				O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	}
	if (s->sets >= 0 && tree_remove(s->sets, SETS_NEW) == 0 && make_directory(s->sets, SETS_NEW) == 0)
		fd = openat(s->sets, SETS_NEW, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	/* From the first it is a set, whose hostel.ini may be the host's. */
	if (fd >= 0 && file_replace_lasting(fd, CONFIG_MARK, "{}", 2, 0644, false) == 0)
		return fd;
	cannot(CONFIG_SETS "/" SETS_NEW);
	fd_close(&fd);
	return -1;
}

void sets_drop(struct sets *s)
{
	if (s->sets >= 0 && tree_remove(s->sets, SETS_NEW) < 0)
		cannot(CONFIG_SETS "/" SETS_NEW);
}

/* The number of "17", 0 for what is no set. */
static uint32_t number_of(const char *name)
{
	const size_t n = strspn(name, "0123456789");

	return n && n < 10 && !name[n] ? (uint32_t)strtoul(name, NULL, 10) : 0;
}

/* Numbers never come again, whatever the clock says. */
static uint32_t next_number(const struct sets *s)
{
	uint32_t most = s->number;
	int fd = openat(s->sets, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;

	while (d && (entry = readdir(d)))
		if (number_of(entry->d_name) > most)
			most = number_of(entry->d_name);
	if (d)
		closedir(d);
	else
		fd_close(&fd);
	return most + 1;
}

/* Since the host came up: no clock that somebody sets. */
static void note_replaced(int set)
{
	char boot[64], text[128];
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	if (fd_get(AT_FDCWD, BOOT_ID, boot, sizeof(boot)) < 0)
		return;
	snprintf(text, sizeof(text), "%s %lld\n", boot, (long long)t.tv_sec);
	(void)file_replace(set, REPLACED, text, strlen(text));
}

/* The one step after which the new set is what logins read. */
static int put_in_force(struct sets *s, uint32_t number)
{
	char *AUTO_FREE target = text_of(CONFIG_SETS "/%u", number);
	static const char link[] = CONFIG_APPLIED ".new";

	if (unlinkat(s->base, link, 0) < 0 && errno != ENOENT)
		return cannot(link);
	if (symlinkat(target, s->base, link) < 0 || fsync(s->base) < 0 ||
		renameat(s->base, link, s->base, CONFIG_APPLIED) < 0)
		return cannot(CONFIG_APPLIED);
	if (fsync(s->base) < 0)
		say("%s: %s: it is in force, but may not be after a crash", CONFIG_APPLIED, strerror(errno));
	return 0;
}

int sets_swap(struct sets *s, int fresh, struct json *is)
{
	const uint32_t number = next_number(s);
	char *AUTO_FREE name = text_of("%u", number), *AUTO_FREE line = NULL;
	int status;

	json_put_number(is, "set", number);
	json_put_number(is, "previous", s->number);
	line = json_line(is);
	if (file_replace_lasting(fresh, CONFIG_MARK, line, strlen(line), 0644, true) < 0)
		return cannot(CONFIG_MARK);
	if (syncfs(fresh) < 0 || renameat(s->sets, SETS_NEW, s->sets, name) < 0 || fsync(s->sets) < 0)
		return cannot(CONFIG_SETS);
	status = put_in_force(s, number);
	if (status) {
		(void)tree_remove(s->sets, name);
		return status;
	}
	if (s->applied)
		note_replaced(s->old);
	s->applied = true;
	s->previous = s->number;
	s->number = number;
	fd_close(&s->old);
	s->old = fcntl(fresh, F_DUPFD_CLOEXEC, 0);
	s->settled = false;
	return 0;
}

void sets_mark_settled(const struct sets *s)
{
	if (s->applied && s->old >= 0)
		(void)file_replace(s->old, SET_SETTLED, "", 0);
}

/* Has it been out of force for long? One that nobody has noted is noted now. */
static bool is_former(const struct sets *s, const char *name)
{
	int AUTO_CLOSE set = openat(s->sets, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	char boot[64], text[128];
	struct timespec t;
	size_t n;

	clock_gettime(CLOCK_BOOTTIME, &t);
	if (set < 0 || fd_get(AT_FDCWD, BOOT_ID, boot, sizeof(boot)) < 0)
		return false;
	if (fd_get(set, REPLACED, text, sizeof(text)) < 0) {
		note_replaced(set);
		return false;
	}
	n = strlen(boot);
	return strncmp(text, boot, n) != 0 || t.tv_sec - strtoll(text + n, NULL, 10) > REPLACED_SECONDS;
}

void sets_tidy(struct sets *s)
{
	int fd = s->sets < 0 ? -1 : openat(s->sets, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;

	while (d && (entry = readdir(d))) {
		const uint32_t n = number_of(entry->d_name);

		if (n && n != s->number && n != s->previous && is_former(s, entry->d_name))
			(void)tree_remove(s->sets, entry->d_name);
	}
	if (d)
		closedir(d);
	else
		fd_close(&fd);
}

bool sets_settled(const struct cli *c)
{
	struct sets s;
	bool settled;

	settled = sets_open(&s, c) == 0 && s.settled;
	sets_close(&s);
	return settled;
}

struct json *sets_in_force(const struct cli *c)
{
	char *AUTO_FREE path = NULL;
	int AUTO_CLOSE set = -1;
	struct json *is = NULL;

	say_nothing(true);
	path = config_set_path(c);
	set = path ? config_open(c) : -1;
	if (set >= 0)
		is = read_mark(set);
	say_nothing(false);
	say_forget();
	return is;
}
