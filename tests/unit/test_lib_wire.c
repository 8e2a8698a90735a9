/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lib/base/wire.c: exact bytes, limits, and one flag that stays.
 */
#include "lib_test.h"

#include "base/wire.h"

#define STRING_MAX ((size_t)128 * 1024)

static void test_integers_are_little_endian(void **state)
{
	static const unsigned char bytes[] = {4, 3, 2, 1, 0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11};
	unsigned char buffer[12];
	struct wire_writer w = {.data = buffer, .size = sizeof(buffer)};
	struct wire_reader r = {.data = bytes, .left = sizeof(bytes)};

	(void)state;
	wire_put_u32(&w, 0x01020304);
	wire_put_u64(&w, UINT64_C(0x1122334455667788));
	assert_false(w.failed);
	assert_int_equal(w.used, 12);
	assert_memory_equal(buffer, bytes, sizeof(bytes));
	assert_int_equal(wire_get_u32(&r), 0x01020304);
	assert_true(wire_get_u64(&r) == UINT64_C(0x1122334455667788));
	assert_true(wire_done(&r));
}

static void test_extreme_integers(void **state)
{
	static const uint64_t values[] = {0, 1, 0x7fffffff, 0x80000000, UINT32_MAX,
		UINT64_C(0x100000000), INT64_MAX, UINT64_MAX};
	unsigned char buffer[8];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(values); i++) {
		struct wire_writer w = {.data = buffer, .size = sizeof(buffer)};
		struct wire_reader r = {.data = buffer, .left = sizeof(buffer)};

		wire_put_u64(&w, values[i]);
		assert_true(wire_get_u64(&r) == values[i]);
		assert_true(wire_done(&r));
	}
}

static void test_writer_that_is_full_stays_failed(void **state)
{
	unsigned char buffer[8] = {0};
	static const unsigned char expected[8] = {1, 0, 0, 0};
	struct wire_writer w = {.data = buffer, .size = 6};

	(void)state;
	wire_put_u32(&w, 1);
	wire_put_u32(&w, 0xffffffff);
	assert_true(w.failed);
	assert_int_equal(w.used, 4);
	wire_put_bytes(&w, "", 0);
	wire_put_string(&w, "");
	assert_int_equal(w.used, 4);
	assert_memory_equal(buffer, expected, sizeof(buffer));
}

static void test_writer_that_grows(void **state)
{
	struct wire_writer w = {.grows = true};
	struct wire_reader r;

	(void)state;
	for (uint32_t i = 0; i < 1000; i++)
		wire_put_u32(&w, i);
	wire_patch_u32(&w, 4, 7);
	assert_false(w.failed);
	assert_int_equal(w.used, 4000);
	r = (struct wire_reader){.data = w.data, .left = w.used};
	for (uint32_t i = 0; i < 1000; i++)
		assert_int_equal(wire_get_u32(&r), i == 1 ? 7 : i);
	assert_true(wire_done(&r));
	free(w.data);
}

static void test_strings(void **state)
{
	static const unsigned char bytes[] = {2, 0, 0, 0, 'a', 'b', 0, 0, 0, 0, 0, 0};
	unsigned char buffer[sizeof(bytes)];
	struct wire_writer w = {.data = buffer, .size = sizeof(buffer)};
	struct wire_reader r = {.data = buffer, .left = sizeof(buffer)};

	(void)state;
	wire_put_string(&w, "ab");
	wire_put_string(&w, NULL);
	assert_false(w.failed);
	assert_memory_equal(buffer, bytes, sizeof(bytes));
	assert_string_equal(wire_get_string(&r), "ab");
	assert_string_equal(wire_get_string(&r), "");
	assert_true(wire_done(&r));
}

static void test_longest_string(void **state)
{
	char *text = malloc(STRING_MAX + 2);
	unsigned char *buffer = malloc(STRING_MAX + 16);
	struct wire_writer w = {.data = buffer, .size = STRING_MAX + 16};
	struct wire_reader r;

	(void)state;
	assert_true(text && buffer);
	memset(text, 'x', STRING_MAX + 1);
	text[STRING_MAX + 1] = '\0';
	wire_put_string(&w, text);
	assert_true(w.failed);
	text[STRING_MAX] = '\0';
	w = (struct wire_writer){.data = buffer, .size = STRING_MAX + 16};
	wire_put_string(&w, text);
	assert_false(w.failed);
	r = (struct wire_reader){.data = buffer, .left = w.used};
	assert_string_equal(wire_get_string(&r), text);
	assert_true(wire_done(&r));
	/* One more, written by somebody else. */
	w = (struct wire_writer){.data = buffer, .size = STRING_MAX + 16};
	wire_put_u32(&w, (uint32_t)STRING_MAX + 1);
	memset(buffer + 4, 'x', STRING_MAX + 1);
	buffer[4 + STRING_MAX + 1] = '\0';
	r = (struct wire_reader){.data = buffer, .left = 4 + STRING_MAX + 2};
	assert_string_equal(wire_get_string(&r), "");
	assert_true(r.failed);
	free(text);
	free(buffer);
}

static void test_malformed_strings(void **state)
{
	static const struct {
		unsigned char bytes[10];
		size_t size;
	} bad[] = {
		{{3, 0, 0, 0, 'a', 0, 'b', 0}, 8},    /* inner NUL */
		{{3, 0, 0, 0, 'a', 'b', 'c', 'd'}, 8}, /* no NUL */
		{{3, 0, 0, 0, 'a', 'b', 'c'}, 7},      /* the NUL is missing */
		{{3, 0, 0, 0}, 4},                     {{3, 0, 0}, 3},
		{{0, 0, 0, 0}, 4},                     {{0xff, 0xff, 0xff, 0xff, 0}, 5},
		{{4, 0, 0, 0, 'a', 'b', 'c', 0}, 8},   {{0}, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		unsigned char *copy = malloc(bad[i].size + !bad[i].size);
		struct wire_reader r = {.data = copy, .left = bad[i].size};

		assert_non_null(copy);
		memcpy(copy, bad[i].bytes, bad[i].size);
		assert_string_equal(wire_get_string(&r), "");
		if (!r.failed)
			fail_msg("malformed string %zu is taken", i);
		free(copy);
	}
}

static void test_reader_that_failed_stays_failed(void **state)
{
	static const unsigned char bytes[] = {0xff, 1, 0, 0, 0, 0, 0, 0, 0, 0};
	struct wire_reader r = {.data = bytes, .left = 3};
	size_t size = 7;

	(void)state;
	assert_int_equal(wire_get_u32(&r), 0);
	assert_true(r.failed);
	r.left = sizeof(bytes);
	assert_int_equal(wire_get_u32(&r), 0);
	assert_true(wire_get_u64(&r) == 0);
	assert_string_equal(wire_get_string(&r), "");
	assert_null(wire_get_bytes(&r, &size));
	assert_int_equal(size, 0);
	assert_int_equal(wire_get_count(&r, 1, 10), 0);
	assert_false(wire_done(&r));
}

static void test_bytes(void **state)
{
	unsigned char buffer[16];
	struct wire_writer w = {.data = buffer, .size = sizeof(buffer)};
	struct wire_reader r;
	size_t size;

	(void)state;
	wire_put_bytes(&w, "a\0b", 3);
	wire_put_bytes(&w, NULL, 0);
	assert_false(w.failed);
	assert_int_equal(w.used, 11);
	r = (struct wire_reader){.data = buffer, .left = w.used};
	assert_memory_equal(wire_get_bytes(&r, &size), "a\0b", 3);
	assert_int_equal(size, 3);
	wire_get_bytes(&r, &size);
	assert_int_equal(size, 0);
	assert_true(wire_done(&r));
	r = (struct wire_reader){.data = buffer, .left = 6};
	assert_null(wire_get_bytes(&r, &size));
	assert_true(r.failed);
	assert_int_equal(size, 0);
}

static uint32_t count_of(uint32_t count, size_t rest, size_t least, uint32_t max, bool *failed)
{
	unsigned char buffer[64] = {0};
	struct wire_writer w = {.data = buffer, .size = 4};
	struct wire_reader r = {.data = buffer, .left = 4 + rest};
	uint32_t n;

	wire_put_u32(&w, count);
	n = wire_get_count(&r, least, max);
	*failed = r.failed;
	return n;
}

static void test_counts(void **state)
{
	bool failed;

	(void)state;
	assert_int_equal(count_of(5, 20, 4, 5, &failed), 5);
	assert_false(failed);
	assert_int_equal(count_of(0, 0, 4, 5, &failed), 0);
	assert_false(failed);
	assert_int_equal(count_of(6, 60, 4, 5, &failed), 0); /* over the maximum */
	assert_true(failed);
	assert_int_equal(count_of(5, 19, 4, 5, &failed), 0); /* more than can follow */
	assert_true(failed);
	assert_int_equal(count_of(UINT32_MAX, 60, 10, UINT32_MAX, &failed), 0);
	assert_true(failed);
}

static void test_done_wants_everything_read(void **state)
{
	static const unsigned char bytes[5] = {0};
	struct wire_reader r = {.data = bytes, .left = sizeof(bytes)};

	(void)state;
	wire_get_u32(&r);
	assert_false(r.failed);
	assert_false(wire_done(&r));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_integers_are_little_endian),
		cmocka_unit_test(test_extreme_integers),
		cmocka_unit_test(test_writer_that_is_full_stays_failed),
		cmocka_unit_test(test_writer_that_grows),
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_longest_string),
		cmocka_unit_test(test_malformed_strings),
		cmocka_unit_test(test_reader_that_failed_stays_failed),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_done_wants_everything_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
