/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * init/coarse.c: what is left of /proc/stat and /proc/loadavg, and when copies are made anew.
 */
#include "lib_test.h"

#include <poll.h>
#include <sys/resource.h>

#include "init/coarse.c"

static void check(size_t (*form)(char *, size_t), const char *from, const char *expected)
{
	char text[2048];
	size_t length = strlen(from);

	memcpy(text, from, length);
	length = form(text, length);
	text[length] = '\0';
	assert_string_equal(text, expected);
}

static void test_stat(void **state)
{
	(void)state;
	check(coarse_stat, "cpu  1 2 3 4 5 6 7 8 9 10\ncpu0 1 2 3 4 5 6 7 8 9 10\nintr 12345 0 9 8\nctxt 77\n"
		"btime 1795878921\nprocesses 5\nprocs_running 3\nprocs_blocked 2\nsoftirq 9 8 7\n",
		"cpu  1 2 3 4 5 6 7 8 9 10\ncpu0 1 2 3 4 5 6 7 8 9 10\nintr 0\nctxt 0\n"
		"btime 1795878921\nprocesses 0\nprocs_running 1\nprocs_blocked 0\nsoftirq 0\n");
	/* lines of kernels to come; a cut one; none */
	check(coarse_stat, "page 5 6\nswap 1 0\nword\nx \nctxt 7", "page 0\nswap 0\n");
	check(coarse_stat, "", "");
	check(coarse_stat, "\n\n", "");
}

static void test_load(void **state)
{
	(void)state;
	check(coarse_load, "0.10 12.41 7.54 17/1234 5678\n", "0.10 12.41 7.54 1/1 1\n");
	check(coarse_load, "0.00 0.00 0.00 1/2 3\n", "0.00 0.00 0.00 1/1 1\n");
	check(coarse_load, "0.10 12.41", "0.10 12.41");
	check(coarse_load, "", "");
}

/* A directory stands for procfs, another one for the file system of the copies. */
static void test_copies(void **state)
{
	const struct scratch *s = *state;
	struct coarse c = {0};
	struct err e = ERR_NONE;
	struct pollfd p;
	char text[64], path[600];
	int from, to;

	make_dir(s, "proc", 0755);
	make_dir(s, "own", 0755);
	make_text(s, "proc/loadavg", "0.10 0.20 0.30 2/99 1234\n", 0644);
	from = openat(s->fd, "proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	to = openat(s->fd, "own", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	(void)snprintf(path, sizeof(path), "%s/own", s->path);
	assert_int_equal(coarse_make(&c, 0, from, to, path, &e), 0); /* no stat there */
	assert_int_equal(coarse_make(&c, 1, from, to, path, &e), 1);
	p = (struct pollfd){.fd = c.events, .events = POLLIN};
	assert_int_equal(poll(&p, 1, 0), 0);
	assert_int_equal(fd_get(to, "loadavg", text, sizeof(text)), 20);
	assert_string_equal(text, "0.10 0.20 0.30 1/1 1");
	assert_int_equal(poll(&p, 1, 0), 1); /* that was a reader */
	coarse_was_read(&c, 1000);
	coarse_was_read(&c, 1400);
	assert_int_equal(c.due, 1000 + COARSE_MILLISECONDS);
	make_text(s, "proc/loadavg", "0.4 0.50 0.60 2/99 1234\n", 0644);
	coarse_refresh(&c);
	assert_int_equal(c.due, 0);
	assert_int_equal(poll(&p, 1, 0), 0);
	fd_get(to, "loadavg", text, sizeof(text));
	assert_string_equal(text, "0.4 0.50 0.60 1/1 1");
	assert_int_equal(coarse_make(&c, 1, from, to, path, &e), -1); /* it is there already */
	close(from);
	close(to);
	close(c.events);
	close(c.files[1].source);
	close(c.files[1].copy);
}

/* Without inotify the copy is there, and stands still. */
static void test_deaf(void **state)
{
	const struct scratch *s = *state;
	struct rlimit all, none;
	struct coarse c = {0};
	struct err e = ERR_NONE;
	int from, to, last;

	make_dir(s, "proc", 0755);
	make_dir(s, "own", 0755);
	make_text(s, "proc/loadavg", "0.10 0.20 0.30 2/99 1234\n", 0644);
	from = openat(s->fd, "proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	to = openat(s->fd, "own", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	last = dup(to);
	close(last);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &all), 0);
	none = (struct rlimit){(rlim_t)last + 2, all.rlim_max}; /* for the two files, not for inotify */
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	assert_int_equal(coarse_make(&c, 1, from, to, s->path, &e), 1);
	setrlimit(RLIMIT_NOFILE, &all);
	assert_int_equal(c.events, -1);
	coarse_refresh(&c);
	close(from);
	close(to);
	close(c.files[1].source);
	close(c.files[1].copy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stat),
		cmocka_unit_test(test_load),
		cmocka_unit_test_setup_teardown(test_copies, scratch_set_up, scratch_tear_down),
		cmocka_unit_test_setup_teardown(test_deaf, scratch_set_up, scratch_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
