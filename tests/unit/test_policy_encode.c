/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * policy/encode.c and bytes.c: round trips, and bytes that nobody encoded.
 */
#include "golden.h"

#include "policy/kind.h"
#include "policy/path.h"

struct encoded {
	unsigned char *bytes;
	size_t length;
};

static struct encoded encode(const struct policy *p)
{
	struct encoded e = {0};

	assert_int_equal(policy_encode(p, &e.bytes, &e.length), 0);
	return e;
}

/* Decoding gives EINVAL and a zeroed policy, or one that encodes to exactly these bytes. */
static bool decodes(const unsigned char *bytes, size_t length)
{
	static const struct policy zero;
	struct policy p;
	struct encoded again;
	int error = policy_decode(&p, bytes, length);

	if (error) {
		assert_int_equal(error, EINVAL);
		assert_memory_equal(&p, &zero, sizeof(p));
		return false;
	}
	again = encode(&p);
	assert_int_equal(again.length, length);
	assert_memory_equal(again.bytes, bytes, length);
	free(again.bytes);
	policy_free(&p);
	return true;
}

static void assert_same_fields(const struct policy *p, const struct policy *q)
{
	for (unsigned int id = 0; id < FIELD_COUNT; id++) {
		char first[4096];
		char second[4096];

		if (policy_field((enum field_id)id)->scope != SCOPE_POLICY)
			continue;
		(void)policy_print_field(p, (enum field_id)id, first, sizeof(first));
		(void)policy_print_field(q, (enum field_id)id, second, sizeof(second));
		assert_string_equal(first, second);
	}
}

/* UNITS_SLOW: under valgrind(1), a part of what is tried natively and under the sanitizers. */
static void abuse(const struct encoded *e)
{
	const size_t step = getenv("UNITS_SLOW") ? 29 : 1;
	unsigned char *copy = malloc(e->length + 1);

	assert_non_null(copy);
	for (size_t length = 0; length < e->length; length += step) {
		memcpy(copy, e->bytes, length);
		assert_false(decodes(copy, length));
	}
	memcpy(copy, e->bytes, e->length);
	copy[e->length] = 0;
	assert_false(decodes(copy, e->length + 1));
	for (size_t bit = 0; bit < e->length * 8; bit += step) {
		copy[bit / 8] ^= (unsigned char)(1U << (bit % 8));
		(void)decodes(copy, e->length);
		copy[bit / 8] ^= (unsigned char)(1U << (bit % 8));
	}
	assert_true(decodes(copy, e->length));
	free(copy);
}

/* HOSTEL_CORPUS=tests/fuzz/corpus/policy_bytes: leave the encodings there, without their headers. */
static void write_corpus(const struct golden *g, const struct encoded *e)
{
	const char *directory = getenv("HOSTEL_CORPUS");
	char path[PATH_MAX * 2];
	FILE *file;

	if (!directory)
		return;
	(void)snprintf(path, sizeof(path), "%s/%s", directory, strrchr(g->directory, '/') + 1);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(e->bytes + 20, 1, e->length - 20, file), e->length - 20);
	assert_int_equal(fclose(file), 0);
}

static void round_trip(struct golden *g)
{
	struct policy p;
	struct policy q;
	struct problems ps = {0};
	struct encoded e;

	assert_int_equal(golden_load(g, &p, &ps), 0);
	e = encode(&p);
	write_corpus(g, &e);
	assert_int_equal(policy_decode(&q, e.bytes, e.length), 0);
	assert_same_fields(&p, &q);
	assert_int_equal(q.tenants.count, 0);
	assert_string_equal(q.cgroup, "auto");
	abuse(&e);
	free(e.bytes);
	policy_free(&p);
	policy_free(&q);
}

static void test_golden_cases(void **state)
{
	(void)state;
	assert_true(golden_each("valid", round_trip) > 0);
}

static void test_defaults(void **state)
{
	struct policy p;
	struct encoded e;

	(void)state;
	assert_int_equal(policy_init(&p), 0);
	e = encode(&p);
	abuse(&e);
	free(e.bytes);
	policy_free(&p);
}

/* The header is refused wherever one bit of it differs. */
static void test_header(void **state)
{
	struct policy p;
	struct encoded e;

	(void)state;
	assert_int_equal(policy_init(&p), 0);
	e = encode(&p);
	assert_int_equal(e.bytes[0], 2);
	assert_int_equal(e.bytes[8] | e.bytes[9] << 8, e.length - 20);
	for (size_t bit = 0; bit < 20 * 8; bit++) {
		e.bytes[bit / 8] ^= (unsigned char)(1U << (bit % 8));
		assert_false(decodes(e.bytes, e.length));
		e.bytes[bit / 8] ^= (unsigned char)(1U << (bit % 8));
	}
	free(e.bytes);
	policy_free(&p);
}

/* One changed member must be refused on the other side. */
static void assert_refused(struct policy *p)
{
	struct encoded e = encode(p);

	assert_false(decodes(e.bytes, e.length));
	free(e.bytes);
}

static void test_values_out_of_range(void **state)
{
	struct policy p;

	(void)state;
	assert_int_equal(policy_init(&p), 0);
#define REFUSE(member, value)                                                                      \
	do {                                                                                       \
		__typeof__(p.member) saved = p.member;                                             \
		p.member = value;                                                                  \
		assert_refused(&p);                                                                \
		p.member = saved;                                                                  \
	} while (0)
	REFUSE(landlock, 2);
	REFUSE(home, 3);
	REFUSE(network, VALUE_MAX);
	REFUSE(max_sessions, 0);
	REFUSE(max_sessions, 1001);
	REFUSE(memory_max, 1);
	REFUSE(pids_max, VALUE_MAX - 1);
	REFUSE(cpu_max, 0);
	REFUSE(linger, VALUE_MAX - 1);
	REFUSE(keep, 1);
	REFUSE(ulimit_nofile.soft, VALUE_MAX);
	REFUSE(ulimit_nice.hard, 41);
	REFUSE(shell, (char[]){""});
	REFUSE(shell, (char[]){"relative"});
	REFUSE(shell, (char[]){"/a/../b"});
	REFUSE(hostname, (char[]){"a b"});
	REFUSE(hostname, (char[]){""});
#undef REFUSE
	assert_true(p.shell && p.hostname);
	policy_free(&p);
}

static void test_strings(void **state)
{
	struct policy p;
	char path[6000];
	char *default_shell;
	struct encoded e;

	(void)state;
	memset(path, 'a', sizeof(path));
	for (size_t i = 0; i < sizeof(path); i += 200)
		path[i] = '/';
	path[POLICY_PATH_SIZE_MAX] = '\0';
	assert_int_equal(policy_init(&p), 0);
	default_shell = p.shell;
	p.shell = path;
	e = encode(&p);
	assert_true(decodes(e.bytes, e.length));
	free(e.bytes);
	path[POLICY_PATH_SIZE_MAX] = 'a';
	path[POLICY_PATH_SIZE_MAX + 1] = '\0';
	assert_refused(&p);
	path[POLICY_PATH_SIZE_MAX + 1] = 'a';
	path[5500] = '\0';
	assert_refused(&p);
	p.shell = default_shell;
	policy_free(&p);
}

static void test_long_lists(void **state)
{
	struct policy p;
	struct string_list saved;
	char *items[POLICY_LIST_MAX + 1];
	char word[] = "x";
	struct encoded e;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(items); i++)
		items[i] = word;
	assert_int_equal(policy_init(&p), 0);
	saved = p.services;
	p.services = (struct string_list){POLICY_LIST_MAX, items};
	e = encode(&p);
	assert_true(decodes(e.bytes, e.length));
	free(e.bytes);
	p.services.count++;
	assert_refused(&p);
	p.services = saved;
	policy_free(&p);
}

static void test_hash(void **state)
{
	(void)state;
	assert_true(policy_hash((const unsigned char *)"", 0) == UINT64_C(0xcbf29ce484222325));
	assert_true(policy_hash((const unsigned char *)"a", 1) == UINT64_C(0xaf63dc4c8601ec8c));
	assert_true(
		policy_hash((const unsigned char *)"foobar", 6) == UINT64_C(0x85944171f73967e8));
}

/* A policy of one line, which policy_free() releases. */
static void load_line(struct policy *p, const char *lines)
{
	const struct memory_file files[] = {{.path = "hostel.ini", .text = ""},
		{.path = "tenants/alice.ini", .text = lines}};
	struct problems ps = {0};

	assert_int_equal(policy_load(p, READER(files), &alice, &ps), 0);
}

static void test_hashes_by_effect(void **state)
{
	static const struct {
		const char *lines;
		enum field_effect effect;
		enum field_id field;
	} table[] = {
		{"[resources]\npids.max = 99\n", EFFECT_LIMIT, FIELD_pids_max},
		{"[resources]\nio.max = * rbps=1M\n", EFFECT_LIMIT, FIELD_io_max},
		{"[filesystem]\ndisk = 1G\n", EFFECT_LIMIT, FIELD_disk},
		{"[session]\nmax_sessions = 3\n", EFFECT_LOGIN, FIELD_max_sessions},
		{"[session]\nservices = sshd\n", EFFECT_LOGIN, FIELD_services},
		{"[ulimits]\nnofile = 99\n", EFFECT_ROOM, FIELD_ulimit_nofile},
		{"[filesystem]\nhide = /opt/x\n", EFFECT_ROOM, FIELD_hide},
		{"[seccomp]\nprofile = strict\n", EFFECT_ROOM, FIELD_seccomp},
	};
	struct policy plain;
	uint64_t before[EFFECT_COUNT], after[EFFECT_COUNT];

	(void)state;
	load_line(&plain, "");
	assert_int_equal(policy_hashes(&plain, before), 0);
	for (size_t i = 0; i < COUNT_OF(table); i++) {
		struct policy p;

		load_line(&p, table[i].lines);
		assert_int_equal(policy_hashes(&p, after), 0);
		for (int e = 0; e < EFFECT_COUNT; e++)
			assert_int_equal(before[e] != after[e], e == (int)table[i].effect);
		for (unsigned int id = 0; id < FIELD_COUNT; id++)
			if (policy_field((enum field_id)id)->scope == SCOPE_POLICY)
				assert_int_equal(policy_same(&plain, &p, (enum field_id)id),
					id != (unsigned int)table[i].field);
		/* Of its own effect everything is taken, of the others nothing. */
		for (int e = 0; e < EFFECT_COUNT; e++) {
			struct policy q;

			load_line(&q, "");
			assert_int_equal(policy_take(&q, &p, (enum field_effect)e), 0);
			assert_int_equal(policy_same(&q, &p, table[i].field), e == (int)table[i].effect);
			policy_free(&q);
		}
		policy_free(&p);
	}
	policy_free(&plain);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_golden_cases),
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_header),
		cmocka_unit_test(test_values_out_of_range),
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_long_lists),
		cmocka_unit_test(test_hash),
		cmocka_unit_test(test_hashes_by_effect),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
