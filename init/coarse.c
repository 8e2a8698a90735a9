/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * /proc/stat and /proc/loadavg, coarse. Who reads every millisecond when interrupts, switches and processes
 * of the host grow knows when a neighbour presses a key.
 */
#include "coarse.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/fd.h"

#define TEXT_SIZE (256 * 1024) /* 80 bytes a processor, and the line of interrupts */
#define SPARE 8192             /* what a copy may grow by although the tenant has filled the file system */

const char *const coarse_names[COARSE_FILES] = {"stat", "loadavg"};

/*
 * cpu lines are in hundredths of a second; of the others stay their names. A newline ends every comparison.
 * proc_stat(5)
 */
size_t coarse_stat(char *text, size_t size)
{
	static const char zero[] = " 0\n", one[] = " 1\n";
	size_t used = 0;

	for (const char *line = text, *end = text + size, *next; line < end; line = next) {
		const char *newline = memchr(line, '\n', (size_t)(end - line));
		const char *blank = memchr(line, ' ', (size_t)(end - line));
		const char *value;
		bool whole;

		if (!newline)
			break;
		next = newline + 1;
		value = strncmp(line, "procs_running ", 14) ? zero : one;
		whole = !strncmp(line, "cpu", 3) || !strncmp(line, "btime ", 6);
		if (!whole && (!blank || blank > newline - 2))
			continue; /* no number that could be left out */
		memmove(text + used, line, (size_t)((whole ? next : blank) - line));
		used += (size_t)((whole ? next : blank) - line);
		if (whole)
			continue;
		memcpy(text + used, value, 3);
		used += 3;
	}
	return used;
}

/* The three averages; behind them are runnable and all threads of the host, and a process. proc_loadavg(5) */
size_t coarse_load(char *text, size_t size)
{
	static const char rest[] = " 1/1 1\n";
	size_t at = 0;

	for (int blanks = 0; at < size; at++)
		if (text[at] == ' ' && ++blanks == 3)
			break;
	if (size - at < sizeof(rest) - 1)
		return size;
	memcpy(text + at, rest, sizeof(rest) - 1);
	return at + sizeof(rest) - 1;
}

static size_t (*const forms[COARSE_FILES])(char *, size_t) = {coarse_stat, coarse_load};

/* The length of the copy, or -1 with errno. */
static ssize_t copy(int source, int to, size_t (*form)(char *, size_t))
{
	char *text = mmap(NULL, TEXT_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	size_t size = 0;
	ssize_t n = 1, result = -1;

	if (text == MAP_FAILED)
		return -1;
	while (n > 0 && size < TEXT_SIZE) {
		n = pread(source, text + size, TEXT_SIZE - size, (off_t)size);
		size += n > 0 ? (size_t)n : 0;
	}
	if (n >= 0) {
		size = form(text, size);
		if (pwrite(to, text, size, 0) == (ssize_t)size && ftruncate(to, (off_t)size) == 0)
			result = (ssize_t)size;
	}
	munmap(text, TEXT_SIZE);
	return result;
}

int coarse_make(struct coarse *c, size_t i, int proc, int directory, const char *path, struct err *e)
{
	int AUTO_CLOSE source = openat(proc, coarse_names[i], O_RDONLY | O_CLOEXEC);
	int AUTO_CLOSE to = -1;
	char watched[512];
	ssize_t size;

	if (source < 0)
		return errno == ENOENT ? 0 : err_set(e, errno, "/proc/%s", coarse_names[i]);
	if (snprintf(watched, sizeof(watched), "%s/%s", path, coarse_names[i]) >= (int)sizeof(watched))
		return err_set(e, ENAMETOOLONG, "%s", path);
	to = openat(directory, coarse_names[i], O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0444);
	size = to < 0 ? -1 : copy(source, to, forms[i]);
	if (size < 0 || fallocate(to, FALLOC_FL_KEEP_SIZE, 0, size + SPARE) < 0)
		return err_set(e, errno, "the copy of /proc/%s", coarse_names[i]);
	/* The tenant's other sandboxes may have used up what the keeper has: the copy stands still then. */
	if (c->events <= 0)
		c->events = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (c->events > 0)
		(void)inotify_add_watch(c->events, watched, IN_ACCESS);
	c->files[i].source = fd_take(&source);
	c->files[i].copy = fd_take(&to);
	return 1;
}

void coarse_was_read(struct coarse *c, uint64_t now)
{
	if (!c->due)
		c->due = now + COARSE_MILLISECONDS;
}

void coarse_refresh(struct coarse *c)
{
	char events[4096];

	for (size_t i = 0; i < COARSE_FILES; i++)
		if (c->files[i].copy > 0)
			(void)copy(c->files[i].source, c->files[i].copy, forms[i]);
	/* One reader makes one event, as long as no other file's is between (inotify(7)). */
	while (read(c->events, events, sizeof(events)) > 0)
		;
	c->due = 0;
}
