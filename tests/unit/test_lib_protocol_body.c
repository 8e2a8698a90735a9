/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/talk/protocol_body.c and protocol_exec(): bodies, inline and in sealed memory.
 */
#include "lib_test.h"

#include <sys/socket.h>

#include "base/fd.h"
#include "base/signals.h"
#include "base/wire.h"
#include "talk/protocol.h"
#include "talk/protocol_body.h"

#define BUFFER_SIZE (PROTOCOL_HEAD_SIZE + PROTOCOL_INLINE_MAX)

static unsigned char buffer[BUFFER_SIZE], again[BUFFER_SIZE];
static const char *argv[] = {"sh", "-c", "echo \"$1\"", "", NULL};
static const char *envp[] = {"TERM=xterm", "EMPTY=", NULL};
static const struct exec_request sample = {.program = "/bin/sh", .cwd = "/home/alice", .pty_mask = 7,
	.rows = 24, .columns = 80, .settings = {1, 2, 3, 4, 5, 6, 7, 8, 0x7f000000}, .umask = 022,
	.limited = true, .limits.v = {[RLIMIT_NOFILE] = {1024, 4096}, [RLIMIT_AS] = {0, RLIM_INFINITY}},
	.schedule = {.nice = 7, .policy = 3, .io = 2 << 13 | 7, .bound = true, .cpus = {5}},
	.ignored = SIGNALS_BIT(SIGHUP) | SIGNALS_BIT(SIGTTOU), .grouped = true, .gid = 1001,
	.argc = 4, .argv = argv, .envc = 2, .envp = envp};

static void assert_same(const struct exec_request *a, const struct exec_request *b)
{
	assert_string_equal(a->program, b->program);
	assert_string_equal(a->cwd, b->cwd);
	assert_int_equal(a->pty_mask, b->pty_mask);
	assert_int_equal(a->rows, b->rows);
	assert_int_equal(a->columns, b->columns);
	assert_memory_equal(a->settings, b->settings, sizeof(a->settings));
	assert_int_equal(a->umask, b->umask);
	assert_int_equal(a->limited, b->limited);
	if (a->limited)
		assert_memory_equal(&a->limits, &b->limits, sizeof(a->limits));
	assert_memory_equal(&a->schedule, &b->schedule, sizeof(a->schedule));
	assert_int_equal(a->ignored, b->ignored);
	assert_int_equal(a->grouped, b->grouped);
	assert_int_equal(a->gid, b->gid);
	assert_int_equal(a->argc, b->argc);
	for (size_t i = 0; i < a->argc; i++)
		assert_string_equal(a->argv[i], b->argv[i]);
	assert_null(b->argv[b->argc]);
	assert_int_equal(a->envc, b->envc);
	for (size_t i = 0; i < a->envc; i++)
		assert_string_equal(a->envp[i], b->envp[i]);
	assert_null(b->envp[b->envc]);
}

/* From memory of exactly this size. */
static int get(struct exec_request *q, const unsigned char *bytes, size_t size, unsigned char **copy)
{
	*copy = malloc(size + !size);
	assert_non_null(*copy);
	memcpy(*copy, bytes, size);
	errno = 0;
	return exec_request_get(q, *copy, size);
}

static void assert_refused(const unsigned char *bytes, size_t size)
{
	struct exec_request q;
	unsigned char *copy;

	if (!get(&q, bytes, size, &copy))
		fail_msg("%zu bytes are taken", size);
	assert_int_equal(errno, EPROTO);
	assert_null(q.argv);
	assert_null(q.envp);
	free(copy);
}

static void test_exec_round_trip(void **state)
{
	size_t used = exec_request_put(&sample, buffer, sizeof(buffer));
	struct exec_request q;
	unsigned char *copy;

	(void)state;
	assert_true(used > 0);
	assert_int_equal(get(&q, buffer, used, &copy), 0);
	assert_same(&sample, &q);
	exec_request_free(&q);
	assert_null(q.argv);
	check_seed("protocol", "exec", 1, buffer, used);
	free(copy);
}

static void test_exec_with_nothing(void **state)
{
	static const struct exec_request nothing = {.program = "", .cwd = ""};
	size_t used = exec_request_put(&nothing, buffer, sizeof(buffer));
	struct exec_request q;
	unsigned char *copy;

	(void)state;
	assert_int_equal(get(&q, buffer, used, &copy), 0);
	assert_same(&nothing, &q);
	check_seed("protocol", "exec-nothing", 1, buffer, used);
	exec_request_free(&q);
	free(copy);
}

static void test_exec_truncated_or_longer(void **state)
{
	size_t used = exec_request_put(&sample, buffer, sizeof(buffer));

	(void)state;
	for (size_t size = 0; size < used; size++) {
		assert_refused(buffer, size);
		assert_int_equal(exec_request_put(&sample, again, size), 0);
	}
	buffer[used] = 0;
	assert_refused(buffer, used + 1);
}

static void test_exec_flipped_bits(void **state)
{
	size_t used = exec_request_put(&sample, buffer, sizeof(buffer)), taken = 0;

	(void)state;
	for (size_t bit = 0; bit < used * 8; bit++) {
		struct exec_request q;
		unsigned char *copy;

		buffer[bit / 8] ^= (unsigned char)(1U << bit % 8);
		if (get(&q, buffer, used, &copy) == 0) {
			if (exec_request_put(&q, again, sizeof(again)) != used ||
				memcmp(again, buffer, used) != 0)
				fail_msg("bit %zu is taken and not written again", bit);
			taken++;
			exec_request_free(&q);
		} else {
			assert_int_equal(errno, EPROTO);
		}
		free(copy);
		buffer[bit / 8] ^= (unsigned char)(1U << bit % 8);
	}
	assert_in_range(taken, 1, used * 8 - 1);
}

static void test_exec_values_out_of_range(void **state)
{
	struct exec_request q = sample;

	(void)state;
	q.pty_mask = 8;
	assert_refused(buffer, exec_request_put(&q, buffer, sizeof(buffer)));
	q.pty_mask = UINT32_MAX;
	assert_refused(buffer, exec_request_put(&q, buffer, sizeof(buffer)));
	q = sample;
	q.limits.v[RLIMIT_AS] = (struct rlimit){2, 1};
	assert_refused(buffer, exec_request_put(&q, buffer, sizeof(buffer)));
	q = sample;
	q.schedule.nice = 20;
	assert_refused(buffer, exec_request_put(&q, buffer, sizeof(buffer)));
	q = sample;
	q.schedule.policy = 1; /* SCHED_FIFO */
	assert_refused(buffer, exec_request_put(&q, buffer, sizeof(buffer)));
	q = sample;
	q.schedule.io = 1 << 13 | 4; /* real time */
	assert_refused(buffer, exec_request_put(&q, buffer, sizeof(buffer)));
	q = sample;
	q.ignored = SIGNALS_BIT(SIGCHLD);
	assert_refused(buffer, exec_request_put(&q, buffer, sizeof(buffer)));
	q = sample;
	q.umask = 01000;
	assert_refused(buffer, exec_request_put(&q, buffer, sizeof(buffer)));
}

/* A request of `count` empty arguments; the count that is said is another one. */
static size_t many(unsigned char *to, size_t size, uint32_t count, uint32_t said)
{
	struct wire_writer w = {.data = to, .size = size};

	wire_put_string(&w, "");
	wire_put_string(&w, "");
	for (int i = 0; i < 13 + PROTOCOL_SETTINGS; i++)
		wire_put_u32(&w, 0);
	wire_put_u32(&w, said);
	for (uint32_t i = 0; i < count; i++)
		wire_put_string(&w, "");
	wire_put_u32(&w, 0);
	assert_false(w.failed);
	return w.used;
}

static void test_exec_counts(void **state)
{
	static unsigned char large[(PROTOCOL_ARGS_MAX + 32) * 5];
	struct exec_request q;
	unsigned char *copy;
	size_t used;

	(void)state;
	used = many(large, sizeof(large), 4, UINT32_MAX);
	check_seed("protocol", "exec-count", 1, large, used);
	used = many(large, sizeof(large), PROTOCOL_ARGS_MAX, PROTOCOL_ARGS_MAX);
	assert_int_equal(get(&q, large, used, &copy), 0);
	assert_int_equal(q.argc, PROTOCOL_ARGS_MAX);
	exec_request_free(&q);
	free(copy);
	used = many(large, sizeof(large), PROTOCOL_ARGS_MAX + 1, PROTOCOL_ARGS_MAX + 1);
	assert_refused(large, used);
	assert_refused(large, many(large, sizeof(large), 4, 5));
	assert_refused(large, many(large, sizeof(large), 4, 3));
	assert_refused(large, many(large, sizeof(large), 4, UINT32_MAX));
	assert_refused(large, many(large, sizeof(large), 4, 0x33333334)); /* times 5 is 4 */
}

static void test_session_info(void **state)
{
	const struct session_info s = {"sshd", "pts/3", "192.0.2.1", 4711, 32};
	struct session_info seen;
	size_t used = session_info_put(&s, buffer, sizeof(buffer));

	(void)state;
	assert_int_equal(session_info_get(&seen, buffer, used), 0);
	assert_string_equal(seen.service, "sshd");
	assert_string_equal(seen.tty, "pts/3");
	assert_string_equal(seen.from, "192.0.2.1");
	assert_int_equal(seen.pid, 4711);
	for (size_t size = 0; size < used; size++) {
		assert_int_equal(session_info_get(&seen, buffer, size), -1);
		assert_int_equal(errno, EPROTO);
		assert_int_equal(session_info_put(&s, again, size), 0);
	}
	assert_int_equal(session_info_get(&seen, buffer, used + 1), -1);
}

static void test_status(void **state)
{
	const struct status s = {UINT64_MAX, 1, UINT32_MAX, 1, UINT64_MAX - 1};
	struct status seen;
	size_t used = status_put(&s, buffer, sizeof(buffer));

	(void)state;
	assert_int_equal(status_get(&seen, buffer, used), 0);
	assert_true(seen.since == UINT64_MAX);
	assert_int_equal(seen.sessions, 1);
	assert_true(seen.lingering == UINT32_MAX);
	assert_true(seen.kept == 1);
	assert_true(seen.until == UINT64_MAX - 1);
	for (size_t size = 0; size < used; size++) {
		assert_int_equal(status_get(&seen, buffer, size), -1);
		assert_int_equal(status_put(&s, again, size), 0);
	}
	assert_int_equal(status_get(&seen, buffer, used + 1), -1);
}

/* --- protocol_exec() ----------------------------------------------------------------------------- */

static void open_pair(int fds[2])
{
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds), 0);
}

/* `count` arguments of `length` bytes each. */
static struct exec_request large_request(size_t count, size_t length)
{
	struct exec_request q = sample;
	const char **v = calloc(count + 1, sizeof(*v));
	char *text = malloc(length + 1);

	assert_true(v && text);
	memset(text, 'x', length);
	text[length] = '\0';
	for (size_t i = 0; i < count; i++)
		v[i] = text;
	q.argv = v;
	q.argc = count;
	return q;
}

static void free_large(struct exec_request *q)
{
	free((char *)q->argv[0]);
	free(q->argv);
}

static void test_small_request_is_one_packet(void **state)
{
	size_t before = open_descriptors();
	struct exec_request q;
	struct message m;
	int fds[2], *own;

	(void)state;
	open_pair(fds);
	own = (int[]){fds[0], fds[1], fds[0]};
	assert_int_equal(protocol_exec(fds[0], &sample, own, -1), 0);
	assert_int_equal(message_receive(fds[1], &m, buffer, sizeof(buffer)), 1);
	assert_int_equal(m.type, MESSAGE_EXEC);
	assert_int_equal(m.fd_count, 3);
	assert_int_equal(exec_request_get(&q, m.body, m.body_size), 0);
	assert_same(&sample, &q);
	exec_request_free(&q);
	message_close(&m);
	close(fds[0]);
	close(fds[1]);
	assert_int_equal(open_descriptors(), before);
}

static void receive_large(int socket, const struct exec_request *sent)
{
	struct exec_request q;
	struct message m;
	char *text = NULL;
	size_t length;

	assert_int_equal(message_receive(socket, &m, buffer, sizeof(buffer)), 1);
	assert_int_equal(m.type, MESSAGE_BLOB);
	assert_int_equal(m.body_size, 0);
	assert_int_equal(m.fd_count, 1);
	assert_int_equal(fcntl(m.fds[0], F_GET_SEALS),
		F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
	assert_int_equal(fd_read_file(m.fds[0], PROTOCOL_BLOB_MAX, &text, &length), 0);
	assert_int_equal(exec_request_get(&q, (unsigned char *)text, length), 0);
	assert_same(sent, &q);
	exec_request_free(&q);
	free(text);
	message_close(&m);
	assert_int_equal(message_receive(socket, &m, buffer, sizeof(buffer)), 1);
	assert_int_equal(m.type, MESSAGE_EXEC);
	assert_int_equal(m.body_size, 0);
	assert_int_equal(m.fd_count, 3);
	message_close(&m);
}

static void test_large_request_goes_through_memory(void **state)
{
	static const size_t lengths[] = {PROTOCOL_INLINE_MAX, 100 * 1024};
	size_t before = open_descriptors();

	(void)state;
	for (size_t i = 0; i < COUNT_OF(lengths); i++) {
		struct exec_request q = large_request(i ? 30 : 1, lengths[i]);
		int fds[2];

		open_pair(fds);
		assert_int_equal(protocol_exec(fds[0], &q, (int[]){fds[0], fds[0], fds[0]}, -1), 0);
		receive_large(fds[1], &q);
		close(fds[0]);
		close(fds[1]);
		free_large(&q);
	}
	assert_int_equal(open_descriptors(), before);
}

static void test_too_large_request(void **state)
{
	static const size_t sizes[][2] = {{41, 100 * 1024}, {1, 128 * 1024 + 1}};
	size_t before = open_descriptors();

	(void)state;
	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		struct exec_request q = large_request(sizes[i][0], sizes[i][1]);
		struct message m;
		int fds[2];

		open_pair(fds);
		assert_int_equal(protocol_exec(fds[0], &q, (int[]){fds[0], fds[0], fds[0]}, -1), -1);
		assert_int_equal(errno, E2BIG);
		close(fds[0]); /* and nothing was sent */
		assert_int_equal(message_receive(fds[1], &m, buffer, sizeof(buffer)), 0);
		close(fds[1]);
		free_large(&q);
	}
	assert_int_equal(open_descriptors(), before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exec_round_trip),
		cmocka_unit_test(test_exec_with_nothing),
		cmocka_unit_test(test_exec_truncated_or_longer),
		cmocka_unit_test(test_exec_flipped_bits),
		cmocka_unit_test(test_exec_values_out_of_range),
		cmocka_unit_test(test_exec_counts),
		cmocka_unit_test(test_session_info),
		cmocka_unit_test(test_status),
		cmocka_unit_test(test_small_request_is_one_packet),
		cmocka_unit_test(test_large_request_goes_through_memory),
		cmocka_unit_test(test_too_large_request),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
