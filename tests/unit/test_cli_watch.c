/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cli/watch: a value has one reading, and numbers do not go back.
 */
#include "policy_test.h"

#include "cli/base64.h"
#include "cli/watch/crypto.h"
#include "cli/watch/numbers.h"
#include "cli/watch/refused.h"
#include "cli/watch/value.h"

#define HEAD "# hostel-signed tenants/alice.ini 17\n"
#define TEXT "[tenant]\nplan = basic\n"
#define ARMOUR "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n"
#define COMMENT "# -----BEGIN SSH SIGNATURE-----\n# AAAA\n# -----END SSH SIGNATURE-----\n"

static const char *read_it(struct signed_value *v, const char *bytes)
{
	const char *wrong = value_read(v, bytes, strlen(bytes));

	if (wrong) {
		free(v->signature);
		v->signature = NULL;
	}
	return wrong;
}

static void test_value(void **state)
{
	struct signed_value v;

	(void)state;
	assert_null(read_it(&v, HEAD TEXT COMMENT));
	assert_string_equal(v.path, "tenants/alice.ini");
	assert_int_equal(v.number, 17);
	assert_int_equal(v.signed_size, strlen(HEAD TEXT));
	assert_string_equal(v.signature, ARMOUR);
	free(v.signature);
	/* Nothing but a head. */
	assert_null(read_it(&v, HEAD COMMENT));
	free(v.signature);
}

static void test_not_signed(void **state)
{
	static const char *const wrong[] = {"", TEXT, TEXT COMMENT, HEAD TEXT, " " HEAD TEXT COMMENT,
		"# hostel-signed tenants/alice.ini\n" TEXT COMMENT,
		"# hostel-signed tenants/alice.ini 0\n" TEXT COMMENT,
		"# hostel-signed tenants/alice.ini -1\n" TEXT COMMENT,
		"# hostel-signed tenants/alice.ini 017\n" TEXT COMMENT,
		"# hostel-signed tenants/alice.ini 17 \n" TEXT COMMENT,
		"# hostel-signed tenants/alice.ini  17\n" TEXT COMMENT,
		"# hostel-signed tenants/alice.ini 17\r\n" TEXT COMMENT,
		"# hostel-signed tenants/alice.ini 1000000000000000000\n" TEXT COMMENT,
		"# hostel-signed tenants/alice.ini 99999999999999999999999\n" TEXT COMMENT,
		"# hostel-signed tenants/../hostel.ini 17\n" TEXT COMMENT,
		"# hostel-signed tenants/.alice.ini 17\n" TEXT COMMENT,
		"# hostel-signed tenants/a/b.ini 17\n" TEXT COMMENT,
		"# hostel-signed waivers.ini 17\n" TEXT COMMENT,
		"# hostel-signed /tenants/alice.ini 17\n" TEXT COMMENT,
		"# hostel-signed sync.ini 17\n" TEXT COMMENT,
		/* What stands behind the signed bytes is the signature, and nothing else. */
		HEAD TEXT COMMENT "[tenant]\n", HEAD TEXT COMMENT "\n", HEAD TEXT COMMENT COMMENT,
		HEAD TEXT "# -----BEGIN SSH SIGNATURE-----\n[tenant]\n# -----END SSH SIGNATURE-----\n",
		HEAD TEXT "# -----BEGIN SSH SIGNATURE-----\n# AAAA\n", HEAD TEXT " " COMMENT};
	struct signed_value v;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		if (!read_it(&v, wrong[i]))
			fail_msg("taken: %s", wrong[i]);
}

static void test_nul_and_size(void **state)
{
	static const char nul[] = HEAD "a\0b\n" COMMENT;
	char *large = malloc(VALUE_SIZE_MAX + 200);
	struct signed_value v;

	(void)state;
	assert_non_null(value_read(&v, nul, sizeof(nul) - 1));
	free(v.signature);
	memset(large, '#', VALUE_SIZE_MAX + 1);
	memcpy(large, HEAD, strlen(HEAD));
	memcpy(large + VALUE_SIZE_MAX + 1 - strlen("\n" COMMENT), "\n" COMMENT, sizeof("\n" COMMENT));
	assert_non_null(value_read(&v, large, VALUE_SIZE_MAX + 1));
	free(v.signature);
	free(large);
}

/* What is signed again has one head and one signature. */
static void test_begin(void **state)
{
	static const char *const texts[] = {TEXT, "[tenant]\nplan = basic", HEAD TEXT, HEAD TEXT COMMENT,
		TEXT COMMENT};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		char *begun = value_begin(texts[i], "tenants/alice.ini", 17), *all = value_end(begun, ARMOUR);

		assert_string_equal(begun, HEAD TEXT);
		assert_string_equal(all, HEAD TEXT COMMENT);
		free(begun);
		free(all);
	}
}

/* What would be lost of a text without a word is said. */
static void test_wrong_text(void **state)
{
	(void)state;
	assert_null(value_wrong_text("", 0));
	assert_null(value_wrong_text(TEXT, strlen(TEXT)));
	assert_null(value_wrong_text(HEAD TEXT COMMENT, strlen(HEAD TEXT COMMENT)));
	assert_non_null(value_wrong_text("a\0b\n", 4));
	assert_non_null(value_wrong_text(HEAD TEXT COMMENT "\n", strlen(HEAD TEXT COMMENT "\n")));
	assert_non_null(value_wrong_text(TEXT "# -----BEGIN SSH SIGNATURE-----\n",
		strlen(TEXT "# -----BEGIN SSH SIGNATURE-----\n")));
}

#define D1 "0000000000000000000000000000000000000000000000000000000000000001"
#define D2 "0000000000000000000000000000000000000000000000000000000000000002"

static void test_numbers(void **state)
{
	struct numbers n = {0}, again = {0};
	char *text;

	(void)state;
	numbers_take(&n, "3 " D1 " tenants/b.ini\nnonsense\n5 " D2 " ../x\n0 " D1 " tenants/z.ini\n"
			 "7 " D2 " tenants/a.ini\n4 abc tenants/c.ini\n9 " D1 " hostel.ini");
	assert_int_equal(n.count, 3);
	assert_int_equal(numbers_find(&n, "tenants/a.ini")->number, 7);
	assert_string_equal(numbers_find(&n, "tenants/b.ini")->digest, D1);
	assert_int_equal(numbers_find(&n, "hostel.ini")->number, 9);
	assert_null(numbers_find(&n, "tenants/c.ini"));
	text = numbers_text(&n);
	assert_string_equal(text, "9 " D1 " hostel.ini\n7 " D2 " tenants/a.ini\n3 " D1 " tenants/b.ini\n");
	numbers_take(&again, text);
	assert_int_equal(again.count, 3);
	free(text);
	/* Above all that can be signed, so that no value would ever be newer; of a name that nobody has. */
	numbers_take(&again, "9223372036854775807 " D1 " tenants/x.ini\n"
			     "1000000000000000000 " D1 " tenants/y.ini\n"
			     "99999999999999999999999 " D1 " tenants/z.ini\n5 " D1 " tenants/\033[1m.ini\n");
	assert_int_equal(again.count, 3);
	numbers_drop(&again, "tenants/a.ini");
	numbers_drop(&again, "tenants/a.ini");
	assert_int_equal(again.count, 2);
	assert_string_equal(again.v[1].path, "tenants/b.ini");
	for (int i = 0; i < 1000; i++) {
		char path[64];

		snprintf(path, sizeof(path), "tenants/t%d.ini", i * 7919 % 1000);
		numbers_set(&n, path, i + 1, D1);
	}
	assert_int_equal(n.count, 1003);
	for (size_t i = 1; i < n.count; i++)
		assert_true(strcmp(n.v[i - 1].path, n.v[i].path) < 0);
	numbers_free(&n);
	numbers_free(&again);
}

static void test_digest(void **state)
{
	char digest[DIGEST_SIZE];

	(void)state;
	digest_of("abc", 3, digest); /* FIPS 180-4's example */
	assert_string_equal(digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

/* What ssh-keygen -Y sign -n hostel wrote, of "a text\n", with either hash. */
static const char *const armours[] = {
	"U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgev+u6wWZ8ckTJCmW5KKtxS5i+G"
	"XCsqeBVIOJBuTRCJgAAAAGaG9zdGVsAAAAAAAAAAZzaGE1MTIAAABTAAAAC3NzaC1lZDI1"
	"NTE5AAAAQFyrrjG2qKl7l5RmZBH6tC7yFRM/6vlfu4noBMON30ag1SCSW+mVXrU8jqzT/r"
	"mpFzd19h5VV7TyVaN2eJcqIAw=",
	"U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgev+u6wWZ8ckTJCmW5KKtxS5i+G"
	"XCsqeBVIOJBuTRCJgAAAAGaG9zdGVsAAAAAAAAAAZzaGEyNTYAAABTAAAAC3NzaC1lZDI1"
	"NTE5AAAAQM1w11EOwqMGKO+NW79kjIdNWyXg2PxBVDGmBtSuGHZ33wgJvqDRnc8rxEw/lz"
	"ouM5aefqMSj3EO4wQ7cofCNgY="};

static void test_signature(void **state)
{
	uint8_t blob[512];
	struct sshsig s;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(armours); i++) {
		const int n = base64_decode(armours[i], strlen(armours[i]), blob);

		assert_true(n > 0 && sshsig_read(&s, blob, (size_t)n));
		assert_true(sshsig_is_in(&s, "hostel") && !sshsig_is_in(&s, "git"));
		assert_true(crypto_is_signed(&s, "a text\n", 7));
		assert_false(crypto_is_signed(&s, "a text", 6));
		assert_false(crypto_is_signed(&s, "b text\n", 7));
		assert_false(sshsig_read(&s, blob, (size_t)n - 1));
		/* Every bit counts: key, namespace, hash and signature are signed, or are what verifies. */
		for (int bit = 0; bit < 8 * n; bit++) {
			blob[bit / 8] ^= (uint8_t)(1 << bit % 8);
			if (sshsig_read(&s, blob, (size_t)n) && crypto_is_signed(&s, "a text\n", 7))
				fail_msg("bit %d does not count", bit);
			blob[bit / 8] ^= (uint8_t)(1 << bit % 8);
		}
	}
}

static void test_refused(void **state)
{
	struct refused r = {0};
	char text[512] = "";
	FILE *f;

	(void)state;
	refused_set(&r, "a", "one");
	refused_set(&r, "b\033[1m", "two");
	refused_set(&r, "a", "three");
	assert_int_equal(r.count, 2);
	f = fmemopen(text, sizeof(text), "w");
	refused_print(&r, f, 10);
	fclose(f);
	assert_string_equal(text, "a: three\nb?[1m: two\n");
	refused_set(&r, "a", NULL);
	refused_set(&r, "c", NULL);
	assert_int_equal(r.count, 1);
	refused_clear(&r);
	assert_int_equal(r.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_value),
		cmocka_unit_test(test_not_signed),
		cmocka_unit_test(test_nul_and_size),
		cmocka_unit_test(test_begin),
		cmocka_unit_test(test_wrong_text),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_digest),
		cmocka_unit_test(test_signature),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
