/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The only source that knows iniparser (4.1 to 4.2.6). It is the lexer; we compare what it read
 * with what our own scan saw, so that a surprise in either is a mistake and never a policy.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "lex.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#if __has_include(<iniparser/iniparser.h>)
#include <iniparser/iniparser.h>
#else
#include <iniparser.h>
#endif

#include "policy/reader.h"

static int write_all(int fd, const char *text, size_t length)
{
	while (length) {
		ssize_t done = write(fd, text, length);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return -1;
		text += done;
		length -= (size_t)done;
	}
	return 0;
}

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif

/* vm.memfd_noexec=2 asks for the seal; kernels before 6.3 do not know it. */
static int open_memory(void)
{
	int fd = memfd_create("policy", MFD_CLOEXEC | MFD_NOEXEC_SEAL);

	if (fd < 0 && errno == EINVAL)
		fd = memfd_create("policy", MFD_CLOEXEC);
	return fd;
}

/*
 * The text in a pipe, or -1: it does not fit. The login program's limit of file size (RLIMIT_FSIZE) ends
 * whoever writes to a file, also in memory; a pipe has none.
 */
static int fill_pipe(const struct scan *s)
{
	int ends[2], result;

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
		return -1;
	(void)fcntl(ends[1], F_SETPIPE_SZ, (int)s->clean_length); /* a page at least: the kernel rounds up */
	result = write_all(ends[1], s->clean, s->clean_length);
	/* Open still, it would have its reader wait for more. */
	if (close(ends[1]) < 0)
		result = -1;
	if (result == 0)
		return ends[0];
	(void)close(ends[0]);
	return -1;
}

static int fill_memory(const struct scan *s)
{
	int fd = open_memory();

	if (fd < 0 || write_all(fd, s->clean, s->clean_length) == 0)
		return fd;
	(void)close(fd);
	return -1;
}

/*
 * iniparser 4.1 reads nothing but a path, so the text goes through an anonymous file. Its callback for
 * errors is the process's, perhaps set by others, and nothing tells which it is: it is left alone. Our own
 * scan has left nothing to complain of.
 */
static dictionary *load(const struct scan *s)
{
	char path[32];
	dictionary *d = NULL;
	int fd = fill_pipe(s);

	if (fd < 0)
		fd = fill_memory(s);
	if (fd < 0)
		return NULL;
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	d = iniparser_load(path);
	(void)close(fd);
	return d;
}

static void compare_entry(
	const dictionary *d, const struct scan_entry *e, const char *file, struct problems *ps)
{
	char name[POLICY_LINE_SIZE_MAX + 32];
	char where[96];
	const char *value;

	(void)snprintf(name, sizeof(name), "%s:%s", e->section, e->key);
	value = iniparser_getstring(d, name, NULL);
	if (value && strcmp(value, e->value) == 0)
		return;
	(void)snprintf(where, sizeof(where), "[%s] %s", e->section, e->key);
	problems_add(ps, file, e->line, where, e->value,
		"iniparser reads this line in another way (\"%.60s\"): write it more plainly",
		value ? value : "nothing");
}

int lex_compare(const struct scan *s, const char *file, struct problems *ps)
{
	dictionary *d;

	if (s->entry_count == 0)
		return 0;
	errno = 0;
	d = load(s);
	if (!d) {
		problems_add(ps, file, 0, "", NULL,
			errno ? "iniparser could not read the file: %m"
			      : "iniparser could not read the file: unknown reason");
		return EINVAL;
	}
	for (size_t i = 0; i < s->entry_count; i++)
		compare_entry(d, &s->entries[i], file, ps);
	iniparser_freedict(d);
	return 0;
}
