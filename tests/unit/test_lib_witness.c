/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/talk/witness.c and lib/events/witness.c: what PID 1 says is taken only as exactly what it may say.
 */
#include "lib_test.h"

#include <sys/mman.h>
#include <sys/syscall.h>

#include "base/block.h"
#include "events/witness.h"
#include "host/process.h"
#include "talk/launch.h"

static struct witness make_witness(void)
{
	struct witness w = {.sequence = 3, .time = 1700000000123, .limit = WITNESS_OF_PIDS, .processes = 40,
		.count = WITNESS_PROCESSES};

	for (uint32_t i = 0; i < w.count; i++)
		w.v[i] = (struct witness_process){i + 7, 1000 - i, i, "fifteen letters"};
	return w;
}

static void test_round_trip(void **state)
{
	unsigned char bytes[WITNESS_SIZE];
	struct witness w = make_witness(), again;

	(void)state;
	witness_encode(&w, bytes);
	check_seed("history", "witness", 2, bytes, sizeof(bytes));
	assert_true(witness_decode(&again, bytes));
	assert_memory_equal(&again, &w, sizeof(w));
	for (size_t i = 0; i < WITNESS_SIZE * 8; i++) {
		bytes[i / 8] ^= (unsigned char)(1U << i % 8);
		assert_false(witness_decode(&again, bytes));
		assert_int_equal(again.sequence, 0);
		bytes[i / 8] ^= (unsigned char)(1U << i % 8);
	}
	memset(bytes, 0, sizeof(bytes));
	assert_false(witness_decode(&again, bytes));
}

/* Whole, and yet what no PID 1 of ours writes. */
static void test_what_is_not_believed(void **state)
{
	unsigned char bytes[WITNESS_SIZE];
	struct witness w = make_witness(), again;

	(void)state;
	w.processes = 9;
	witness_encode(&w, bytes);
	assert_false(witness_decode(&again, bytes)); /* more than there are */
	w = make_witness();
	w.time = UINT64_MAX;
	witness_encode(&w, bytes);
	assert_false(witness_decode(&again, bytes));
	w = make_witness();
	w.v[0].memory = UINT64_MAX;
	witness_encode(&w, bytes);
	assert_false(witness_decode(&again, bytes));
	w = make_witness();
	w.sequence = 0;
	witness_encode(&w, bytes);
	assert_false(witness_decode(&again, bytes));
	w = make_witness();
	w.limit = WITNESS_LIMITS;
	witness_encode(&w, bytes);
	assert_false(witness_decode(&again, bytes));
	w = make_witness();
	witness_encode(&w, bytes);
	bytes[WITNESS_SIZE - 1] = 1; /* behind the end */
	block_seal(bytes, WITNESS_SIZE);
	assert_false(witness_decode(&again, bytes));
	bytes[WITNESS_SIZE - 1] = 0;
	bytes[32] = WITNESS_PROCESSES + 1; /* the count */
	block_seal(bytes, WITNESS_SIZE);
	assert_false(witness_decode(&again, bytes));
}

static void test_kept(void **state)
{
	unsigned char bytes[RAN_SIZE];
	struct ran ran = {.origin = 5, .seen = 1700000000124, .is = make_witness()}, again;

	(void)state;
	ran_encode(&ran, bytes);
	check_seed("history", "ran", 3, bytes, sizeof(bytes));
	assert_true(ran_decode(&again, bytes));
	assert_memory_equal(&again, &ran, sizeof(ran));
	for (size_t i = 0; i < RAN_SIZE * 8; i++) {
		bytes[i / 8] ^= (unsigned char)(1U << i % 8);
		assert_false(ran_decode(&again, bytes));
		bytes[i / 8] ^= (unsigned char)(1U << i % 8);
	}
	ran.seen = 5; /* before it happened */
	ran_encode(&ran, bytes);
	assert_false(ran_decode(&again, bytes));
}

/* --- from another process ------------------------------------------------------------------------- */

static int make_memory(const char *text, size_t size, int seals)
{
	const int fd = memfd_create("witness", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, (off_t)size), 0);
	assert_int_equal(pwrite(fd, text, strlen(text), 0), strlen(text));
	assert_int_equal(fcntl(fd, F_ADD_SEALS, seals), 0);
	return fd;
}

/* A child that has this where PID 1 has its memory; what is fetched there. */
static bool fetch(int fd, unsigned char *bytes, bool right_start)
{
	const pid_t child = fork();
	int status;
	bool got;

	assert_true(child >= 0);
	if (child == 0) {
		if (fd >= 0 ? dup2(fd, LAUNCH_FD_WITNESS) < 0 : close(LAUNCH_FD_WITNESS) < 0)
			_exit(1);
		raise(SIGSTOP); /* tells that it has it */
		for (;;)
			pause();
	}
	assert_int_equal(waitpid(child, &status, WUNTRACED), child);
	assert_true(WIFSTOPPED(status));
	got = witness_fetch(child, process_start(child) + !right_start, bytes);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	return got;
}

static void test_fetch(void **state)
{
	const int seals = F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL;
	unsigned char bytes[WITNESS_MEMORY];
	int fd, fifo[2];

	(void)state;
	NEED_ROOT();
	if (under_valgrind())
		skip(); /* which knows no pidfd_getfd(2) */
	fd = make_memory("hello", WITNESS_MEMORY, seals);
	assert_true(fetch(fd, bytes, true));
	assert_memory_equal(bytes, "hello", 6);
	assert_false(fetch(fd, bytes, false)); /* the pid is another's by now */
	close(fd);
	fd = make_memory("hello", WITNESS_MEMORY, F_SEAL_SEAL); /* it could shrink while it is read */
	assert_false(fetch(fd, bytes, true));
	close(fd);
	fd = make_memory("hello", WITNESS_MEMORY - 1, seals);
	assert_false(fetch(fd, bytes, true));
	close(fd);
	fd = make_memory("hello", WITNESS_MEMORY, seals);
	assert_int_equal(fchown(fd, 12345, 12345), 0); /* a tenant's own */
	assert_false(fetch(fd, bytes, true));
	close(fd);
	assert_int_equal(pipe(fifo), 0);
	assert_false(fetch(fifo[0], bytes, true)); /* and nobody waits for what is in it */
	close(fifo[0]);
	close(fifo[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip), cmocka_unit_test(test_what_is_not_believed),
		cmocka_unit_test(test_kept), cmocka_unit_test(test_fetch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
