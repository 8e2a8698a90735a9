/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/base/fd.c, lib/base/err.c, lib/host/process.c: whole reads and writes, sealed memory, errors as values.
 */
#include "lib_test.h"

#include <pthread.h>

#include "base/fd.h"
#include "host/process.h"
#include "host/state.h"

static void test_read_file_up_to_its_limit(void **state)
{
	const struct scratch *s = *state;
	static const size_t sizes[] = {0, 1, 4095, 4096, 4097, 8192, 10000};
	char *text = NULL, bytes[10001];
	size_t length;

	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		int fd;

		memset(bytes, 'x', sizes[i]);
		bytes[sizes[i]] = '\0';
		make_text(s, "file", bytes, 0644);
		fd = openat(s->fd, "file", O_RDONLY | O_CLOEXEC);
		assert_int_equal(fd_read_file(fd, sizes[i], &text, &length), 0);
		assert_int_equal(length, sizes[i]);
		assert_string_equal(text, bytes);
		free(text);
		assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
		if (sizes[i]) {
			assert_int_equal(fd_read_file(fd, sizes[i] - 1, &text, &length), -1);
			assert_int_equal(errno, EFBIG);
		}
		close(fd);
	}
	assert_int_equal(fd_read_file(s->fd, 10, &text, &length), -1);
	assert_int_equal(errno, EISDIR);
}

static void test_whole_reads_and_writes(void **state)
{
	char bytes[6] = "";
	int pipes[2];

	(void)state;
	assert_int_equal(pipe2(pipes, O_CLOEXEC), 0);
	assert_int_equal(fd_write_all(pipes[1], "abc", 3), 0);
	assert_int_equal(fd_write_all(pipes[1], "de", 2), 0);
	assert_int_equal(fd_read_all(pipes[0], bytes, 5), 0);
	assert_string_equal(bytes, "abcde");
	assert_int_equal(fd_write_all(pipes[1], "abc", 3), 0);
	close(pipes[1]);
	assert_int_equal(fd_read_all(pipes[0], bytes, 5), -1);
	assert_int_equal(errno, EPIPE);
	assert_int_equal(fd_write_all(pipes[0], "x", 1), -1);
	assert_int_equal(errno, EBADF);
	close(pipes[0]);
}

static void test_sealed_memory(void **state)
{
	int fd = fd_sealed("test", "a\0b", 3);
	char bytes[4];

	(void)state;
	assert_true(fd >= 0);
	assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	assert_int_equal(read(fd, bytes, sizeof(bytes)), 3);
	assert_memory_equal(bytes, "a\0b", 3);
	assert_int_equal(pwrite(fd, "x", 1, 0), -1);
	assert_int_equal(errno, EPERM);
	assert_int_equal(ftruncate(fd, 0), -1);
	assert_int_equal(ftruncate(fd, 100), -1);
	assert_int_equal(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE), -1);
	close(fd);
}

static void test_small_files(void **state)
{
	const struct scratch *s = *state;
	char text[8];

	make_text(s, "file", "", 0644);
	assert_int_equal(fd_put(s->fd, "file", "123456\n"), 0);
	assert_int_equal(fd_get(s->fd, "file", text, sizeof(text)), 6);
	assert_string_equal(text, "123456");
	assert_int_equal(fd_put(s->fd, "file", "12345678"), 0);
	assert_int_equal(fd_get(s->fd, "file", text, sizeof(text)), -1);
	assert_int_equal(errno, EFBIG);
	make_text(s, "file", "\n\n", 0644);
	assert_int_equal(fd_get(s->fd, "file", text, sizeof(text)), 1);
	make_text(s, "file", "", 0644);
	assert_int_equal(fd_get(s->fd, "file", text, sizeof(text)), 0);
	assert_string_equal(text, "");
	assert_int_equal(symlinkat("file", s->fd, "link"), 0);
	assert_int_equal(fd_put(s->fd, "link", "x"), -1);
	assert_int_equal(errno, ELOOP);
	assert_int_equal(fd_get(s->fd, "link", text, sizeof(text)), -1);
	assert_int_equal(errno, ELOOP);
	assert_int_equal(fd_put(s->fd, "missing", "x"), -1);
	assert_int_equal(errno, ENOENT);
	assert_int_equal(faccessat(s->fd, "missing", F_OK, 0), -1);
}

static int leave_scope(bool take)
{
	int AUTO_CLOSE fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	assert_true(fd >= 0);
	return take ? fd_take(&fd) : fd;
}

static void test_cleanup(void **state)
{
	int fd = leave_scope(false);

	(void)state;
	assert_int_equal(fcntl(fd, F_GETFD), -1);
	fd = leave_scope(true);
	assert_true(fcntl(fd, F_GETFD) >= 0);
	fd_close(&fd);
	assert_int_equal(fd, -1);
	fd_close(&fd);
}

static void test_errors(void **state)
{
	char longest[1000];
	struct err e = ERR_NONE;

	(void)state;
	assert_int_equal(err_set(&e, ENOENT, "open %s", "a\nb\033[1m\177"), -1);
	assert_int_equal(e.code, ENOENT);
	assert_string_equal(e.message, "open a?b?[1m?: No such file or directory");
	assert_int_equal(err_rule(&e, EINVAL, "%s: no", "x\ty"), -1);
	assert_string_equal(e.message, "x?y: no");
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	assert_int_equal(err_set(&e, EIO, "%s", longest), -1);
	assert_int_equal(strlen(e.message), ERR_MESSAGE_SIZE - 1);
	assert_int_equal(err_rule(&e, EIO, "%s", longest), -1);
	assert_int_equal(strlen(e.message), ERR_MESSAGE_SIZE - 1);
}

static void *run_thread(void *locked)
{
	pthread_mutex_lock(locked);
	pthread_mutex_unlock(locked);
	return NULL;
}

static void test_threads_are_seen(void **state)
{
	pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
	unsigned before = process_threads();
	pthread_t threads[3];

	(void)state;
	assert_true(before >= 1);
	pthread_mutex_lock(&mutex);
	for (unsigned i = 0; i < 3; i++) {
		assert_int_equal(pthread_create(&threads[i], NULL, run_thread, &mutex), 0);
		assert_int_equal(process_threads(), before + i + 1);
	}
	pthread_mutex_unlock(&mutex);
	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
}

static void test_process_start(void **state)
{
	uint64_t own = process_start(getpid()), other;
	int pipes[2];
	pid_t pid;

	(void)state;
	assert_true(own > 0);
	assert_true(own == process_start(getpid()));
	assert_int_equal(pipe2(pipes, O_CLOEXEC), 0);
	pid = fork();
	if (pid == 0) {
		/* A name that tries to be more than one field. */
		int fd = open("/proc/self/comm", O_WRONLY | O_CLOEXEC);

		close(pipes[1]);
		if (fd < 0 || write(fd, "a) R 1 (b) 7", 12) != 12)
			_exit(1);
		_exit((int)read(pipes[0], &fd, 1));
	}
	close(pipes[0]);
	other = process_start(pid);
	assert_true(other >= own);
	close(pipes[1]);
	assert_int_equal(wait_for(pid), 0);
	assert_true(process_start(pid) == 0);
	assert_true(process_start(-1) == 0);
}

static void test_boot_id(void **state)
{
	struct err e = ERR_NONE;
	char first[40], second[40];

	(void)state;
	assert_int_equal(boot_id(first, &e), 0);
	assert_int_equal(boot_id(second, &e), 0);
	assert_string_equal(first, second);
	assert_int_equal(strlen(first), 36);
	assert_int_equal(strspn(first, "0123456789abcdef-"), 36);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_set_up, scratch_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_read_file_up_to_its_limit),
		cmocka_unit_test(test_whole_reads_and_writes),
		cmocka_unit_test(test_sealed_memory),
		TEST(test_small_files),
		cmocka_unit_test(test_cleanup),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_threads_are_seen),
		cmocka_unit_test(test_process_start),
		cmocka_unit_test(test_boot_id),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
