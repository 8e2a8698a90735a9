/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests of lib/ share: cmocka, scratch directories, descriptors that are open.
 */
#ifndef TESTS_LIB_TEST_H
#define TESTS_LIB_TEST_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

/* Where a test cannot say anything without root's rights; CI runs them as root. */
#define NEED_ROOT()                                                                                \
	do {                                                                                       \
		if (geteuid() != 0) {                                                              \
			print_message("# skipped: needs root\n");                                  \
			skip();                                                                    \
		}                                                                                  \
	} while (0)

struct scratch {
	char path[64];
	int fd;
};

static inline size_t open_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	size_t n = 0;

	assert_non_null(dir);
	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

static inline int remove_one(const char *path, const struct stat *st, int type, struct FTW *where)
{
	(void)st;
	(void)type;
	(void)where;
	return remove(path);
}

static inline struct scratch *scratch_make(const char *top)
{
	struct scratch *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	(void)snprintf(s->path, sizeof(s->path), "%s/hostel-test.XXXXXX", top);
	assert_non_null(mkdtemp(s->path));
	s->fd = open(s->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_true(s->fd >= 0);
	return s;
}

static inline void scratch_remove(struct scratch *s)
{
	close(s->fd);
	assert_int_equal(nftw(s->path, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
	free(s);
}

/* Setup and teardown of one test: *state is a struct scratch below /tmp. */
static inline int scratch_set_up(void **state)
{
	*state = scratch_make("/tmp");
	return 0;
}

/* The same where every directory above is root's alone; NULL for others than root. */
static inline int scratch_set_up_trusted(void **state)
{
	*state = geteuid() == 0 ? scratch_make("/var/lib") : NULL;
	return 0;
}

static inline int scratch_tear_down(void **state)
{
	if (*state)
		scratch_remove(*state);
	return 0;
}

static inline void make_text(const struct scratch *s, const char *name, const char *text, mode_t mode)
{
	int fd = openat(s->fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

static inline void make_dir(const struct scratch *s, const char *name, mode_t mode)
{
	assert_int_equal(mkdirat(s->fd, name, 0700), 0);
	assert_int_equal(fchmodat(s->fd, name, mode, 0), 0);
}

/* S/NAME in a buffer of its own; free() it. */
static inline char *below(const struct scratch *s, const char *name)
{
	char *path;

	assert_true(asprintf(&path, "%s/%s", s->path, name) > 0);
	return path;
}

/* The wait status of a child. */
static inline int wait_for(pid_t pid)
{
	int status = -1;

	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

/* What body() returns, in a child: what it changes of a process does not come back. */
static inline int status_in_child(int (*body)(void))
{
	pid_t pid = fork();
	int status;

	if (pid == 0)
		_exit(body());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* It has limits of descriptors of its own, and older ones do not know openat2(2). */
static inline bool under_valgrind(void)
{
	const char *preloaded = getenv("LD_PRELOAD");

	return preloaded && strstr(preloaded, "vgpreload");
}

/*
 * What a fuzzer begins with: a decoder's number, then its input. HOSTEL_CORPUS=yes: write it anew. Nothing is
 * looked at if the test was not started in the project's directory.
 */
static inline void check_seed(const char *corpus, const char *name, unsigned char decoder, const void *bytes,
	size_t size)
{
	char path[128];
	unsigned char seen[4096];
	ssize_t n;
	int fd;

	if (access("tests/fuzz/corpus", F_OK) < 0)
		return;
	(void)snprintf(path, sizeof(path), "tests/fuzz/corpus/%s/%s", corpus, name);
	if (getenv("HOSTEL_CORPUS")) {
		fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
		assert_int_equal(write(fd, &decoder, 1), 1);
		assert_int_equal(write(fd, bytes, size), size);
		close(fd);
	}
	fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	n = read(fd, seen, sizeof(seen));
	close(fd);
	assert_int_equal(n, size + 1);
	assert_int_equal(seen[0], decoder);
	assert_memory_equal(seen + 1, bytes, size);
}

#endif
